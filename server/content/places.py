"""What documents may point at: the small map of the whole library on which the rendering of one depends."""

import posixpath
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import quote, unquote

import msgspec

from server.content import place

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
DIALECT = re.compile(r"[{|](?:filename|static|attach)[}|]")
SAFE = "/:@!$&'()*+,;=-._~%"


class Target(msgspec.Struct, frozen=True):
    """Where a reference leads: `url` is what is written, `address` what is asked for of this site (decoded)."""

    kind: Literal["document", "file", "fragment", "elsewhere", "unknown"]
    url: str
    address: str = ""
    fragment: str = ""


class Places(msgspec.Struct, frozen=True, dict=True):  # dict: a place for what is computed once
    """Addresses of the documents by path ("blog/x.md"), and the addresses of the files beside them."""

    documents: Mapping[str, str] = {}
    files: frozenset[str] = frozenset()

    @cached_property
    def addresses(self) -> frozenset[str]:
        return frozenset(self.documents.values())

    def target(self, url: str, path: PurePosixPath, address: str) -> Target:
        """Follow a reference as it stands in a file, in any of the generators' forms.

        A relative one is tried from the file's folder, from the document's address, and from that address with
        a slash behind it, as generators serve it; the first that leads somewhere is meant.
        """
        if not url or url[0] in "#?":
            return Target("fragment", url, address, unquote(url.partition("#")[2]))
        if SCHEME.match(url) or url.startswith("//"):
            return Target("elsewhere", url)
        wanted, mark, fragment = url.partition("#")
        wanted, question, query = wanted.partition("?")
        rest = f"{question}{query}{mark}{fragment}"
        wanted = unquote(wanted)
        for candidate in self._candidates(wanted, path, address):
            found = self._found(candidate)
            if found:
                kind, address_found = found
                return Target(kind, quote(address_found, safe=SAFE) + rest, address_found, unquote(fragment))
        standing = wanted if wanted.startswith("/") else posixpath.normpath(posixpath.join("/", path.parent, wanted))
        return Target("unknown", quote(standing, safe=SAFE) + rest, standing, unquote(fragment))

    def _candidates(self, wanted: str, path: PurePosixPath, address: str) -> list[str]:
        if wanted.startswith("@/"):
            return [wanted[1:]]
        dialect = DIALECT.match(wanted)
        if dialect:
            wanted = wanted[dialect.end() :]
        if wanted.startswith("/"):
            return [posixpath.normpath(wanted)]
        bases = (f"/{path.parent}", posixpath.dirname(address), address)
        return [posixpath.normpath(posixpath.join("/", base, wanted)) for base in bases]

    def _found(self, candidate: str) -> tuple[Literal["document", "file"], str] | None:
        candidate = candidate if candidate == "/" else candidate.removesuffix("/")
        candidate = candidate.removeprefix("/") if candidate.startswith("//") else candidate
        if candidate in self.files:
            return "file", candidate
        document = self.documents.get(candidate[1:])
        if document is not None:
            return "document", document
        try:
            canonical = place.canonical(candidate.replace("%", "%25"))
        except ValueError:
            return None
        return ("document", canonical) if canonical in self.addresses else None


Question = tuple[str, PurePosixPath, str]  # what `target` is given


class Noting(Places, frozen=True, dict=True):
    """The places of `whole`; notes what one document asks of them, as this is what it depends on."""

    whole: Places = Places()
    asked: dict[Question, Target] = {}

    def target(self, url: str, path: PurePosixPath, address: str) -> Target:
        found = self.whole.target(url, path, address)
        if found.kind not in ("fragment", "elsewhere"):  # as they are everywhere
            self.asked[url, path, address] = found
        return found
