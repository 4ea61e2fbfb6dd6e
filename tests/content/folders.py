"""Folders of pages written for a test."""

from pathlib import Path

from server.content.answers import Built
from tests.content.sites import served


def written(pages: Path, files: dict[str, str]) -> Path:
    """The folder with these files in it."""
    for name, text in files.items():
        path = pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return pages


def site_of(pages: Path, files: dict[str, str]) -> Built:
    """The site that these files make."""
    return served(written(pages, files))


def said(site: Built) -> list[str]:
    """What is wrong with it, but for the site.toml that a test does without."""
    return [str(fault) for fault in site.faults if "There is no site.toml" not in fault.message]
