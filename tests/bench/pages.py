"""Pages per second, as ratios against a bare ASGI app and against a page rendered per request, in one run.

    uv run python -m tests.bench.pages [rounds]

Needs wrk. Rounds alternate between the servers, so that a noisy machine is noisy for all of them; each round gives
a ratio, and the figure is the median of these. Also: what the home page costs on the wire, and what the running
site costs in memory.
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.request import Request, urlopen

from tests.running import free_port, resident, running, serving

SECONDS = 2
CONNECTIONS = 32


def rate(port: int) -> float:
    """Requests a second for the home page with brotli."""
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "-H",
        "Accept-Encoding: br",
        f"http://localhost:{port}/",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def on_the_wire(port: int) -> tuple[int, int]:
    """Bytes of the home page and of its sheet, headers apart, with brotli."""
    html = fetched(port, "/", "identity").decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    return len(fetched(port, "/", "br")), sum(len(fetched(port, sheet, "br")) for sheet in sheets)


def fetched(port: int, path: str, encoding: str) -> bytes:
    request = Request(f"http://localhost:{port}{path}", headers={"Accept-Encoding": encoding})
    with urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return body


def main(rounds: int = 15) -> int:
    if not shutil.which("wrk"):
        print("This needs wrk (Debian's package of that name).")
        return 2
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(running(data))
        assert site.process is not None
        ports = {"duologue": site.port}
        for rival in ("bare", "starlette"):
            ports[rival] = free_port()
            stack.enter_context(
                serving([sys.executable, "-m", "tests.bench.rivals", rival, str(ports[rival])], ports[rival])
            )
        rates: dict[str, list[float]] = {name: [] for name in ports}
        for _ in range(rounds):
            for name, port in ports.items():
                rates[name].append(rate(port))
        html, css = on_the_wire(ports["duologue"])
        memory = resident(site.process.pid)
    medians = {name: statistics.median(found) for name, found in rates.items()}
    to_bare, to_rendered = (
        statistics.median(ours / theirs for ours, theirs in zip(rates["duologue"], rates[rival], strict=True))
        for rival in ("bare", "starlette")
    )
    for name, median in medians.items():
        print(f"{name:>10}  {median:8.0f} requests/s  ({min(rates[name]):.0f} to {max(rates[name]):.0f})")
    print(f"to bare ASGI {to_bare:.2f} (wanted 0.90), to rendering {to_rendered:.1f} (wanted 3.0)")
    print(f"home page {html} + styles {css} = {html + css} bytes with brotli (wanted 14,336 at most)")
    print(f"memory of the process tree {memory:.0f} MB (wanted 130 at most)")
    return 0 if to_bare >= 0.9 and to_rendered >= 3 and html + css <= 14_336 and memory <= 130 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
