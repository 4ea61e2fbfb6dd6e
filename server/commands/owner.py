"""`duologue owner`: the owner's way into the inbox. Nothing that takes long to import is needed for it."""

import argparse

from server.clock import Clock
from server.inbox.link import reset_address, sign_in_address
from server.settings import Settings, secret


def link(_: argparse.Namespace, settings: Settings) -> int:
    """Print an address that signs the owner in: once, within 15 minutes."""
    print(sign_in_address(settings, secret(settings), Clock()))
    return 0


def reset(_: argparse.Namespace, settings: Settings) -> int:
    """Print an address that signs the owner in and everybody else out."""
    print(reset_address(settings, secret(settings), Clock()))
    return 0
