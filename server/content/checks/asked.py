"""What other sites answered within the last day, in a file beside the database."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from server.clock import DAY
from server.content.checks.asking import Verdict

ENCODER = msgspec.json.Encoder()


class Answer(msgspec.Struct, frozen=True):
    """A verdict, and the second since 1970 at which it was given."""

    at: int
    verdict: Verdict


def asked(
    urls: Iterable[str], file: Path, now: int, ask: Callable[[Iterable[str]], Mapping[str, Verdict]]
) -> Mapping[str, Verdict]:
    """A verdict on each address. Asks for those of which nothing is known since yesterday, and keeps the answers."""
    known = {url: answer for url, answer in _read(file).items() if 0 <= now - answer.at < DAY}
    wanted = set(urls)
    fresh = ask(sorted(wanted - known.keys()))
    # Who did not answer is asked again the next time.
    known |= {url: Answer(now, verdict) for url, verdict in fresh.items() if verdict.kind != "silent"}
    _write(file, known)
    return {url: fresh.get(url) or known[url].verdict for url in wanted}


def _read(file: Path) -> dict[str, Answer]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Answer])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}  # it holds nothing that could not be asked again


def _write(file: Path, known: Mapping[str, Answer]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    draft.write_bytes(ENCODER.encode(known))
    draft.replace(file)
