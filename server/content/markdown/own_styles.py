"""An author's own styles, kept to their article: a stylesheet of the document instead of what a CSP refuses."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import tinycss2

ARTICLE = ".e-content"
KEPT_WHOLE = ("font-face", "keyframes", "-webkit-keyframes", "property", "counter-style", "font-feature-values")
NESTING = ("media", "supports", "container", "layer", "scope")
PAGE_ITSELF = ("html", "body", ":root")


class Styles:
    """The rules of one document, in the order in which they were met."""

    def __init__(self) -> None:
        self._sheets: list[str] = []
        self._classes: dict[str, str] = {}

    def named(self, declarations: str) -> str:
        """The class that stands for the declarations of a `style` attribute; the same for the same ones, anywhere."""
        known = self._classes.get(declarations)
        if known is None:
            digest = hashlib.blake2b(declarations.encode(), digest_size=5).hexdigest()
            known = self._classes[declarations] = f"s-{digest}"
        return known

    def add(self, css: str) -> list[str]:
        """Take in a style element's text, kept to the article. Says what was left out."""
        left_out: list[str] = []
        rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        self._sheets.append("".join(_kept(rules, left_out)))
        return left_out

    @property
    def text(self) -> str:
        """The document's stylesheet; empty where there is none."""
        classes = [
            f"{ARTICLE} .{name}{{{_declarations(declarations)}}}" for declarations, name in self._classes.items()
        ]
        # "</" would end a style element, should somebody put this text into one.
        return "\n".join([*self._sheets, *classes]).replace("</", "<\\/")


def _declarations(css: str) -> str:
    """The declarations that can be understood, each with its end, so that nothing runs on into what follows."""
    found = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    return "".join(f"{part.serialize()};" for part in found if part.type == "declaration")


def _kept(rules: Iterable[Any], left_out: list[str]) -> Iterable[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = ",".join(_scoped(selector) for selector in _parts(rule.prelude))
            yield f"{selectors}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule":
            name = rule.lower_at_keyword
            prelude = tinycss2.serialize(rule.prelude)
            if name in NESTING and rule.content is not None:
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield f"@{name}{prelude}{{{''.join(_kept(inner, left_out))}}}"
            elif name in KEPT_WHOLE and rule.content is not None:
                yield f"@{name}{prelude}{{{tinycss2.serialize(rule.content)}}}"
            else:
                left_out.append(f"@{name} has no place in the styles of one article and is left out")
        elif rule.type == "error":
            left_out.append(f"a rule is left out: {rule.message}")


def _parts(prelude: Sequence[Any]) -> list[list[Any]]:
    """The selectors of a list; commas inside brackets and functions are within one token."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _scoped(selector: list[Any]) -> str:
    text = tinycss2.serialize(selector).strip()
    for page in PAGE_ITSELF:
        if text == page or text.startswith((f"{page} ", f"{page}.", f"{page}:", f"{page}>", f"{page}[")):
            rest = _scoped_rest(text.removeprefix(page).strip())
            return f"{ARTICLE}{rest}"
    return f"{ARTICLE} {text}"


def _scoped_rest(rest: str) -> str:
    for page in PAGE_ITSELF:
        if rest == page or rest.startswith(f"{page} "):
            return _scoped_rest(rest.removeprefix(page).strip())
    return f" {rest}" if rest and rest[0] not in ".:[" else rest
