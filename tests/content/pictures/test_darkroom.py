"""Pictures are made while the site is there; one that cannot be made stops no other, and nothing is left running."""

import asyncio
import io
import logging
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from server.content.pictures.darkroom import COMMAND, Darkroom
from server.content.pictures.orders import Drawing, Order, Scaling
from server.content.pictures.progress import Progress
from tests.content.pictures.photos import photo, put

pytestmark = pytest.mark.anyio


def drawing(folder: Path, name: str, title: str = "A title") -> Drawing:
    return Drawing(str(folder / f"{name}.png"), title, "A site", "", "en", "#2f55a4", str(folder / "none"))


def scaling(folder: Path, source: Path) -> Scaling:
    return Scaling(
        str(source), str(folder / source.stem), "jpeg", 1200, 800, animated=False, bytes=source.stat().st_size
    )


class Site:
    """What the darkroom sees of one: its open orders, and how often it was built."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self._orders = orders
        self.built = 0

    def orders(self) -> list[Order]:
        return [order for order in self._orders if not Path(order.target).exists()]

    async def show(self) -> None:
        self.built += 1


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not condition():  # noqa: ASYNC110 (what is waited for happens in another process)
            await asyncio.sleep(0.02)


async def worked(site: Site, condition: Callable[[], bool], **options: object) -> io.StringIO:
    stream = io.StringIO()
    room = Darkroom(site.orders, site.show, stream=stream, settled=0, **options)  # type: ignore[arg-type] # as declared
    task = asyncio.create_task(room.run())
    try:
        await until(condition)
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    return stream


def program(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", textwrap.dedent(code))


async def test_orders_are_filled_and_shown_once(tmp_path: Path) -> None:
    source = put(tmp_path, "a.jpg", photo("JPEG", 1200, 800))
    site = Site([drawing(tmp_path, "one"), scaling(tmp_path, source), drawing(tmp_path, "two")])
    await worked(site, lambda: site.built > 0)
    assert site.orders() == []
    assert site.built == 1
    assert (tmp_path / "a/sizes.json").exists()
    assert not list(tmp_path.rglob(".*")), "drafts are left"


async def test_what_cannot_be_made_is_said_and_not_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = put(tmp_path, "broken.jpg", b"\xff\xd8\xff\xe0 no more")
    site = Site([scaling(tmp_path, broken), drawing(tmp_path, "one")])
    with caplog.at_level(logging.INFO):
        await worked(site, lambda: site.built > 0)
    assert f"{tmp_path / 'broken'} was not made" in caplog.text
    assert "made 1 of 2" in caplog.text
    assert (tmp_path / "one.png").exists()
    assert len([record for record in caplog.records if record.name.startswith("server.")]) == 2


async def test_a_crash_takes_only_the_picture_that_made_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A decoder that ends the process at the second order."""
    command = program(
        """
        import json, os, pathlib, sys
        for order in json.load(sys.stdin):
            if order["target"].endswith("crash.png"):
                os.abort()
            pathlib.Path(order["target"]).write_text("made")
            print(json.dumps({"target": order["target"]}), flush=True)
        """
    )
    site = Site([drawing(tmp_path, name) for name in ("a", "crash", "b", "c")])
    await worked(site, lambda: site.built > 0, command=command)
    assert [Path(order.target).stem for order in site.orders()] == ["crash"]
    assert "the process that made it ended" in caplog.text


async def test_a_picture_that_takes_too_long_is_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    command = program(
        """
        import json, pathlib, sys, time
        for order in json.load(sys.stdin):
            if order["target"].endswith("slow.png"):
                time.sleep(600)
            pathlib.Path(order["target"]).write_text("made")
            print(json.dumps({"target": order["target"]}), flush=True)
        """
    )
    site = Site([drawing(tmp_path, name) for name in ("slow", "b")])
    await worked(site, lambda: site.built > 0, command=command, longest=0.5)
    assert (tmp_path / "b.png").exists()
    assert "longer than" in caplog.text


async def test_a_program_that_never_works_is_not_started_for_each_picture(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    counter = tmp_path / "starts"
    command = program(f"open({str(counter)!r}, 'a').write('x')")
    site = Site([drawing(tmp_path, f"{number}") for number in range(50)])
    with caplog.at_level(logging.INFO):
        await worked(site, lambda: "made 0 of 50" in caplog.text, command=command)
    assert len(counter.read_text()) == 3
    assert site.built == 0


async def test_the_end_of_the_site_ends_the_work(tmp_path: Path) -> None:
    """Cancelled in mid-work: the process is gone when the task is."""
    number = tmp_path / "pid"
    command = program(f"import os, time; open({str(number)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    site = Site([drawing(tmp_path, "a")])
    await worked(site, lambda: number.exists() and number.read_text() != "", command=command)
    assert not Path(f"/proc/{number.read_text()}").exists()


async def test_a_ring_brings_new_orders(tmp_path: Path) -> None:
    site = Site([])
    room = Darkroom(site.orders, site.show, settled=0)
    task = asyncio.create_task(room.run())
    await asyncio.sleep(0.1)
    site._orders = [drawing(tmp_path, "late")]
    await asyncio.to_thread(room.ring)
    await until(lambda: site.built == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_the_terminal_shows_how_far_it_is_and_a_file_nothing() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    progress = Progress(shown, 4)
    progress.step()
    progress.close()
    assert "1 of 4" in shown.getvalue()
    assert shown.getvalue().endswith("\r\x1b[K")
    assert max(len(part) for part in shown.getvalue().split("\r\x1b[K")) < 80
    silent = io.StringIO()
    Progress(silent, 4).step()
    assert silent.getvalue() == ""


def test_the_process_ends_by_itself_when_nobody_listens(tmp_path: Path) -> None:
    """The server was killed: what it started must not stay."""
    import subprocess

    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin
    assert process.stdout
    process.stdout.close()
    process.stdin.write(msgspec.json.encode([drawing(tmp_path, f"{number}") for number in range(500)]))
    process.stdin.close()
    assert process.wait(20) != 0
    assert len(list(tmp_path.glob("*.png"))) < 500


def test_the_server_itself_never_loads_pillow() -> None:
    """What it takes of memory would stay: 23 MB for the first photograph that is made smaller in a thread."""
    import subprocess

    code = "import sys, server.app; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
