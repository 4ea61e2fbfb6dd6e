"""Processes that share an SQLite file write to it in turn, first come, first served.

SQLite's own wait is a lottery: it sleeps for ever longer and looks whether the lock is free, which it hardly ever is
while another process has the next transaction at hand.
"""

import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import TimeoutError as TurnNeverCame

from server.db.copies import PRIVATE
from server.db.flock import flocked, unlocked

LOOK = 0.0005  # seconds between two looks at who is next


class Turns:
    """Whoever waits for SQLite's lock is next, and nobody else asks for it until that one has it."""

    def __init__(self, path: Path, *, patience: float) -> None:
        """`patience` is how many seconds others may take. Raises OSError where no file can be made beside the data."""
        self._next = os.open(path.with_name(f"{path.name}.turn"), os.O_RDWR | os.O_CREAT, PRIVATE)
        self._patience = patience

    @staticmethod
    def take_part(connection: DBAPIConnection, _: object = None) -> None:
        """Let a connection wait for its turn here, and hardly at all inside SQLite."""
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=1")
        cursor.close()

    def begin(self, connection: sqlite3.Connection) -> None:
        """Begin a transaction that excludes all others. Raises TurnNeverCame, or what SQLite raises."""
        deadline = time.monotonic() + self._patience
        if not flocked(self._next, self._patience, look=LOOK):
            raise TurnNeverCame("those before it took too long")
        try:
            while not _begun(connection, lasting=time.monotonic() > deadline):
                pass
        finally:
            unlocked(self._next)

    def close(self) -> None:
        os.close(self._next)


def _begun(connection: sqlite3.Connection, *, lasting: bool) -> bool:
    """Whether the lock was free; when it has not been for too long, what SQLite says of that is raised."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if lasting or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
