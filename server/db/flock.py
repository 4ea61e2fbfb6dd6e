"""A lock between processes on an open file, of which the system lets go when its holder ends, however it ends.

Windows has none: whoever starts the site twice there is not stopped.
"""

import sys
import time


def flocked(descriptor: int, patience: float, *, shared: bool = False, look: float = 0.05) -> bool:
    """Whether the lock was got within `patience` seconds, trying every `look`.

    A shared one keeps out those alone who want it for themselves.
    """
    if sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 (see above)

    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(look)
        else:
            return True


def unlocked(descriptor: int) -> None:
    """Let others have it."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 (see above)

        fcntl.flock(descriptor, fcntl.LOCK_UN)
