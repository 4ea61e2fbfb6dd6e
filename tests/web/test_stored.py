"""What stays on disk is sent whole and in pieces, is compared by its tag, and is not there once its file is gone."""

from pathlib import Path
from typing import Any

import pytest

from server.settings import Settings
from server.web.answer import finished
from server.web.edge import Edge
from server.web.errors import WORDS
from server.web.headers import security_headers
from server.web.stored import CHUNK, stored
from server.web.table import Table
from tests.web.asgi import ask

pytestmark = pytest.mark.anyio

HOST = (b"host", b"example.org")


async def nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    raise AssertionError("what is in the table is not asked for elsewhere")


def edge(path: Path, size: int) -> Edge:
    settings = Settings(url="https://example.org")
    table = Table(security_headers(settings))
    answer = stored(path, size, "abc", "image/png", cache_control=b"public, max-age=9")
    table.replace(
        {"/a.png": answer}, {status: finished(f"{status}".encode(), "text/plain", status=status) for status in WORDS}
    )
    return Edge(nothing, table, settings, set())


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
async def test_a_file_is_sent_whole_whatever_its_size(tmp_path: Path, size: int) -> None:
    body = bytes(index % 251 for index in range(size))
    path = tmp_path / "a.png"
    path.write_bytes(body)
    got = await ask(edge(path, size), "/a.png")
    assert got.body == body
    assert got.header("content-length") == str(size)
    assert got.header("cache-control") == "public, max-age=9"
    assert got.header("x-content-type-options") == "nosniff"


async def test_who_has_it_is_told_so_without_the_disk(tmp_path: Path) -> None:
    got = await ask(edge(tmp_path / "absent", 5), "/a.png", headers=(HOST, (b"if-none-match", b'W/"abc"')))
    assert (got.status, got.body, got.header("etag")) == (304, b"", 'W/"abc"')


async def test_a_file_that_is_gone_is_not_found(tmp_path: Path) -> None:
    got = await ask(edge(tmp_path / "absent", 5), "/a.png")
    assert (got.status, got.body) == (404, b"404")
