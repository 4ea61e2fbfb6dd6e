"""Start servers on loopback as a user would, wait for them, and end exactly those."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "server.cli")


def free_port() -> int:
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Running:
    """`duologue serve` with its data in a folder of its own, which survives its end and the next start."""

    def __init__(
        self,
        data: Path,
        environment: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self.data = data
        self.options = options
        self.program = program
        self.port = free_port()
        # Chromium takes passkeys and secure contexts for localhost, not for 127.0.0.1.
        self.url = f"http://localhost:{self.port}"
        self.log = data / "log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DUOLOGUE_")},
            "DUOLOGUE_DATABASE_URL": f"sqlite:///{data}/duologue.db",
            "DUOLOGUE_URL": self.url,
            **(environment or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it, and do not wait for it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, "serve", "--port", str(self.port), *self.options],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip

    def wait(self) -> None:
        """Until it answers."""
        assert self.process is not None
        wait_for(f"{self.url}/healthz", self.process)

    def stop(self) -> int:
        """End it in order; the exit status."""
        assert self.process is not None
        return ended(self.process)

    def kill(self) -> None:
        """As the kernel would: nothing is said, nothing is finished."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def command(self, *words: str) -> str:
        """What a `duologue` command prints, run beside the server."""
        run = subprocess.run(
            [*PROGRAM, *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return run.stdout.strip()


@contextlib.contextmanager
def running(
    data: Path,
    environment: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    program: Sequence[str] = PROGRAM,
) -> Iterator[Running]:
    """A running site; whatever became of it, no process is left. `program` is another way to start it."""
    site = Running(data, environment, options, program)
    try:
        site.start()
        yield site
    finally:
        if site.process and site.process.poll() is None:
            site.stop()


@contextlib.contextmanager
def serving(command: Sequence[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Some other program that serves on the port."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://localhost:{port}/", process)
        yield process
    finally:
        ended(process)


def ended(process: subprocess.Popen[bytes]) -> int:
    """Told to end with SIGTERM; killed where that does not help within 15 s."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(url)


def tree(pid: int) -> list[int]:
    """A process and all below it (Linux)."""
    try:
        children = [path.read_text("ascii").split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it ended meanwhile
        return []
    return [pid, *(one for below in children for child in below for one in tree(int(child)))]


def resident(pid: int) -> float:
    """Megabytes in memory of a process and all below it (Linux). What two of them share counts twice."""
    return sum(map(_pages, tree(pid))) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _pages(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except OSError:  # it ended meanwhile
        return 0
