"""The code keeps its own rules: one command checks behaviour, style, types, layers and the map alike."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, committed or about to be; skips where there is no repository."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs a git checkout to know which files count")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


@pytest.mark.parametrize(
    "command",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports", "--no-cache"]],
    ids=" ".join,
)
def test_checkers_are_content(command: list[str]) -> None:
    run = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_exception_to_a_rule_has_its_reason_beside_it() -> None:
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[^\]]*\])?)\s*$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert not found, found
    ruff = (ROOT / "pyproject.toml").read_text("utf-8").split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.pydoc")[0]
    ignored = [line for line in ruff.splitlines() if re.match(r'\s+"[A-Z]+\d*",', line)]
    assert ignored
    assert all("#" in line for line in ignored), [line for line in ignored if "#" not in line]


def test_every_module_says_what_it_promises() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked("server/*.py")
        if not path.read_text("utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert not silent, silent


def test_the_map_of_the_code_equals_the_code() -> None:
    """server/README.md names every module of server/ once, in a tree, with what it is for."""
    tree = (ROOT / "server/README.md").read_text("utf-8").split("```")[1]
    named: set[str] = set()
    folders: list[str] = []
    for line in tree.splitlines():
        if match := re.match(r"( *)([\w.]+/?)(?:\s{2,}|$)", line):
            indent, name = match.groups()
            del folders[len(indent) // 2 :]
            if name.endswith("/"):
                folders.append(name)
            else:
                named.add("".join([*folders[1:], name]))
    actual = {
        str(path.relative_to(ROOT / "server"))
        for path in tracked("server/*.py")
        if path.name != "__init__.py" and "migrations/" not in str(path)
    }
    assert named == actual, {"not in the map": actual - named, "not in the tree": named - actual}
