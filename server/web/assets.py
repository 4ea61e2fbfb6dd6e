"""Styles, scripts, fonts and pictures: read once, named by their content, kept for ever by browsers."""

import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

import django_htmx
import rcssmin

from server.web.answer import Answer, finished

IMMUTABLE = b"public, max-age=31536000, immutable"
# A drawing opened by itself is a document: it may style itself, and nothing else.
DRAWING = b"default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
_REFERENCE = re.compile(r"""url\(["']?(?:\.\./)*((?:fonts|images)/[^"')]+)["']?\)""")


class Assets:
    """Every asset's bytes by name; `url` gives the address that carries the content's hash."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self._urls = {name: _fingerprinted(name, body) for name, body in contents.items()}
        self._answers: dict[str, Answer] = {}

    @classmethod
    def read(
        cls, folder: Path, extra: Mapping[str, str] | None = None, clean: Callable[[bytes], bytes] = bytes
    ) -> "Assets":
        """Read a folder with css/, js/, fonts/, images/. `extra` adds text to the end of a sheet, by its name.

        `clean` is what happens to pictures. Hidden files and links that lead out of the folder are left out.
        """
        files = _files(folder)
        contents = {name: path.read_bytes() for name, path in files.items() if not name.startswith("css/")}
        contents = {
            name.removeprefix("js/"): clean(body) if name.startswith("images/") else body
            for name, body in contents.items()
        }
        contents["htmx.js"] = _htmx()
        media = cls(contents)
        # What lies in css/ is site.css; folders below it become sheets of their own, for the pages that need them.
        sheets: dict[str, list[str]] = {}
        for name, path in sorted(files.items()):
            if name.startswith("css/") and name.endswith(".css"):
                parts = PurePosixPath(name).parts
                sheet = f"{parts[1]}.css" if len(parts) > 2 else "site.css"
                sheets.setdefault(sheet, []).append(path.read_text("utf-8"))
        for sheet, text in (extra or {}).items():
            sheets.setdefault(sheet, []).append(text)
        for sheet, texts in sheets.items():
            css = _REFERENCE.sub(lambda match: f"url({media.url(match[1])})", "\n".join(texts))
            contents[sheet] = rcssmin.cssmin(css).encode()
        return cls(contents)

    def url(self, name: str) -> str:
        """The address of an asset, like /assets/site.0a1b2c3d4e.css. Raises KeyError naming those there are."""
        if name not in self._urls:
            raise KeyError(f"no asset {name!r}; there are: {', '.join(sorted(self._urls))}")
        return self._urls[name]

    def __contains__(self, name: str) -> bool:
        return name in self._urls

    def answers(self) -> dict[str, Answer]:
        """By the fingerprinted address, for ever; and by the plain one, as a document or a feed may name it."""
        if not self._answers:
            for name, body in self._contents.items():
                self._answers[self._urls[name]] = _answer(name, body, IMMUTABLE)
                self._answers[f"/assets/{name}"] = _answer(name, body, b"public, max-age=3600")
        return self._answers


def media_type(name: str) -> str:
    """By the ending of a file's name; text is always UTF-8."""
    known = {".js": "text/javascript", ".woff2": "font/woff2", ".avif": "image/avif", ".webp": "image/webp"}
    kind = known.get(PurePosixPath(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _answer(name: str, body: bytes, cache_control: bytes) -> Answer:
    headers: tuple[tuple[bytes, bytes], ...] = ()
    if name.startswith("images/"):
        # Feed readers and pages that quote us show our pictures from their own origin.
        headers = ((b"cross-origin-resource-policy", b"cross-origin"),)
    if name.endswith(".svg"):
        headers += ((b"content-security-policy", DRAWING),)
    return finished(body, media_type(name), headers=headers, cache_control=cache_control, brotli_quality=11)


def _fingerprinted(name: str, body: bytes) -> str:
    path = PurePosixPath(name)
    digest = hashlib.blake2b(body, digest_size=5).hexdigest()
    return f"/assets/{path.with_name(f'{path.stem}.{digest}{path.suffix}')}"


def _files(folder: Path) -> dict[str, Path]:
    root = folder.resolve()
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and path.resolve().is_relative_to(root):
            files[name.as_posix()] = path
    return files


def _htmx() -> bytes:
    return (Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js").read_bytes()
