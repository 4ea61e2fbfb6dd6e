"""Five documents as people really wrote them, unchanged but for their names, which give each its kind.

They are other people's texts and no part of this repository; without them beside it there is nothing to test.
"""

from pathlib import Path

import pytest

from tests.running import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
NAMES = ("blog/reflections.md", "now.md", "blog/iterations.md", "blog/review.md", "about.md")


def laid_out(pages: Path) -> Path:
    """The folder with the five documents in it; skips where they are not at hand."""
    if not SEEDS.is_dir():
        pytest.skip("the seed documents are not beside this repository")
    (pages / "blog").mkdir()
    for seed, name in zip(sorted(SEEDS.iterdir()), NAMES, strict=True):
        (pages / name).write_bytes(seed.read_bytes())
    return pages
