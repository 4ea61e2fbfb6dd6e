"""A real git repository in a folder of its own, for tests of what it tells."""

import datetime as dt
import os
import subprocess
from pathlib import Path

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class Repository:
    """`pages` lies in the repository as it does in a site's."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages = root / "pages"
        self.pages.mkdir(parents=True)
        self.at = START
        self.run("init", "--quiet", "--initial-branch=main")

    def run(self, *words: str) -> str:
        """Run git, as somebody who has configured nothing."""
        when = self.at.isoformat()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(self.root)}
        for role in ("AUTHOR", "COMMITTER"):
            environment |= {f"GIT_{role}_NAME": "a", f"GIT_{role}_EMAIL": "a@b.example", f"GIT_{role}_DATE": when}
        run = subprocess.run(
            ["git", "-C", str(self.root), *words], env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def write(self, name: str, text: str) -> None:
        path = self.pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def commit(self, subject: str, days: float = 1, **files: str) -> dt.datetime:
        """Write files (`blog_a` is blog/a.md) when `days` have passed, commit everything, and say when that was."""
        self.at += dt.timedelta(days=days)
        for name, text in files.items():
            self.write(f"{name.replace('_', '/')}.md", text)
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", f"--message={subject}")
        return self.at
