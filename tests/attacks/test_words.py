"""Whatever is written comes back as it was written: on the sender's page, in the inbox, in the letter and in the file.

Every string stands in every field of the form, and every address in the one for addresses, with each engine. No letter
cannot be built, and none has a header, a recipient or a byte that is not ours. The short form takes every twelfth
string; DUOLOGUE_TEST_LONG=1 takes them all.
"""

import inspect
import re
import unicodedata
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlencode

import msgspec
import pytest
from pyisemail import diagnosis, is_email
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.attacks.addresses import ADDRESSES
from tests.attacks.extent import extent
from tests.attacks.inside import OWNER, Inside, inside
from tests.attacks.judge import checked, wired, words_of
from tests.attacks.strings import NAUGHTY

pytestmark = pytest.mark.slow

CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
EVERY = extent(12, 1)
# isemail says these of what the DNS answers, of a bare host, and of a mistake of its own.
UNASKED = {"DNSDiagnosis", "GTLDDiagnosis", "TLD", "TLDNUMERIC", "BAD_PARSE"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Inside]:
    url = request.getfixturevalue("postgresql").create() if request.param == "postgresql" else ""
    with inside(tmp_path_factory.mktemp("words"), url) as found:
        yield found


def kept(text: str) -> str:
    """What the form says it keeps: NFC, lines that end in LF, nothing that cannot be seen and harms."""
    return unicodedata.normalize("NFC", CONTROLS.sub("", LINE_ENDS.sub("\n", text))).strip()


def named(text: str) -> str:
    """The same in one line."""
    return " ".join(DIRECTIONS.sub("", kept(text)).split())


def letter_of(number: int, text: str) -> dict[str, object]:
    """The whole form, with the text wherever one may write."""
    name = text[:110] if any(c.isprintable() and not c.isspace() for c in named(text[:110])) else "Ada"
    return {
        "name": name,
        "email": f"ada{number}@example.org",
        "kind": "other",
        "message": f"{number}: {text}".replace("\n", "\r\n"),  # as browsers send a textarea
        "link": f"https://example.org/{named(text)[:400].replace(' ', '')}",
        "email_as_typed": text[:300],
        "email_suggestion": text[:300],
        "stamp": text[:300],
    }


@pytest.mark.parametrize("first", range(0, len(NAUGHTY), 60))
def test_words_come_back_as_they_were_written(site: Inside, first: int) -> None:
    for number, text in list(enumerate(NAUGHTY))[first : first + 60 : EVERY]:
        site.clock.turn(minutes=5)  # less than the most of letters that an hour may have
        before = len(site.post.sent)
        form = letter_of(number, text)
        got = site.submit("/contact/inquiries", form)
        if "\0" in text:
            assert got.status == 400  # PostgreSQL cannot keep one, and no keyboard types one
            continue
        if got.status == 422:  # not every word makes an address of a page
            got = site.submit("/contact/inquiries", form := {**form, "link": ""})
        assert got.status == 303, (text, got.body.decode())
        message, name, link = kept(str(form["message"])), named(str(form["name"])), str(form["link"])
        place, inner = got.header("location") or "", site.newest()
        page = site.ask(place).body
        assert words(page, "blockquote[data-sent]") == message
        data = msgspec.json.decode(site.ask(f"{place}/data").body)
        assert [data[field] for field in ("message", "email", "name")] == [message, form["email"], name]
        assert data["link"] == named(link)
        shown = site.ask(inner, headers=[site.cookie]).body
        assert (words(shown, "article .message"), words(shown, "h1 bdi")) == (message, name)
        assert list_shows(site, inner, name)
        answered(site, place, inner, f"{number}: {text}")
        assert not site.settle()["dead"]
        forward, *others = letters(site, before)
        assert words_of(forward, "plain").partition(f"{'-' * 72}\n\n")[2].rstrip("\n") == message
        assert words(words_of(forward, "html").encode(), "div[dir]") == message
        assert {one["To"] for one in others} == {OWNER, form["email"]}


def answered(site: Inside, place: str, inner: str, text: str) -> None:
    """The text as an addition, a note and a question: kept, and shown as it was written."""
    assert site.submit(f"{place}/additions", {"text": text, "question": text[:20]}).status == 303
    assert site.submit(f"{inner}/questions", {"text": text}, site.cookie).status == 303
    assert site.submit(f"{inner}/notes", {"text": text, "kind": text[:300]}, site.cookie).status == 303
    said = [node.text() for node in LexborHTMLParser(site.ask(place).body).css(".said blockquote")]
    assert said == [kept(text)] * 2
    shown = LexborHTMLParser(site.ask(inner, headers=[site.cookie]).body)
    assert [node.text() for node in shown.css("#passed .message")] == [kept(text)] * 2
    assert [node.text() for node in shown.css(".history .note")] == [kept(text)]


def list_shows(site: Inside, inner: str, name: str) -> bool:
    """Whether the list has it under that name, and finds it by its words."""
    for query in ({}, {"q": name[:40]}):
        got = site.ask("/inbox", query=urlencode(query).encode(), headers=[site.cookie])
        found = {node.attributes["href"]: node.text() for node in LexborHTMLParser(got.body).css("a.sender")}
        if found.get(inner) != name:
            return False
    return True


def test_what_signs_in_may_be_called_anything(site: Inside) -> None:
    for text in NAUGHTY[::EVERY]:
        agent = re.sub(b"[\x00-\x08\x0a-\x1f\x7f]", b"", text.encode())
        session = site.signed_in((b"user-agent", agent), (b"cookie", b"duologue=" + agent))
        assert site.ask("/inbox", headers=[session]).status == 200


def test_an_address_is_one_recipient_or_is_refused(site: Inside) -> None:
    taken = 0
    for number, address in enumerate(ADDRESSES):
        site.clock.turn(minutes=5)
        before = len(site.post.sent)
        form = {**letter_of(number, "Hello"), "email": address, "email_as_typed": address, "message": f"To {address}"}
        got = site.submit("/contact/inquiries", form)
        assert got.status in (303, 400, 422), address
        if got.status != 303:
            continue
        taken += 1
        site.submit(f"{site.newest()}/questions", {"text": "Why?"}, site.cookie)
        site.submit(f"{got.header('location')}/additions", {"text": "So."})
        assert not site.settle()["dead"]
        letters(site, before)
        assert {wired(one.recipient) for one in site.post.sent[before:]} <= {OWNER, wired(named(address))}, address
    print(f"{taken} of {len(ADDRESSES)} addresses taken")
    assert taken > 20


def test_every_case_that_isemail_tells_apart_is_tried() -> None:
    found = {is_email(address, diagnose=True, allow_gtld=True).diagnosis_type for address in ADDRESSES}
    kinds = {
        name: kind for name, kind in vars(diagnosis).items() if inspect.isclass(kind) and hasattr(kind, "MESSAGES")
    }
    cases = {case for name, kind in kinds.items() if name not in UNASKED for case in kind.MESSAGES}
    assert cases - found - UNASKED == set()


def letters(site: Inside, first: int) -> list[EmailMessage]:
    """Those that left since, that of the inquiry itself first."""
    found = [checked(sent.content, sent.recipient) for sent in site.post.sent[first:]]
    return sorted(found, key=lambda mail: ".forward." not in mail["Message-ID"])


def words(page: bytes, selector: str) -> str:
    node: LexborNode | None = LexborHTMLParser(page).css_first(selector)
    assert node is not None, page.decode()
    return str(node.text())
