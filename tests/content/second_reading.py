"""A second reading of Markdown, by markdown-it and its plugins: the server has no part in it, which is its point."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any, NamedTuple
from unicodedata import normalize

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from selectolax.lexbor import LexborHTMLParser, LexborNode

FRONT = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n.*?\n(?:\1|\.\.\.)[ \t]*\n", re.DOTALL)
SILENT = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
OURS = re.compile(r"^(?:\*\[[^\]]+\]:.*|:::.*|> \[!\w+\])$", re.MULTILINE)  # no words of the text in any dialect
CITED = re.compile(r"\[[^\[\]]*@[\w{][^\[\]]*\]|(?<![\w@])@\w+")  # becomes author and year
REFERRED = re.compile(r"\\(?:eq)?ref\{[^}]*\}")  # becomes a number
BLOCK = re.compile(r"(?=</?(?:br|p|div|h[1-6]|li|d[tdl]|t[dhr]|figcaption|blockquote|aside|section|a class=.embed)\b)")
WORD = re.compile(r"[^\W_\u3040-\u9fff]+|[\u3040-\u9fff]")  # of scripts without spaces each sign
BESIDE = (
    "a.anchor, .footnote-back, .footnote-number, .footnote-ref, math, script, style, .progress,"
    ".embed-kind, .embed-words"
)


class Said(NamedTuple):
    """What is said, in its order; formulas apart from the words."""

    words: list[str]
    notes: list[list[str]]
    headings: list[list[str]]
    links: list[list[str]]  # their words
    elsewhere: list[str]  # where those lead that leave the site
    rows: list[list[list[str]]]
    code: list[str]
    pictures: list[str]  # what they say to whoever does not see them
    formulas: list[str]
    tasks: list[bool]


def parser() -> MarkdownIt:
    reading = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for plugin in (footnote_plugin, deflist_plugin, tasklists_plugin, attrs_block_plugin):
        reading.use(plugin)
    return reading.use(attrs_plugin, spans=True).use(dollarmath_plugin, allow_digits=False, double_inline=True)


def read(text: str) -> Said:
    """A file of Markdown, without its front matter."""
    body = REFERRED.sub("", OURS.sub("", FRONT.sub("", text)))
    tokens = parser().parse(body)
    split = next((at for at, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    main, notes = tokens[:split], tokens[split:]
    inline = [child for token in tokens for child in token.children or ()]
    return Said(
        words=words(_text(main)),
        notes=[words(_text(note)) for note in _between(notes, "footnote_open", "footnote_close")],
        headings=[words(_text(heading)) for heading in _between(main, "heading_open", "heading_close")],
        links=[words(_text(link)) for link in _between(inline, "link_open", "link_close")],
        elsewhere=[
            str(token.attrs["href"])
            for token in inline
            if token.type == "link_open" and str(token.attrs["href"]).startswith("http")
        ],
        rows=[
            [words(_text(cell)) for cell in _between(row, "th_open", "th_close", "td_open", "td_close")]
            for row in _between(main, "tr_open", "tr_close")
        ],
        code=[token.content for token in tokens if token.type in ("fence", "code_block")],
        pictures=[" ".join(token.content.split()) for token in inline if token.type == "image"],
        formulas=[squeezed(token.content) for token in _all(tokens) if token.type.startswith("math_")],
        tasks=["checked=" in token.content for token in inline if "task-list-item-checkbox" in token.content],
    )


def shown(*pages: str) -> Said:
    """What pages show in their articles."""
    tree = LexborHTMLParser(BLOCK.sub(" ", "".join(pages)))
    content = [node for node in tree.css("main h1, main .e-content") if node.tag == "h1" or not _within_content(node)]
    formulas = [squeezed(node.text()) for each in content for node in each.css("annotation")]
    aside = [node for each in content for node in each.css(".footnote, .footnotes li")]
    pictures = [node.attributes.get("alt") or "" for each in content for node in each.css("img")]
    tasks = ["checked" in node.attributes for each in content for node in each.css(".task input")]
    for each in content:
        for node in each.css(BESIDE):
            node.decompose()
    notes = [words(node.text()) for node in aside]
    for node in aside:
        node.decompose()
    links = [node for each in content for node in each.css("a")]
    return Said(
        words=[word for each in content for word in words(each.text())],
        notes=notes,
        headings=[words(node.text()) for node in tree.css("main h1, .e-content :is(h2, h3, h4, h5, h6)")],
        links=[words(node.text()) for node in links],
        elsewhere=[href for node in links if (href := node.attributes.get("href") or "").startswith("http")],
        rows=[[words(cell.text()) for cell in row.css("th, td")] for each in content for row in each.css("tr")],
        code=[node.text() for each in content for node in each.css("pre code")],
        pictures=pictures,
        formulas=formulas,
        tasks=tasks,
    )


def words(text: str) -> list[str]:
    """Signs and case aside, as quotes and dashes are set otherwise than written."""
    return WORD.findall(normalize("NFC", text).casefold())


def squeezed(latex: str) -> str:
    return "".join(latex.split())


def lacking(expected: Sequence[Any], found: Sequence[Any]) -> list[Any]:
    """The first few of what is expected from where on it is not found in its order."""
    at = 0
    for place, each in enumerate(expected):
        try:
            at = found.index(each, at) + 1
        except ValueError:
            return list(expected[max(0, place - 3) : place + 5])
    return []


def _within_content(node: LexborNode) -> bool:
    around = node.parent
    while around is not None:
        if "e-content" in (around.attributes.get("class") or "").split():
            return True
        around = around.parent
    return False


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _between(tokens: Sequence[Token], *names: str) -> Iterator[list[Token]]:
    """The tokens between each opening and its closing one."""
    opens, closes = names[::2], names[1::2]
    inside: list[Token] | None = None
    for token in tokens:
        if token.type in opens:
            inside = []
        elif token.type in closes and inside is not None:
            yield inside
            inside = None
        elif inside is not None:
            inside.append(token)


def _text(tokens: Sequence[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.children is not None:
            pieces += ["\n", _text(token.children)] if token.type != "image" else []
        elif token.type == "text":
            pieces.append(CITED.sub("", token.content))
        elif token.type in ("code_inline", "fence", "code_block"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif token.type == "html_block":
            pieces.append(unescape(SILENT.sub(" ", token.content)))
    return "".join(pieces)
