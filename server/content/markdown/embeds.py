"""Embeds: what elsewhere would be a frame is a link with a preview here, made of the author's words alone.

Nothing is loaded from where it leads, and nobody there learns of a reader before they follow it.
"""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import NamedTuple

from server.content.labels import Labels

PLACE = re.compile(r"(?:https?:)?//(?:[^/?#]*@)?(?:www\.)?([^/?#]*)([^?#]*)", re.IGNORECASE)
LINK = re.compile(r'<a href="(https?://[^"]+)"(?: title="([^"]*)")?>')
FRAMES = (  # addresses that are meant for frames, and those that are meant for people
    (re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"), r"https://www.youtube.com/watch?v=\1"),
    (re.compile(r"player\.vimeo\.com/video/(\d+)"), r"https://vimeo.com/\1"),
    (re.compile(r"open\.spotify\.com/embed/(\w+/\w+)"), r"https://open.spotify.com/\1"),
)
KINDS = tuple(  # by the words of labels.toml; host and path, without `www.`
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("video", r"(?:m\.)?youtube(?:-nocookie)?\.com/(?:watch|embed/|shorts/|live/).*|youtu\.be/.+"),
        ("video", r"(?:player\.)?vimeo\.com/(?:video/)?\d+.*|(?:dailymotion|bilibili)\.com/video/.+"),
        ("video", r"[^/]+/(?:w/\w{20,}|videos/watch/.+)|.+\.(?:mp4|webm|mov|ogv)"),
        ("audio", r"open\.spotify\.com/(?:embed/)?(?:episode|track|album|show)/.+|soundcloud\.com/[^/]+/.+"),
        ("audio", r"[^/]+\.bandcamp\.com/(?:track|album)/.+|podcasts\.apple\.com/.+|.+\.(?:mp3|ogg|opus|m4a|flac)"),
        ("post", r"(?:twitter|x)\.com/\w+/status/\d+.*|bsky\.app/profile/[^/]+/post/.+|[^/]+/@[\w.@-]+/\d+"),
        ("paper", r"arxiv\.org/(?:abs|pdf)/.+|(?:dx\.)?doi\.org/10\..+|openreview\.net/forum.*|aclanthology\.org/.+"),
        ("code", r"gist\.github\.com/[^/]+/.+"),
    )
)


class Said(NamedTuple):
    """What an author says of a place elsewhere: HTML, and all of it may be missing."""

    title: str = ""
    words: str = ""
    picture: str = ""


def kind(url: str) -> str:
    """What is there, as far as the address tells; empty where it does not."""
    place = "".join(_place(url))
    return next((name for name, pattern in KINDS if pattern.fullmatch(place)), "")


def paragraph(pieces: Sequence[str], labels: Labels) -> str | None:
    """A link that is all of a paragraph, as a preview, where it leads to something that others put in a frame."""
    link = LINK.fullmatch(pieces[0]) if len(pieces) > 2 else None
    if link is None or pieces[-1] != "</a>" or any(piece.startswith(("<a ", "</a>")) for piece in pieces[1:-1]):
        return None
    url, words = unescape(link[1]), link[2] or ""
    if not kind(url):
        return None
    title = "".join(pieces[1:-1])
    said = Said("" if unescape(title) == url else title, words)
    return f"<p>{preview(url, said, labels)}</p>\n"


def caption(opening: str, caption: str, labels: Labels) -> str:
    """The caption of a picture that is a link, with what it leads to."""
    link = LINK.fullmatch(opening)
    if link is None or not kind(unescape(link[1])):
        return caption
    words = caption.removeprefix("<figcaption>").removesuffix("</figcaption>")
    return f"<figcaption>{words} {_opens(unescape(link[1]), labels)}</figcaption>"


def preview(url: str, said: Said, labels: Labels, otherwise: str = "place") -> str:
    """The link. `otherwise` is the word for a place whose address tells nothing."""
    for frame, page in FRAMES:
        if found := frame.match(re.sub(r"^https?://", "", url)):
            url = found.expand(page)
    shown = said.title or escape(re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/"))
    words = f'<span class="embed-words">{said.words}</span> ' if said.words else ""
    return (
        f'<a class="embed" href="{escape(url)}">{said.picture}<span class="embed-title">{shown}</span> {words}'
        f"{_opens(url, labels, otherwise)}</a>"
    )


def _opens(url: str, labels: Labels, otherwise: str = "place") -> str:
    told = getattr(labels, kind(url) or otherwise)
    return f'<span class="embed-kind">{escape(labels.opens.format(told, _place(url)[0]))}</span>'


def _place(url: str) -> tuple[str, str]:
    """Host and path; of what is no address by any standard, too."""
    found = PLACE.match(url)
    return (found[1].lower(), found[2]) if found else (url, "")
