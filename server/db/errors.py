"""What can go wrong with storing, in the kinds that a caller can act on."""


class Unavailable(Exception):
    """Certainly not stored, for a reason of ours: the disk is full or read-only, the database away or busy.

    A later try may succeed. The message names the cause for the log; it is not for visitors.
    """


class Doubtful(Unavailable):
    """The COMMIT itself failed, so nobody knows: stored or not.

    Answer as with Unavailable, and let the same inquiry be given again: its key finds the first one.
    """


class Occupied(Unavailable):
    """Another process has the file, and it cannot be shared with that one."""


class Damaged(Exception):
    """The database cannot be opened as it is; the message says what is wrong and what mends it."""


def in_words(error: BaseException) -> str:
    """An error in one line, without the statement and its parameters: those are people's words."""
    cause = getattr(error, "orig", None) or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())
