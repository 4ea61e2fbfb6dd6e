"""Requests that a browser never sends, and what each connection must hear: well-formed ones are answered, no others."""

from typing import NamedTuple

BIG = 600_000  # bytes, far beyond what a head may have


class Raw(NamedTuple):
    """Bytes, and the statuses of the answers to them; where it says `closed`, nothing is answered after them."""

    sent: bytes
    statuses: tuple[int, ...]
    closed: bool = False


def _get(*lines: bytes, target: bytes = b"/healthz", version: bytes = b"HTTP/1.1", method: bytes = b"GET") -> bytes:
    return b"\r\n".join((b" ".join((method, target, version)), b"Host: a", *lines, b"", b""))


def _post(*lines: bytes, body: bytes = b"") -> bytes:
    return _get(*lines, target=b"/contact/inquiries", method=b"POST") + body


def _refused(sent: bytes) -> Raw:
    return Raw(sent, (400,), closed=True)


CHUNKED = b"Transfer-Encoding: chunked"
FORM = b"Content-Type: application/x-www-form-urlencoded"
SMUGGLED = _get(target=b"/smuggled")
END = b"0\r\n\r\n"
SHORT = _post(FORM, b"Content-Length: 1", body=b"a")

CORPUS = {
    # How long a body is: said twice, or not as RFC 9112 has it.
    "length and chunks": _refused(_post(b"Content-Length: 4", CHUNKED, body=END)),
    "chunks and length": _refused(_post(CHUNKED, b"Content-Length: 4", body=END)),
    "both on GET": _refused(_get(b"Content-Length: 5", CHUNKED) + END),
    "CL.TE": _refused(_post(b"Content-Length: %d" % len(END + SMUGGLED), CHUNKED, body=END + SMUGGLED)),
    "TE.CL": _refused(_post(b"Content-Length: 4", CHUNKED, body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(SMUGGLED), SMUGGLED))),
    "two lengths": _refused(_post(b"Content-Length: 1", b"Content-Length: 2", body=b"a")),
    "the same length twice": _refused(_post(b"Content-Length: 1", b"Content-Length: 1", body=b"a")),
    "a list of lengths": _refused(_post(b"Content-Length: 1, 1", body=b"a")),
    "length +1": _refused(_post(b"Content-Length: +1", body=b"a")),
    "length -1": _refused(_post(b"Content-Length: -1", body=b"a")),
    "length 0x1": _refused(_post(b"Content-Length: 0x1", body=b"a")),
    "length 1 1": _refused(_post(b"Content-Length: 1 1", body=b"a")),
    "length 1e0": _refused(_post(b"Content-Length: 1e0", body=b"a")),
    "no length": _refused(_post(b"Content-Length: ")),
    "length of 23 digits": _refused(_post(b"Content-Length: " + b"9" * 23, body=b"a")),
    "body too large": Raw(_post(FORM, b"Content-Length: 300000", body=b"a" * 300_000), (413,), closed=True),
    "length of 64 bits": Raw(_post(b"Content-Length: 18446744073709551615", body=b"a"), (413,), closed=True),
    "length with zeros": Raw(_post(FORM, b"Content-Length: " + b"0" * 30 + b"1", body=b"a"), (422,)),
    # Chunks.
    "extension": Raw(_post(FORM, CHUNKED, body=b'1;a=b;c="d"\r\na\r\n' + END), (422,)),
    "extension of 60 kB": Raw(_post(FORM, CHUNKED, body=b"1;" + b"x" * 60_000 + b"\r\na\r\n" + END), (422,)),
    "size zz": _refused(_post(FORM, CHUNKED, body=b"zz\r\na\r\n" + END)),
    "size -1": _refused(_post(FORM, CHUNKED, body=b"-1\r\na\r\n" + END)),
    "size 0x1": _refused(_post(FORM, CHUNKED, body=b"0x1\r\na\r\n" + END)),
    "size of 68 bits": _refused(_post(FORM, CHUNKED, body=b"1" + b"0" * 17 + b"\r\na\r\n" + END)),
    "no size": _refused(_post(FORM, CHUNKED, body=b"\r\na\r\n" + END)),
    "space before size": _refused(_post(FORM, CHUNKED, body=b" 1\r\na\r\n" + END)),
    "lines end in LF": _refused(_post(FORM, CHUNKED, body=b"1\na\n0\n\n")),
    "a chunk longer than its size": _refused(_post(FORM, CHUNKED, body=b"1\r\nab\r\n" + END)),
    "bad chunk, smuggled": _refused(_post(FORM, CHUNKED, body=b"3\r\nabcd\r\n" + END + SMUGGLED)),
    "body that ends in NUL": Raw(_post(FORM, CHUNKED, body=b"2\r\na\0\r\n" + END), (400,)),
    "trailers": Raw(_post(FORM, CHUNKED, body=b"1\r\na\r\n0\r\nHost: b\r\nX: y\r\n\r\n"), (422,)),
    "length in a trailer": _refused(_post(FORM, CHUNKED, body=b"1\r\na\r\n0\r\nContent-Length: 99\r\n\r\n")),
    "trailer origin": Raw(_post(FORM, CHUNKED, b"Sec-Fetch-Site: cross-site",
                                body=b"1\r\na\r\n0\r\nSec-Fetch-Site: same-origin\r\n\r\n"), (403,), closed=True),
    "600 kB of trailers": _refused(_post(FORM, CHUNKED, body=b"1\r\na\r\n0\r\n" + b"X: y\r\n" * (BIG // 6) + b"\r\n")),
    "chunked twice": _refused(_post(CHUNKED, CHUNKED, body=END)),
    "identity": _refused(_post(b"Transfer-Encoding: identity")),
    "gzip, chunked": Raw(_post(b"Transfer-Encoding: gzip, chunked", body=END), (400,), closed=True),
    "chunked, gzip": _refused(_post(b"Transfer-Encoding: chunked, gzip", body=END)),
    "xchunked": _refused(_post(b"Transfer-Encoding: xchunked", body=END)),
    "chunked after a tab": Raw(_post(FORM, b"Transfer-Encoding:\tchunked", body=b"1\r\na\r\n" + END), (422,)),
    "chunked after a vertical tab": _refused(_post(b"Transfer-Encoding: \x0bchunked", body=END)),
    "CHUNKED": Raw(_post(FORM, b"Transfer-Encoding: CHUNKED", body=b"1\r\na\r\n" + END), (422,)),
    "body on GET": Raw(_get(b"Content-Length: 4") + b"abcd", (200,)),
    "chunks on GET": Raw(_get(CHUNKED) + b"4\r\nabcd\r\n" + END, (200,)),
    "GET in a body": Raw(_get(b"Content-Length: %d" % len(SMUGGLED)) + SMUGGLED, (200,)),
    # Heads.
    "two hosts": Raw(_get(b"Host: b"), (400,), closed=True),
    "the same host twice": Raw(_get(b"Host: a"), (400,), closed=True),
    "no host": Raw(b"GET /healthz HTTP/1.1\r\n\r\n", (400,), closed=True),
    "empty host": Raw(b"GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", (200,)),
    "lines end in LF alone": _refused(b"GET /healthz HTTP/1.1\nHost: a\n\n"),
    "one line ends in LF": _refused(b"GET /healthz HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"),
    "one line ends in CR": _refused(b"GET /healthz HTTP/1.1\r\nHost: a\rX: y\r\n\r\n"),
    "NUL in a value": _refused(_get(b"X: a\0b")),
    "NUL in a name": _refused(_get(b"X\0: a")),
    "NUL in the address": _refused(_get(target=b"/a\0b")),
    "control in a value": _refused(_get(b"X: a\x01b")),
    "folded line": _refused(_get(b"X: a\r\n b")),
    "folded chunked": _refused(_post(b"Transfer-Encoding:\r\n chunked", body=END)),
    "space before colon": _refused(_get(b"X : a")),
    "space before the first name": _refused(b"GET /healthz HTTP/1.1\r\n Host: a\r\n\r\n"),
    "no colon": _refused(_get(b"nonsense")),
    "no name": _refused(_get(b": a")),
    "name in brackets": _refused(_get(b"(X): a")),
    "Latin-1 in a value": Raw(_get(b"X: \xe9\xff"), (200,)),
    "600 kB of value": _refused(_get(b"X: " + b"x" * BIG)),
    "600 kB of name": _refused(_get(b"x" * BIG + b": y")),
    "600 kB of lines": _refused(_get(*[b"X: y"] * (BIG // 6))),
    "600 kB of address": _refused(_get(target=b"/" + b"x" * BIG)),
    "600 kB of cookie": _refused(_get(b"Cookie: " + b"a=b; " * (BIG // 5))),
    # First lines.
    "absolute-form": Raw(_get(target=b"http://example.org/healthz"), (200,)),
    "absolute-form, another scheme": Raw(_get(target=b"gopher://example.org/healthz"), (200,)),
    "authority-form": _refused(_get(target=b"example.org:443")),
    "asterisk": Raw(_get(target=b"*", method=b"OPTIONS"), (404,)),
    "query alone": _refused(_get(target=b"?a")),
    "nothing": _refused(b"GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
    "space in the address": _refused(_get(target=b"/a b")),
    "two slashes": Raw(_get(target=b"//example.org/contact/"), (404,)),
    "fragment": Raw(_get(target=b"/healthz#x"), (200,)),
    "form feed": _refused(_get(target=b"/contact/?a\x0cb")),
    "tab": _refused(_get(target=b"/contact/?a\tb")),
    "DEL": _refused(_get(target=b"/contact/?a\x7fb")),
    "beyond ASCII": _refused(_get(target=b"/\xff")),
    "%0d%0a in an address": Raw(_get(target=b"/contact%0d%0aX:%20y/"), (404,)),
    "%0d%0a in a query": Raw(_get(target=b"/contact/?a%0d%0aX:%20y"), (308,)),
    "% alone": Raw(_get(target=b"/%"), (404,)),
    "%ff": Raw(_get(target=b"/%ff%c0%80"), (404,)),
    "%2e%2e": Raw(_get(target=b"/assets/%2e%2e/%2e%2e/etc/passwd"), (404,)),
    "dots": Raw(_get(target=b"/assets/../../etc/passwd"), (404,)),
    "HTTP/0.9": Raw(b"GET /healthz\r\n\r\n", (400,), closed=True),
    "HTTP/1.0": Raw(_get(version=b"HTTP/1.0"), (200,), closed=True),
    "HTTP/1.0 that stays": Raw(_get(b"Connection: keep-alive", version=b"HTTP/1.0"), (200,), closed=True),
    "HTTP/1.2": _refused(_get(version=b"HTTP/1.2")),
    "HTTP/9.9": _refused(_get(version=b"HTTP/9.9")),
    "http/1.1": _refused(_get(version=b"http/1.1")),
    "HTTP/1.1 and more": _refused(_get(version=b"HTTP/1.1 x")),
    "preface of HTTP/2": _refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"),
    "hello of TLS": _refused(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200),
    "get": _refused(_get(method=b"get")),
    "an unknown method": _refused(_get(method=b"FOO")),
    "TRACE": Raw(_get(method=b"TRACE"), (405,)),
    "PUT": Raw(_get(b"Content-Length: 0", method=b"PUT"), (405,)),
    "DELETE on a page": Raw(_get(method=b"DELETE", target=b"/"), (405,), closed=True),
    "CONNECT": _refused(_get(method=b"CONNECT", target=b"example.org:443")),
    "CONNECT to a path": Raw(_get(method=b"CONNECT", target=b"/"), (405,), closed=True),
    "empty lines first": Raw(b"\r\n\r\n" + _get(), (200,)),
    # What one side would like to do next.
    "upgrade to h2c": Raw(_get(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c",
                                b"HTTP2-Settings: AAMAAABk"), (200,)),
    "upgrade to websocket": Raw(_get(b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13",
                                     b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="), (200,)),
    "upgrade with a body": _refused(_post(FORM, b"Connection: Upgrade", b"Upgrade: h2c",
                                          b"Content-Length: %d" % len(SMUGGLED), body=SMUGGLED)),
    "expect 100": Raw(_post(FORM, b"Expect: 100-continue", b"Content-Length: 1", body=b"a"), (422,)),
    "expect 100 on GET": Raw(_get(b"Expect: 100-continue"), (200,)),
    "expect nonsense": Raw(_post(FORM, b"Expect: nonsense", b"Content-Length: 1", body=b"a"), (422,)),
    "close": Raw(_get(b"Connection: close"), (200,), closed=True),
    "close, and go on": Raw(_get(b"Connection: close") + _get(), (200,), closed=True),
    # Several on one connection: each is heard in its turn, and the bad one last.
    "100 at once": Raw(_get() * 100, (200,) * 100),
    "100 of several kinds": Raw((_get() + SHORT + _get(target=b"/") + _get(target=b"/no")) * 25,
                                (200, 422, 200, 404) * 25),
    "bad after good": Raw(_get() * 3 + b"nonsense\r\n\r\n", (200, 200, 200, 400), closed=True),
    "bad after a form": Raw(SHORT + b"nonsense\r\n\r\n", (422, 400), closed=True),
    "bad body after good": Raw(_get() * 2 + _post(FORM, CHUNKED, body=b"zz\r\n"), (200, 200, 400), closed=True),
    "bad body after forms": Raw(SHORT * 2 + _post(FORM, CHUNKED, body=b"zz\r\n"),
                                (422, 422, 400), closed=True),
    "head too large after good": Raw(_get() * 2 + _get(b"X: " + b"x" * 40_000), (200, 200, 400), closed=True),
    "refused, then good": Raw(_post(b"Sec-Fetch-Site: cross-site", b"Content-Length: 0") + _get(), (403,), closed=True),
}  # fmt: skip
