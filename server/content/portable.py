"""HTML that can be read elsewhere: every address absolute, no character that XML or JSON readers refuse."""

import re

from selectolax.lexbor import LexborHTMLParser

from server.content.addresses import resolved

ADDRESSED = ("href", "src", "poster", "cite", "data", "longdesc")
# What XML 1.0 does not take (section 2.2), lone surrogates among it, and the controls that it advises against.
_UNFIT = re.compile("[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def portable(html: str, address: str) -> str:
    """The HTML of the page at an absolute address, for a reader who sees it somewhere else."""
    body = LexborHTMLParser(f"<div>{html}</div>", is_fragment=True).css_first("div")
    if body is None:
        return ""
    for anchor in body.css("a.anchor"):
        anchor.decompose()  # the mark by which a heading's address is copied has no use elsewhere
    for node in body.css(", ".join(f"[{name}]" for name in (*ADDRESSED, "srcset"))):
        for name in ADDRESSED:
            if value := node.attributes.get(name):
                node.attrs[name] = resolved(address, value)
        if sources := node.attributes.get("srcset"):
            node.attrs["srcset"] = _sources(address, sources)
    return fit(body.inner_html or "")


def fit(text: str) -> str:
    """The text without control characters; most are invalid in feeds even when written as references."""
    return _UNFIT.sub("", text)


def _sources(address: str, sources: str) -> str:
    """Resolve the addresses of a srcset; they end at a space, and data: addresses contain commas."""
    candidates = re.findall(r"([^\s,]\S*[^\s,])((?:\s+[\d.]+[wxh])*)\s*(?:,|$)", sources)
    return ", ".join(f"{resolved(address, place)}{size}" for place, size in candidates) or sources
