"""A PostgreSQL server of the tests' own, and a fresh database of either engine for each test that asks."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.db import Database


class Server:
    """A PostgreSQL server on loopback in a folder of its own; `create` gives the address of a new database."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs, self._folder, self._user = programs, folder, user
        self._count = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def initialise(self) -> None:
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self._folder} -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def create(self) -> str:
        self._count += 1
        name = f"test_{self._count}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root. Output goes to a file: the server would hold a pipe open for ever.
        with (self._folder / "output").open("ab") as output:
            subprocess.run(
                [self._programs / program, *arguments],
                cwd=self._folder, user=self._user, stdout=output, stderr=output, check=True,
            )  # fmt: skip


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    programs = _programs()
    if programs is None:
        reason = "PostgreSQL is not installed: initdb is neither on PATH nor in /usr/lib/postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="duologue-postgresql-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    server = Server(programs, folder, user)
    server.initialise()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/duologue.db"


@pytest.fixture
def postgresql_url(postgresql: Server) -> str:
    return postgresql.create()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Any:
    """The address of a database that is not there yet (SQLite) or empty (PostgreSQL): the test runs on both."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def database(database_url: str, anyio_backend: str) -> AsyncIterator[Database]:  # noqa: ARG001 (makes it run)
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)
