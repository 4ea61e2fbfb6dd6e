"""From the save of one of many documents until it is served: the site runs with `--reload`.

    uv run python -m tests.bench.change [documents] [changes]

Half of the changes are to the text alone; the others are to the title, which the list of the section shows, too.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from tests.bench import large
from tests.running import running

WANTED = 0.2  # seconds, the median
NEWEST = "2024"  # the one year that the list of the section itself shows
QUIET = 1.5  # seconds between two changes, as nobody writes faster


def served(url: str, words: str) -> float:
    """When the page has the words."""
    while True:
        with urlopen(url, timeout=30) as answer:
            if words.encode() in answer.read():
                return time.perf_counter()
        time.sleep(0.002)


def changed(page: Path, url: str, number: int) -> tuple[float, float]:
    """Seconds from a save to the page, and to the list or (of a text) again to the page."""
    text = page.read_text("utf-8")
    if number % 2:
        year = text.partition("date: ")[2][:4]
        words, page_of_list = f"Title {number} anew", f"{url}/blog/archive/{year}" if year != NEWEST else f"{url}/blog"
        text = text.replace(text[text.index("title:") : text.index("\ndate:")], f'title: "{words}"')
    else:
        words, page_of_list = f"Words {number} that are new.", ""
        text += f"\n{words}\n"
    page.write_text(text, "utf-8")
    saved = time.perf_counter()
    there = served(f"{url}/blog/{page.stem}", words)
    return there - saved, (served(page_of_list, words) if page_of_list else there) - saved


def main(count: int = 10_000, changes: int = 20) -> int:
    with tempfile.TemporaryDirectory() as name:
        pages = large.duologue(Path(name) / "pages", count)
        data = Path(name) / "data"
        data.mkdir()
        with running(data, {"DUOLOGUE_PAGES": str(pages)}, ["--reload"]) as site:
            urlopen(f"{site.url}/search?q=document", timeout=120).close()
            times = []
            for number in range(changes):
                time.sleep(QUIET)
                times.append(changed(pages / "blog" / f"document-{(number * 37) % count}.md", site.url, number))
    pages_there, all_there = ([each[at] for each in times] for at in range(2))
    for name, seconds in (("page", pages_there), ("page and list", all_there)):
        median = statistics.median(seconds)
        print(f"{name}: median {median:.3f} s, {min(seconds):.3f} to {max(seconds):.3f} s")
    print(f"(wanted, one of {count} documents: a median of {WANTED} s at most)")
    return 0 if statistics.median(pages_there) <= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
