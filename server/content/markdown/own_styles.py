"""An author's own styles, kept to their article: a stylesheet of the document instead of what a CSP refuses."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import tinycss2  # type: ignore[import-untyped] # it ships no types

ARTICLE = ".e-content"
KEPT_WHOLE = ("font-face", "keyframes", "-webkit-keyframes", "property", "counter-style", "font-feature-values")
NESTING = ("media", "supports", "container", "layer", "scope")
PAGE_ITSELF = ("html", "body", ":root")
Led = Callable[[str], str]  # what to write for an address in the styles


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

    def add(self, css: str, led: Led) -> list[str]:
        """Take in a style element's text, kept to the article. Says what was left out."""
        left_out: list[str] = []
        try:
            rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
            self._sheets.append("\n".join(_kept(rules, led, left_out)))
        except RecursionError:
            left_out.append("a part is nested too deeply and is left out")
        return left_out

    @property
    def text(self) -> str:
        """The document's stylesheet; empty where there is none."""
        classes = [
            f"{ARTICLE} .{name}{{{_declarations(declarations)}}}" for declarations, name in self._classes.items()
        ]
        # "</" would end a style element, should somebody put this text into one.
        return "\n".join([*self._sheets, *classes]).replace("</", "<\\/")


def with_addresses(css: str, led: Led) -> str:
    """Declarations with each `url()` led where it belongs; as they are where there is none."""
    if "url(" not in css.lower():
        return css
    tokens = tinycss2.parse_component_value_list(css)
    _lead(tokens, led)
    return str(tinycss2.serialize(tokens))


def _declarations(css: str) -> str:
    """The declarations that can be understood, each with its end, so that nothing runs on into what follows."""
    try:
        found = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
        return "".join(f"{part.serialize()};" for part in found if part.type == "declaration" and _ends(part.value))
    except RecursionError:
        return ""


def _kept(rules: Iterable[Any], led: Led, left_out: list[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule" and not (_ends(rule.prelude) and _ends(rule.content)):
            left_out.append("a rule does not end and is left out")
        elif rule.type == "qualified-rule":
            selectors = ", ".join(_scoped(selector) for selector in _parts(rule.prelude))
            _lead(rule.content, led)
            yield f"{selectors} {{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule":
            yield from _at_rule(rule, led, left_out)
        elif rule.type == "error":
            left_out.append(f"a rule cannot be read and is left out ({rule.message})")


def _at_rule(rule: Any, led: Led, left_out: list[str]) -> Iterator[str]:
    name, prelude = rule.lower_at_keyword, tinycss2.serialize(rule.prelude)
    if rule.content is not None and name in NESTING:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        yield f"@{name}{prelude}{{{' '.join(_kept(inner, led, left_out))}}}"
    elif name == "font-face" and "//" in tinycss2.serialize(rule.content or []):
        left_out.append("@font-face is left out: its font comes from elsewhere; keep it in a file beside the document")
    elif rule.content is not None and name in KEPT_WHOLE:
        _lead(rule.content, led)
        yield f"@{name}{prelude}{{{tinycss2.serialize(rule.content)}}}"
    else:
        left_out.append(f"@{name} is left out: it has no place in the styles of one article")


def _ends(tokens: Sequence[Any]) -> bool:
    """Whether what was opened is closed: strings that the text's end cut off are written without their quote."""
    waiting = [*tokens]
    while waiting:
        token = waiting.pop()
        if token.type == "error" and token.kind not in ")]}":
            return False
        waiting.extend(_inside(token))
    return True


def _inside(token: Any) -> Sequence[Any]:
    return getattr(token, "arguments", None) or getattr(token, "content", None) or ()


def _lead(tokens: Sequence[Any], led: Led) -> None:
    """Rewrite the addresses among the tokens, in place, however deep they stand."""
    waiting = [*tokens]
    while waiting:
        token = waiting.pop()
        if token.type == "url":
            token.value = led(token.value)
            token.representation = f'url("{tinycss2.serializer.serialize_string_value(token.value)}")'
        elif token.type == "function" and token.lower_name == "url":
            for argument in token.arguments:
                if argument.type == "string":
                    argument.value = led(argument.value)
                    argument.representation = f'"{tinycss2.serializer.serialize_string_value(argument.value)}"'
        else:
            waiting.extend(_inside(token))


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
    """A selector below the article; what is said of the page itself is said of the article."""
    text = str(tinycss2.serialize(selector)).strip()
    within = ""
    while page := next((page for page in PAGE_ITSELF if _starts_with(text, page)), None):
        text = text[len(page) :]
        within = ARTICLE
        if text[:1].isspace():
            text = text.strip()
            if text and not any(_starts_with(text, page) for page in PAGE_ITSELF):
                return f"{ARTICLE} {text}"
    return f"{within}{text}" if within else f"{ARTICLE} {text}"


def _starts_with(selector: str, name: str) -> bool:
    rest = selector[len(name) : len(name) + 1]
    return selector.lower().startswith(name) and not (rest.isalnum() or rest in ("-", "_"))
