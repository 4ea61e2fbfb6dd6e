"""Processes that share the file write in turn, and nobody waits for ever."""

import itertools
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import TimeoutError as TurnNeverCame

from server.db.turns import Turns


@contextmanager
def taking_part(path: Path, patience: float = 5) -> Iterator[tuple[Turns, sqlite3.Connection]]:
    turns = Turns(path, patience=patience)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        turns.take_part(connection)
        yield turns, connection
    turns.close()


def test_a_busy_process_lets_others_in_between(tmp_path: Path) -> None:
    """Each of two keeps the file for 5 ms and wants it again at once: neither has it more than twice running."""
    path, order = tmp_path / "x.db", list[str]()

    def work(name: str, start: threading.Barrier) -> None:
        with taking_part(path) as (turns, connection):
            start.wait()
            for _ in range(20):
                turns.begin(connection)
                order.append(name)
                time.sleep(0.005)
                connection.execute("COMMIT")

    start = threading.Barrier(2)
    threads = [threading.Thread(target=work, args=(name, start)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    changes = sum(one != other for one, other in itertools.pairwise(order))
    assert len(order) == 40
    assert changes > 25, "".join(order)


def test_whoever_holds_the_file_too_long_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with taking_part(path) as (turns, holder), taking_part(path, patience=0.1) as (others, connection):
        turns.begin(holder)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            others.begin(connection)
        holder.execute("ROLLBACK")
        others.begin(connection)
        connection.execute("COMMIT")


def test_whoever_waits_is_waited_for_no_longer_than_bearable(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with (
        taking_part(path) as (turns, holder),
        taking_part(path, patience=1) as (second, waiting),
        taking_part(path, patience=0.1) as (third, connection),
    ):
        turns.begin(holder)
        thread = threading.Thread(target=second.begin, args=(waiting,))
        thread.start()
        time.sleep(0.05)
        with pytest.raises(TurnNeverCame, match="took too long"):
            third.begin(connection)
        holder.execute("COMMIT")
        thread.join()
        waiting.execute("COMMIT")


def test_what_sqlite_says_otherwise_is_passed_on(tmp_path: Path) -> None:
    with taking_part(tmp_path / "x.db") as (turns, connection):
        connection.execute("BEGIN")
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            turns.begin(connection)
