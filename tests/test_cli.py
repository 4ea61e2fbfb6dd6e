"""The commands: each that can be asked for is there, and those that are asked for in passing answer at once."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import cli

HEAVY = ("litestar", "sqlalchemy", "jinja2", "pyromark", "asyncio")


def asked_for(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The commands that a parser leads to."""
    if run := parser.get_default("run"):
        yield run
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from asked_for(below)


def test_every_command_that_can_be_asked_for_is_there() -> None:
    names = set(asked_for(cli._parser()))
    assert len(names) > 10
    for name in names:
        assert callable(cli._command(name)), name


@pytest.mark.parametrize("arguments", [["--help"], ["owner", "link"]], ids=" ".join)
def test_help_and_the_owners_link_import_nothing_that_takes_long(arguments: list[str], tmp_path: Path) -> None:
    code = f"""
import sys
from server import cli
try:
    status = cli.main({arguments})
except SystemExit as ended:
    status = ended.code
print("status", status, "imported", *[name for name in {HEAVY} if name in sys.modules])
"""
    environment = {**os.environ, "DUOLOGUE_DATABASE_URL": f"sqlite:///{tmp_path / 'site.db'}"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "status 0 imported"
