"""Packs every page of a site in fifteen ways and prints, as CSV, how small they become and how long it takes.

    uv run python pages/research/packing/measure.py http://localhost:8000

The time of a page is the best of nine, so that a busy machine does not count; the time of a way is the median of
the pages.
"""

import csv
import gzip
import re
import statistics
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import brotli

ROUNDS = 9
WAYS: dict[tuple[str, int], Callable[[bytes], bytes]] = {
    **{("gzip", quality): lambda page, q=quality: gzip.compress(page, q, mtime=0) for quality in (1, 6, 9)},
    **{("brotli", quality): lambda page, q=quality: brotli.compress(page, quality=q) for quality in range(12)},
}


def fetched(address: str) -> bytes:
    with urlopen(Request(address, headers={"Accept-Encoding": "identity"}), timeout=30) as answer:
        return answer.read()


def pages(site: str) -> list[bytes]:
    places = re.findall(r"<loc>([^<]+)</loc>", fetched(f"{site}/sitemap.xml").decode())
    return [fetched(site + urlsplit(place).path) for place in places]


def milliseconds(way: Callable[[bytes], bytes], page: bytes) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        way(page)
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main(site: str) -> None:
    found = pages(site)
    whole = sum(map(len, found))
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["way", "quality", "bytes", "share", "milliseconds"])
    for (name, quality), way in WAYS.items():
        packed = sum(len(way(page)) for page in found)
        median = statistics.median(milliseconds(way, page) for page in found)
        table.writerow([name, quality, packed, f"{packed / whole:.4f}", f"{median:.3f}"])
    print(f"# {len(found)} pages, {whole} bytes", file=sys.stderr)


main(sys.argv[1].rstrip("/"))
