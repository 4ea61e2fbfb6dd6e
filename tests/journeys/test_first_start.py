"""A first start on a fresh machine: nothing is set up, everything is served, and it ends as it is told to."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.running import ROOT, free_port, wait_for

ADDRESSES = (
    "/",
    "/about",
    "/now",
    "/blog",
    "/blog/writing",
    "/projects",
    "/projects/duologue",
    "/contact",
    "/feed.xml",
    "/feed.json",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
)
SHIPPED = ("server", "pages", "assets", "pyproject.toml", "README.md")


class Started(NamedTuple):
    """The program as it was called in a folder of its own, by somebody whose home is empty."""

    folder: Path
    home: Path
    url: str
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.home.parent / "said").read_text("utf-8")


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    folder, home = tmp_path / "duologue", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    port = free_port()
    # Bytecode beside the modules is Python's own affair, and not what this is about.
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    with (tmp_path / "said").open("wb") as said:
        # What `uv run duologue` calls.
        command = [sys.executable, "-m", "server.cli", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
    try:
        url = f"http://localhost:{port}"
        wait_for(f"{url}/healthz", process)
        yield Started(folder, home, url, process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_everything_is_served_and_nothing_is_left_lying_about(started: Started) -> None:
    before = shipped(started.folder)
    with httpx.Client(base_url=started.url) as client:
        assert {path: client.get(path).status_code for path in ADDRESSES} == dict.fromkeys(ADDRESSES, 200)
        link = re.search(r"http://localhost:\d+(/inbox/sign-in/\S+)", started.said)
        assert link, started.said
        assert client.post(link[1]).status_code == 303
        assert client.get("/inbox").status_code == 200
        sent = client.post(
            "/contact/inquiries",
            data={"name": "Ada", "email": "ada@example.com", "kind": "other", "message": "Is anybody there?"},
        )
        assert sent.status_code == 303
    deadline = time.monotonic() + 5
    while "Is anybody there?" not in started.said:
        assert time.monotonic() < deadline, "the letter was not shown on the console"
        time.sleep(0.05)
    began = time.monotonic()
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(10) == 0
    assert time.monotonic() - began < 10
    assert shipped(started.folder) == before
    written = {str(path.relative_to(started.folder).parts[0]) for path in started.folder.rglob("*") if path.is_file()}
    assert written - set(SHIPPED) == {"data"}
    assert list(started.home.iterdir()) == []
    assert (started.folder / "data/secret").stat().st_mode & 0o077 == 0
    assert "Traceback" not in started.said


def shipped(folder: Path) -> dict[str, int]:
    """When each file that came with the program was written."""
    files = [path for name in SHIPPED for path in [folder / name, *(folder / name).rglob("*")]]
    return {str(path): path.stat().st_mtime_ns for path in files}
