"""Whatever a stranger writes, the mail is whole, its headers are ours alone, and a copy is the same bytes."""

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.mail.address import wire
from server.mail.message import composed, header

UNHURRIED = settings(deadline=None)  # a busy machine is no fault of the mail's
HEADERS = [
    "Message-ID",
    "Date",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Type",
    "MIME-Version",
]
PIECES = [
    "\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\0", "\t", " ", "Bcc: x@example.org",
    "=?utf-8?q?a=0D=0ABcc:_x@example.org?=", "=?utf-8?b?DQpCY2M6IHhAZXhhbXBsZS5vcmc=?=", "=?", "?=",
    ",", "<", ">", '"', "\\", "(", ")", ";", ":", "@", "ä", "研究", "🙂", "\ud800", "\u202e", "x" * 80, "--", "=_", ".",
]  # fmt: skip
HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(categories=["Cc", "Cs", "Zl", "Zp", "Cf"])),
    st.lists(st.sampled_from(PIECES)).map("".join),
)


def built(**parts: str | None) -> EmailMessage:
    given = {
        "message_id": "<an-inquiry.forward.1@example.org>", "at": 1_800_000_000, "sender": "duologue@example.org",
        "to": "owner@example.net", "subject": "A letter", "text": "Hello.", "html": "<p>Hello.</p>",
    }  # fmt: skip
    return composed(**given | parts)


def parsed(mail: EmailMessage) -> EmailMessage:
    read = email.message_from_bytes(mail.as_bytes(), policy=email.policy.SMTP)
    assert isinstance(read, EmailMessage)
    return read


@UNHURRIED
@given(words=HOSTILE, name=HOSTILE)
@example(words="=?utf-8?q?a=0D=0ABcc:_x@example.org?=", name="=?utf-8?q?a=0D=0ABcc:_x@example.org?=")
@example(words="ä" * 60 + "=?utf-8?q?a=0D=0ABcc:_x@example.org?=", name="ä, b <x@example.org>")
@example(words="", name="." + "0" * 75)
@example(words="", name="J. R. ä")
def test_strangers_words_add_no_header_and_no_address(words: str, name: str) -> None:
    read = parsed(built(subject=words, sender_name=name))
    assert sorted(read.keys()) == sorted(HEADERS)
    assert [address.addr_spec for address in read["From"].addresses] == ["duologue@example.org"]
    assert [address.addr_spec for address in read["To"].addresses] == ["owner@example.net"]
    assert not read.defects
    assert not read["Subject"].defects
    assert not read["From"].defects


@UNHURRIED
@given(words=HOSTILE)
def test_a_subject_is_read_as_it_was_written(words: str) -> None:
    """But for spaces: the email package may add one where it breaks a line between encoded words."""
    assert parsed(built(subject=words))["Subject"].replace(" ", "") == header(words).replace(" ", "")


@UNHURRIED
@given(text=HOSTILE, html=HOSTILE)
def test_bodies_are_read_as_they_were_written(text: str, html: str) -> None:
    read = parsed(built(text=text, html=html))
    for kind, words in (("plain", text), ("html", html)):
        part = read.get_body((kind,))
        assert part is not None
        assert part.get_content().replace("\r\n", "\n") == _whole_lines(words)
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


@UNHURRIED
@given(words=HOSTILE)
def test_on_the_wire_it_is_short_lines_of_ascii(words: str) -> None:
    content = built(subject=words, sender_name=words, text=words, html=words).as_bytes()
    assert content.isascii()
    assert all(len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in content.split(b"\r\n"))
    assert b"\0" not in content


@UNHURRIED
@given(words=HOSTILE)
def test_a_copy_is_the_same_bytes(words: str) -> None:
    first, second = (built(subject=words, text=words, html=words).as_bytes() for _ in range(2))
    assert first == second


@UNHURRIED
@given(words=HOSTILE, host=HOSTILE)
def test_a_hostile_address_is_left_out_or_is_one_address(words: str, host: str) -> None:
    read = parsed(built(reply_to=f"{words}@{host}", to=f"{words}@{host}"))
    for name in ("Reply-To", "To"):
        assert name not in read or len(read[name].addresses) == 1
    assert set(read.keys()) <= {*HEADERS, "Reply-To"}


@UNHURRIED
@given(
    pieces=st.lists(st.sampled_from([*"ab1!#$%&'*+-/=?^_`{|}~.", "=?", "?=", "=?utf-8?q?ada?=", "x" * 30]), max_size=9)
)
@example(pieces=["=?utf-8?q?ada?="])
def test_whatever_has_a_form_on_the_wire_is_written_so(pieces: list[str]) -> None:
    address = f"{''.join(pieces)}@example.org"
    if wire(address):
        read = parsed(built(reply_to=address, to=address))
        assert (read["To"].addresses[0].addr_spec, read["Reply-To"].addresses[0].addr_spec) == (address, address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ada@example.org", "ada@example.org"),
        ("x@exämple.de", "x@xn--exmple-cua.de"),
        ("x@straße.de", "x@xn--strae-oqa.de"),
        ("owner@localhost", "owner@localhost"),
        ("owner@site.test", "owner@site.test"),
        ("two..dots@example.org", None),
        ("=?utf-8?q?ada?=@example.org", None),
        ("jürgen@example.org", None),
        ("ada@example.org, eve@example.org", None),
        ("ada@example.org\r\nBcc: eve@example.org", None),
        ("<ada@example.org>", None),
        ("", None),
    ],
)
def test_an_address_on_the_wire(address: str, expected: str | None) -> None:
    assert wire(address) == expected


def test_an_answer_goes_to_the_sender_where_the_address_can_be_written() -> None:
    assert parsed(built(reply_to="x@exämple.de"))["Reply-To"] == "x@xn--exmple-cua.de"
    assert "Reply-To" not in built(reply_to="jürgen@example.org")


@pytest.mark.parametrize("length", range(1, 200, 7))
def test_long_words_do_not_end_the_headers(length: int) -> None:
    """The email package breaks lines wrongly where words are as long as one; so each length is tried."""
    for second in range(0, 200, 3):
        words = f"{'x' * length} {'y' * second}"
        address = f"{'l' * min(length, 64)}@{'h' * min(second or 1, 63)}.example.org"
        ident = f"<{'i' * (length + second)}@example.org>"
        mail = built(message_id=ident, sender=address, sender_name=words, to=address, reply_to=address, subject=words)
        mail["In-Reply-To"] = ident
        head, _, _ = mail.as_bytes().partition(b"\r\n\r\n")
        assert head.count(b"\r\nSubject:") == head.count(b"\r\nContent-Type:") == 1
        assert f"\r\nIn-Reply-To: {ident}".encode() in head
        assert head.startswith(f"Message-ID: {ident}\r\n".encode())
        read = parsed(mail)
        for name in ("From", "To", "Reply-To"):
            assert [found.addr_spec for found in read[name].addresses] == [address]


def test_a_long_subject_is_cut_and_says_so() -> None:
    assert header("word " * 100).endswith("word…")
    assert len(header("word " * 100)) <= 200


def _whole_lines(text: str) -> str:
    kept = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    lines = kept.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") else f"{lines}\n"
