"""Code as it was written, with Pygments' classes, so that one markup serves light and dark."""

from functools import lru_cache
from html import escape
from io import StringIO
from time import thread_time

from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import _TokenType
from pygments.util import ClassNotFound

# Beyond, colours cost more than they help: lexers' times grow with the square of a line's length, and of a gap's.
LARGEST = 64_000  # characters
LONGEST_LINE = 1_000  # characters
LARGEST_GAP = 40  # lines without words
CERTAINLY_QUICK = 1_000  # characters
LONGEST = 0.5  # seconds of this thread; some lexers' times grow with the square of the whole
SPANS: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
PLAIN = ("", "text", "txt", "plain", "plaintext", "none", "nohighlight")


def highlighted(code: str, language: str) -> str:
    """The code in spans that end with their line; its text is exactly the code's.

    A language nobody knows is no fault.
    """
    lexer = _lexer(language) if _quick(code) else None
    return _spans(code, lexer) if lexer else escape(code, quote=False)


def _spans(code: str, lexer: Lexer) -> str:
    ended = code if code.endswith("\n") else f"{code}\n"  # some lexers lose a last line without its end
    tokens = _tokens(ended, lexer)
    if "".join(value for _, value in tokens) != ended:  # others lose or change a character
        return escape(code, quote=False)
    out = StringIO()
    SPANS.format(tokens, out)
    html = out.getvalue()
    return html if ended is code else html.removesuffix("\n")


def _tokens(code: str, lexer: Lexer) -> list[tuple[_TokenType, str]]:
    """The code's tokens; of code that takes too long, its beginning."""
    tokens = []
    end = thread_time() + LONGEST
    for count, token in enumerate(lexer.get_tokens(code)):
        tokens.append(token)
        if not count % 256 and thread_time() > end:
            break
    return tokens


def _quick(code: str) -> bool:
    if not CERTAINLY_QUICK < len(code) <= LARGEST:
        return len(code) <= CERTAINLY_QUICK
    gap = 0
    for line in code.split("\n"):
        gap = 0 if line.strip() else gap + 1
        if len(line) > LONGEST_LINE or gap > LARGEST_GAP:
            return False
    return True


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    if language in PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
