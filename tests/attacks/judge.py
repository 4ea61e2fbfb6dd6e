"""Whether an answer may leave, and a letter: looked at byte by byte, as servers, browsers and mail programs would."""

import email
import email.policy
import re
from email.message import EmailMessage

import idna
from selectolax.lexbor import LexborHTMLParser

from server.settings import Settings
from server.web.headers import security_headers
from tests.web.asgi import Got

# What uvicorn refuses to send: an answer with one of these is a 500 for whoever asked.
BAD_NAME = re.compile(b'[\x00-\x1f\x7f()<>@,;:\\[\\]={} \t\\\\"]')
BAD_VALUE = re.compile(b"[\x00-\x08\x0a-\x1f\x7f]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
OURS = re.compile(r"/(?![/\\])")  # an address that leads nowhere else
PLACES = ("location", "hx-redirect", "hx-replace-url", "hx-push-url", "hx-location")
ONCE = {"Message-ID", "Date", "From", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"}
ALLOWED = ONCE | {"To", "Reply-To", "In-Reply-To", "References", "List-Id", "X-Auto-Response-Suppress"}


def judge(got: Got, settings: Settings, *, head: bool, failed: bool) -> str:
    """What is wrong with an answer; empty where nothing is."""
    kind = (got.header("content-type") or "").partition(";")[0]
    length = got.header("content-length")
    found = {
        f"status {got.status}": failed,
        "a header of the site is missing": not {name for name, _ in got.headers}.issuperset(
            name for name, _ in security_headers(settings)
        ),
        "a header that no server sends": any(BAD_NAME.search(n) or BAD_VALUE.search(v) for n, v in got.headers),
        "another length": not head and length is not None and int(length) != len(got.body),
        "leads elsewhere": any(not OURS.match(got.header(name) or "/") for name in PLACES),
        "a control character": kind.startswith(("text/", "application/")) and bool(CONTROL.search(got.body.decode())),
        "words of the program's own": b"Traceback (most recent" in got.body,
    }
    wrong = [words for words, so in found.items() if so]
    return "; ".join(wrong) or (_injected(got.body) if kind == "text/html" else "")


def _injected(body: bytes) -> str:
    """What in a page is not from its template, told by what no template has."""
    page = LexborHTMLParser(body)
    for script in page.css("script"):
        data = (script.attributes.get("type") or "").startswith("application/ld+json")
        if not data and (script.text().strip() or not OURS.match(script.attributes.get("src") or "")):
            return f"a script: {script.html}"
    for node in page.css("*"):
        for name, value in node.attributes.items():
            if name.startswith("on") or name == "style":
                return f"an attribute: {node.html}"
            if name in ("href", "src", "action") and re.match(
                r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE
            ):
                return f"an address: {node.html}"
    foreign = [node.html for node in page.css("iframe, object, embed, base, svg, math, marquee, img[src^=http], style")]
    return f"an element: {foreign[0]}" if foreign else ""


def checked(content: bytes, recipient: str) -> EmailMessage:
    """A letter as its receiver's program reads it."""
    assert not re.search(rb"[^\x09\x0a\x0d\x20-\x7e]", content), "a byte that is no text"
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", content), "half a line end"
    assert max(map(len, content.split(b"\r\n"))) <= 998
    head = content.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"\r\n[ \t]*(\r\n|$)", head), "an empty line within the headers"
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    names = mail.keys()
    assert len(names) == len(set(names))
    assert ONCE <= set(names) <= ALLOWED
    for name in names:
        assert not getattr(mail[name], "defects", ()), (name, mail[name])
    for name in ("To", "Reply-To", "From"):
        assert mail[name] is None or len(mail[name].addresses) == 1, (name, mail[name])
    assert mail["To"].addresses[0].addr_spec == wired(recipient)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    return mail


def wired(address: str) -> str:
    """The address as mail servers take it, worked out without the site."""
    local, _, host = address.strip().rpartition("@")
    return f"{local}@{idna.encode(host, uts46=True).decode()}"


def words_of(mail: EmailMessage, kind: str) -> str:
    """The text of one of its parts, "plain" or "html"."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
