"""A script of an author's own: it runs where its document says so, and the policy of that page knows it by its hash."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape

import msgspec


class Script(msgspec.Struct, frozen=True):
    """Its text as it stands in the document; or the address of a file beside it, which needs no hash."""

    text: str
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> str:
        """The element, as it stands at the end of a page."""
        written = "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in self.attributes)
        return f"<script{written}>{self.text}</script>"

    @property
    def hash(self) -> str:
        """As a Content-Security-Policy gives it (CSP 3, 2.3.1)."""
        return f"'sha256-{base64.b64encode(hashlib.sha256(self.text.encode()).digest()).decode()}'"


def hashes(scripts: Iterable[Script]) -> tuple[str, ...]:
    """Those of the scripts whose text is on the page."""
    return tuple(dict.fromkeys(script.hash for script in scripts if script.text.strip()))
