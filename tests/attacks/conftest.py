"""The site that is attacked over a socket: as `duologue serve` starts it, with an answer worth reading slowly."""

import shutil
from collections.abc import Iterator

import pytest

from tests.running import ROOT, Running, running

LONG = "images/long.bin"  # below /assets; more than the kernel takes, so that the server sees how slowly it is read


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("attacked")
    assets = data / "assets"
    shutil.copytree(ROOT / "assets", assets)
    (assets / LONG).write_bytes(b"not read" * 1_000_000)
    pages = data / "pages"
    pages.mkdir()
    (pages / "index.md").write_text("# Home\n\nHello.\n", "utf-8")
    with running(data, {"DUOLOGUE_PAGES": str(pages), "DUOLOGUE_ASSETS": str(assets)}) as site:
        yield site
