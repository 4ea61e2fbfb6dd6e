"""A process of its own that makes pictures and cards, and ends: it is given orders and says what it has done.

What decoders and encoders take of memory goes back to the machine with it, and a picture that makes one of them
crash takes nothing else along.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path

import msgspec

from server.content.pictures.orders import Done, Order, Scaling
from server.content.pictures.workshop import card, scaling

GENTLE = 10  # of 19: readers come first


def main() -> None:
    """Read orders as a JSON array, make each, and say so in a line of JSON."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server is told, and ends this
    with contextlib.suppress(OSError, AttributeError):  # not on every system
        os.nice(GENTLE)
        Path("/proc/self/oom_score_adj").write_text("900", "ascii")  # where memory ends, this goes before the server
    for order in msgspec.json.decode(sys.stdin.buffer.read(), type=list[Order]):
        sys.stdout.buffer.write(msgspec.json.encode(_made(order)) + b"\n")
        sys.stdout.buffer.flush()


def _made(order: Order) -> Done:
    try:
        if isinstance(order, Scaling):
            scaling.scaled(order)
        else:
            card.drawn(order)
    except Exception as error:  # noqa: BLE001 (decoders raise what they like; it is said, and the next one made)
        return Done(order.target, f"{error}" or type(error).__name__)
    return Done(order.target)


if __name__ == "__main__":
    main()
