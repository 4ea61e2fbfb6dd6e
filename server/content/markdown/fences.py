"""What stands behind the fence of a listing, in the spellings of several generators.

MkDocs: `python title="train.py" linenos hl_lines="2 4-6"`. Hugo: `python {linenos=true,hl_lines=[2,"4-6"]}`.
Zola: `rust,linenos,hl_lines=1 3-5,name=mod.rs`. Pandoc and Quarto: `{.python .numberLines startFrom="7"}`.
Docusaurus and Astro: `js title="x.js" {1,3-5} showLineNumbers ins={2}`. Several forges: `python:train.py`.
"""

import re
from functools import lru_cache

import msgspec

Lines = tuple[tuple[int, int], ...]  # stretches: the first and the last line of each, counted from 1

ONLY_LANGUAGE = re.compile(r"(?!diff-)[\w+#.-]*")
LANGUAGE = re.compile(r"\{?\s*[.=]?(\w[\w+#.-]*)(?![\w+#.-]|\s*=)")
CLASS = re.compile(r"(?<=[\s{])\.(\w[\w+#-]*)")
OF_A_FORGE = re.compile(r":([^\s=:]+\.[\w]+)(?=\s|$)")
TOKEN = re.compile(
    r"""([\w.-]+)\s*[=:]\s*("(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|\{[^{}]*\}|[^\s,{}"]+)"""  # a key and its value
    r"|\{([\d\s,-]+)\}|(\d+(?:-\d+)?)"  # lines; more lines of the key before
    r"""|([.#]?[A-Za-z][\w.-]*)|("[^"]*"|/[^/\s]*/|[^\s,{}])"""  # a word; anything else
)
STRETCH = re.compile(r"(\d{1,9})\d*(?:\s*-\s*(\d{1,9})\d*)?")
TRUE = ("true", "yes")
FALSE = ("false", "no", "0", "none", "off")

MEANING = {  # compared without case, `-`, `_` and dots
    **dict.fromkeys(("title", "name", "filename", "file", "caption"), "title"),
    **dict.fromkeys(("linenos", "linenums", "linenumbers", "showlinenumbers", "numberlines", "numbers"), "numbered"),
    **dict.fromkeys(("linenostart", "startfrom", "startlinenumber", "startline", "firstnumber"), "first"),
    **dict.fromkeys(("hllines", "highlight", "hl", "emphasizelines", "mark", "marklines", "codelinenumbers"), "marked"),
    **dict.fromkeys(("ins", "add", "added", "insert"), "added"),
    **dict.fromkeys(("del", "rm", "remove", "removed"), "removed"),
    "lang": "lang",
}
# Known elsewhere, without a meaning here: how a frame is drawn, what a test runner does with the code.
QUIET = frozenset(
    """
    anchorlinenos lineanchors linenosstep style tabwidth guesssyntax noclasses frame wrap nowrap copy icon theme live
    echo eval output include warning message ignore norun noplayground shouldpanic compilefail edition2015 edition2018
    edition2021 edition2024 editable runnable continued group tab tabs label class id
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)


class Fence(msgspec.Struct, frozen=True, kw_only=True):
    """`first` is the number of the first line, where lines are numbered; `unknown` is what nobody knows."""

    language: str = ""
    title: str = ""
    first: int | None = None
    marked: Lines = ()
    added: Lines = ()
    removed: Lines = ()
    signed: bool = False  # each line begins with a sign of a diff, before code of the language
    unknown: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def fence(info: str) -> Fence:
    """Read what stands behind a fence."""
    info = info.strip()
    if ONLY_LANGUAGE.fullmatch(info):
        return Fence(language=info.lower())
    return _Reading().read(info)


class _Reading:
    """What has been said so far; lines are collected by field."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}
        self._lines: dict[str, Lines] = {}
        self._unknown: list[str] = []

    def read(self, info: str) -> Fence:
        named = LANGUAGE.match(info) or CLASS.search(info)
        language, rest = (named[1].lower(), info[named.end() :]) if named else ("", info)
        if file := OF_A_FORGE.match(rest):
            self._said["title"], rest = file[1], rest[file.end() :]
        field = "marked"
        rest = rest.lstrip(":")
        for key, value, lines, more, word, other in TOKEN.findall(rest):
            if key or word:
                field = self._take(key or word, value)
            elif other:
                self._unknown.append(other)
            else:
                self._mark(field if more else "marked", lines or more)
        signed = language.startswith("diff-") or (language == "diff" and "lang" in self._said)
        first = self._said.get("first", "1")
        return Fence(
            language=(self._said.get("lang", "") or language.removeprefix("diff-")) if signed else language,
            title=self._said.get("title", ""),
            first=int(first) if "numbered" in self._said and first.isdigit() else None,
            signed=signed,
            unknown=tuple(self._unknown),
            **self._lines,
        )

    def _take(self, key: str, value: str) -> str:
        """Note what a key says; its field, to which lines that follow may belong."""
        name = re.sub(r"[-_.#]", "", key).lower()
        value = value[1:-1].replace('\\"', '"') if value[:1] in ('"', "'") else value
        field = MEANING.get(name, "")
        if field == "marked" and value.lower() in TRUE:
            field = "numbered"
        if field in ("marked", "added", "removed"):
            self._mark(field, value)
        elif field == "numbered":
            if value.lower() not in FALSE:
                self._said[field] = value
            if value.isdigit() and int(value) > 1:
                self._said["first"] = value
        elif field:
            self._said[field] = value
        elif name not in QUIET and not key.startswith("#"):
            self._unknown.append(key)
        return field if field in ("added", "removed") else "marked"

    def _mark(self, field: str, text: str) -> None:
        found = tuple((int(first), int(last or first)) for first, last in STRETCH.findall(text))
        self._lines[field] = self._lines.get(field, ()) + found
