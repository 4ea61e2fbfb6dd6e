"""Code as it was written, with Pygments' classes, so that one markup serves light and dark."""

import re
from functools import lru_cache
from html import escape
from io import StringIO

from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LARGEST = 64_000  # characters; beyond, colours cost more than they help
LANGUAGE = re.compile(r"\{?\s*[.=]?([\w+#.-]+)")
SPANS: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
PLAIN = ("", "text", "txt", "plain", "plaintext", "none", "nohighlight")


def listing(code: str, info: str) -> str:
    """A fenced or indented block. `info` is what stands behind the fence; a language nobody knows is no fault."""
    found = LANGUAGE.match(info.strip())
    language = found[1].lower() if found else ""
    lexer = _lexer(language) if len(code) <= LARGEST else None
    html = highlighted(code, lexer) if lexer else escape(code, quote=False)
    name = escape(language)
    label, spoken = (f' data-language="{name}"', f"Code, {name}") if language else ("", "Code")
    kind = f' class="language-{name}"' if language else ""
    return (
        f'<div class="listing"{label}><pre tabindex="0" role="group" aria-label="{spoken}">'
        f"<code{kind}>{html}</code></pre></div>\n"
    )


def highlighted(code: str, lexer: Lexer) -> str:
    """The code in spans; its text is exactly the code's."""
    ended = code if code.endswith("\n") else f"{code}\n"  # some lexers lose a last line without its end
    tokens = list(lexer.get_tokens(ended))
    if "".join(value for _, value in tokens) != ended:  # others lose or change a character
        return escape(code, quote=False)
    out = StringIO()
    SPANS.format(tokens, out)
    html = out.getvalue()
    return html if ended is code else html.removesuffix("\n")


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    if language in PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
