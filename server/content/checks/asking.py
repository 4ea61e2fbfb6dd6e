"""Asks other sites whether something is still there: politely, within bounds, and never twice a day."""

import http.client
import itertools
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

PATIENCE = 15.0  # seconds without a word
PAUSE = 1.0  # seconds between two questions to one host
AT_ONCE = 8  # hosts
WHO = "Mozilla/5.0 (compatible; duologue-check; asks once a day whether a page that is linked to is still there)"
GONE = (404, 410)
REFUSED = (401, 402, 403, 405, 406, 407, 418, 429, 451, 503, 999)  # 999 is LinkedIn's, 503 also what guards answer
FOR_GOOD = (301, 308)


class Verdict(msgspec.Struct, frozen=True):
    """What became of a link; `detail` says why, or where it has moved to."""

    kind: Literal["there", "moved", "gone", "refused", "silent"]
    detail: str = ""


def ask(urls: Iterable[str], *, pause: float = PAUSE, patience: float = PATIENCE) -> dict[str, Verdict]:
    """A verdict on each address: eight hosts at a time, one question after the other to each of them."""
    ordered = sorted(set(urls), key=lambda url: (_host(url), url))
    hosts = [list(group) for _, group in itertools.groupby(ordered, key=_host)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda of_host: _ask_host(of_host, pause, patience), hosts)
        return {url: verdict for some in answers for url, verdict in some.items()}


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _ask_host(urls: Iterable[str], pause: float, patience: float) -> Mapping[str, Verdict]:
    verdicts = {}
    for number, url in enumerate(urls):
        if number:
            time.sleep(pause)
        verdicts[url] = _verdict(url, "HEAD", patience)
        if verdicts[url].kind in ("gone", "refused", "silent"):  # some hosts answer only who wants the whole
            time.sleep(pause)
            verdicts[url] = _verdict(url, "GET", patience)
    return verdicts


def _verdict(url: str, method: str, patience: float) -> Verdict:
    way = _Way()
    try:
        request = urllib.request.Request(_encoded(url), method=method, headers={"User-Agent": WHO})  # noqa: S310 (links are http or https)
        with urllib.request.build_opener(way).open(request, timeout=patience) as answer:
            return Verdict("moved", answer.url) if way.for_good else Verdict("there")
    except urllib.error.HTTPError as error:
        error.close()
        return _by_status(error.code, f"{error.code} {error.reason}".strip())
    except urllib.error.URLError as error:
        return by_reason(error.reason)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return by_reason(error)


def _encoded(url: str) -> str:
    """An address that was written with letters beyond ASCII, as it travels. Raises ValueError where it cannot."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    path, query = (quote(part, safe="%/:=&?~#+!$,;'@()*[]|") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


class _Way(urllib.request.HTTPRedirectHandler):
    """Follows redirects as the request was made, and notes whether all of them are for good."""

    def __init__(self) -> None:
        self._steps: list[int] = []

    @property
    def for_good(self) -> bool:
        return bool(self._steps) and all(step in FOR_GOOD for step in self._steps)

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # noqa: PLR0913, PLR0917 (the library's signature)
        self._steps.append(code)
        further = super().redirect_request(req, fp, code, msg, headers, newurl)
        if further is not None:
            further.method = req.get_method()
        return further


def _by_status(status: int, words: str) -> Verdict:
    if status in GONE:
        return Verdict("gone", words)
    return Verdict("refused" if status in REFUSED else "silent", words)


def by_reason(reason: object) -> Verdict:
    """What to think of a host that gave no answer at all."""
    if isinstance(reason, socket.gaierror) and reason.errno != socket.EAI_AGAIN:
        return Verdict("gone", "there is no such host")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Verdict("silent", f"its certificate does not hold here: {reason.verify_message}")
    return Verdict("silent", "no answer in time" if isinstance(reason, TimeoutError) else f"{reason}")
