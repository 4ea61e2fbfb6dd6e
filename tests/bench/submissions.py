"""Durable submissions per second, as ratios against a bare aiosqlite loop and a Django view, in one run.

    uv run python -m tests.bench.submissions [rounds]

Needs wrk, and uv to make an environment with Django of its own. Each server stores the same three rows with the same
durability (WAL, synchronous=FULL) before it answers; the bare loop does so without any server. Rounds alternate.
"""

import asyncio
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import aiosqlite

from tests.running import free_port, running, serving

SECONDS = 3
CONNECTIONS = 32
WITHOUT_LIMITS = "[contact.limits]\nper_network_hour = 0\nper_address_day = 0\neveryone_hour = 0\n"
WORDS = "These are the words of a letter of middling length, as people write them. " * 6

WRK = """
local thread = 0
function setup(t) thread = thread + 1; t:set("id", thread) end
local n = 0
function request()
  n = n + 1
  local who = ROUND .. "x" .. id .. "x" .. n
  local body = "name=Visitor+" .. who .. "&email=v" .. who .. "%40example.com&kind=other"
  body = body .. "&message=" .. who .. "+" .. WORDS
  return wrk.format("POST", "/contact/inquiries", {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end
"""

SCHEMA = """
CREATE TABLE inquiry (id TEXT PRIMARY KEY, key BLOB NOT NULL UNIQUE, received_at INTEGER, kind TEXT, name TEXT,
    email TEXT, topics TEXT, message TEXT, link TEXT, state TEXT, spam_reasons TEXT, client_hash BLOB,
    follow_up_at INTEGER, closed_at INTEGER);
CREATE INDEX i1 ON inquiry (state, received_at); CREATE INDEX i2 ON inquiry (received_at);
CREATE INDEX i3 ON inquiry (client_hash, received_at); CREATE INDEX i4 ON inquiry (email, received_at);
CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, inquiry_id TEXT NOT NULL, at INTEGER, kind TEXT, detail TEXT);
CREATE INDEX e1 ON event (inquiry_id, id);
CREATE TABLE letter (id TEXT PRIMARY KEY, inquiry_id TEXT, kind TEXT, n INTEGER, "to" TEXT, state TEXT,
    created_at INTEGER, attempts INTEGER, next_at INTEGER, message_id TEXT, UNIQUE (inquiry_id, kind, n));
CREATE INDEX l1 ON letter (state, next_at);
"""


def rate(port: int, script: Path) -> float:
    """Stored submissions a second; an answer that is neither 200 nor 303 ends the run."""
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), f"http://localhost:{port}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


async def bare(path: Path, start: int) -> float:
    """The same rows, one transaction each, by aiosqlite alone."""
    async with aiosqlite.connect(path, isolation_level=None) as conn:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            await conn.execute(f"PRAGMA {pragma}")
        n, began = start, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            n += 1
            inquiry = f"01a1f886-527f-70a0-b544-{n:012d}"
            await conn.execute("BEGIN IMMEDIATE")
            await conn.execute(
                "INSERT INTO inquiry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,NULL,NULL)",
                (inquiry, n.to_bytes(32), 1795170915, "other", "Visitor", f"v{n}@example.com", "[]", WORDS, "", "new",
                 "[]", b"h" * 32),
            )  # fmt: skip
            await conn.execute(
                "INSERT INTO event (inquiry_id, at, kind, detail) VALUES (?,?,?,?)",
                (inquiry, 1795170915, "received", "{}"),
            )
            await conn.execute(
                "INSERT INTO letter VALUES (?,?,?,?,NULL,?,?,?,?,?)",
                (f"l{n}", inquiry, "forward", 1, "queued", 1795170915, 0, 1795170915, f"<{n}@example.org>"),
            )
            await conn.execute("COMMIT")
        return (n - start) / (time.perf_counter() - began)


def main(rounds: int = 5) -> int:
    if not shutil.which("wrk") or not shutil.which("uv"):
        print("This needs wrk (Debian's package of that name) and uv.")
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "pages").mkdir()
        (folder / "pages/site.toml").write_text(WITHOUT_LIMITS)
        site = stack.enter_context(running(folder, {"DUOLOGUE_PAGES": str(folder / "pages")}))
        django = free_port()
        packages = ("django>=5.2", "uvicorn==0.54.0", "httptools", "uvloop")
        alone = ["uv", "run", "--no-project", *(word for package in packages for word in ("--with", package))]
        view = ["python", "tests/bench/django_view.py", str(django), str(folder / "django.db")]
        stack.enter_context(serving([*alone, *view], django))
        bare_file = folder / "bare.db"
        sqlite3.connect(bare_file).executescript(SCHEMA)
        rates: dict[str, list[float]] = {"duologue": [], "bare aiosqlite": [], "django": []}
        for round_ in range(rounds):
            script = folder / "wrk.lua"
            script.write_text(f'local ROUND = "r{round_}"\nlocal WORDS = "{WORDS.replace(" ", "+")}"\n{WRK}')
            rates["duologue"].append(rate(site.port, script))
            rates["bare aiosqlite"].append(asyncio.run(bare(bare_file, round_ * 10_000_000)))
            rates["django"].append(rate(django, script))
        stored = sqlite3.connect(folder / "duologue.db").execute("SELECT count(*) FROM inquiry").fetchone()[0]
    for name, found in rates.items():
        print(f"{name:>14}  {statistics.median(found):7.0f} a second  ({min(found):.0f} to {max(found):.0f})")
    to_bare, to_django = (
        statistics.median(ours / theirs for ours, theirs in zip(rates["duologue"], rates[rival], strict=True))
        for rival in ("bare aiosqlite", "django")
    )
    print(f"{stored} stored; to bare aiosqlite {to_bare:.2f} (wanted 0.5), to Django {to_django:.2f} (wanted 2.0)")
    return 0 if to_bare >= 0.5 and to_django >= 2 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
