"""Fixtures of the tests of pictures."""

from pathlib import Path

import pytest

from tests.content.pictures.sites import Gallery


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path)
