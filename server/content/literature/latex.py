r"""The words that the LaTeX of a bibliography means: `{\"u}ber 5\,\% --- {NLP}` is über 5 % — NLP; formulas stay."""

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

FORMULA = re.compile(r"\\\((.+?)\\\)|(?<!\\)\$([^$]+)\$", re.DOTALL)
UNMEANT = re.compile(r"(?<!\\)[%&]")  # to LaTeX the beginning of a comment, and of a column
LONGEST = 5_000  # characters that are decoded; the library takes 0.1 ms for each
DEEPEST = 50  # braces in one another, beyond which the library that reads them gives up
SIGNS = (("---", "—"), ("--", "\u2013"), ("``", "“"), ("''", "”"), ("~", "\u00a0"))


def plain(latex: str) -> str:
    """The words, on one line; a formula between dollars."""
    pieces, end = [], 0
    for formula in FORMULA.finditer(latex):
        pieces += [_words(latex[end : formula.start()]), f"${formula[1] or formula[2]}$"]
        end = formula.end()
    return " ".join("".join([*pieces, _words(latex[end:])]).split())


def address(latex: str) -> str:
    """An address, in which only a few signs may have been escaped."""
    return re.sub(r"\\(?=[_%&#~])|[{}\s]", "", re.sub(r"\\(?:url|path|nolinkurl)\b", "", latex))


def _words(latex: str) -> str:
    if "\\" not in latex or len(latex) > LONGEST or _depth(latex) > DEEPEST:
        words = re.sub(r"[{}]", "", latex)
        for sign, meant in SIGNS:
            words = words.replace(sign, meant)
        return words
    return str(_decoder().latex_to_text(UNMEANT.sub(r"\\\g<0>", latex)))


def _depth(latex: str) -> int:
    depth = deepest = 0
    for sign in latex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=1)
def _decoder() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    known.add_context_category(
        "of bibliographies",
        prepend=True,
        macros=[
            MacroTextSpec("url", simplify_repl="%s"),
            MacroTextSpec("LaTeX", simplify_repl="LaTeX"),
            MacroTextSpec("TeX", simplify_repl="TeX"),
            MacroTextSpec(",", simplify_repl="\u202f"),
        ],
    )
    return LatexNodes2Text(latex_context=known, math_mode="verbatim", keep_comments=False)
