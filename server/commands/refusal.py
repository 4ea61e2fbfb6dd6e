"""What a command says that could not do what it was asked for."""

import sys


def refused(why: str) -> int:
    """Say why, where errors are said. Returns the exit status."""
    print(f"duologue: {why}", file=sys.stderr)
    return 1
