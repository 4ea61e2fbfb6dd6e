"""What git tells of the documents is what readers saw: no draft, nothing before its time, every name it has had."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from server.content.history import git
from server.content.history.record import Change, Record
from server.content.history.telling import told
from tests.content.history.repository import START, Repository

DAY = dt.timedelta(days=1)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "site")


def words(change: Change, kind: str) -> str:
    return "|".join(piece.text.strip() for each in change.differences for piece in each.pieces if piece.kind == kind)


def record(repository: Repository, name: str = "blog/a.md") -> Record:
    return told(repository.pages)[name]


def test_each_change_has_its_time_its_words_and_what_was_said_of_it(repository: Repository) -> None:
    first = repository.commit("Write", blog_a="# A\n\nThe fox runs over the hill in the evening.\n")
    second = repository.commit("Mend the fox", blog_a="# A\n\nThe quick fox runs over the hill in the evening.\n")
    repository.commit("Elsewhere", about="# About\n")
    third = repository.commit("typo", blog_a="# A\n\nThe quick fox walks over the hill in the evening.\n")
    found = record(repository)
    assert found.first == first
    assert [(each.at, each.subject, each.minor) for each in found.changes] == [
        (second, "Mend the fox", False), (third, "typo", True),
    ]  # fmt: skip
    assert [words(each, "added") for each in found.changes] == ["quick", "walks"]
    assert [words(each, "removed") for each in found.changes] == ["", "runs"]


@pytest.mark.parametrize(
    ("subject", "minor"),
    [
        ("minor: a comma", True),
        ("Minor: a comma", True),
        ("typo", True),
        ("Typos in two entries", True),
        ("Put a comma [minor]", True),
        ("Explain minor chords", False),
        ("Minority report", False),
        ("Typography", False),
    ],
)
def test_small_changes_can_be_marked(repository: Repository, subject: str, minor: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    repository.commit("Write", about="one")
    repository.commit(subject, about="two")
    assert record(repository, "about.md").changes[0].minor is minor


def test_nothing_is_told_of_drafts(repository: Repository) -> None:
    draft = "---\ntitle: A\ndraft: true\n---\n\nsecret\n"
    repository.commit("Begin", blog_a=draft, blog_only=draft)
    repository.commit("Go on with the secret", blog_a=draft.replace("secret", "secret plan"), blog_only=draft + "more")
    published = repository.commit("Publish", blog_a="---\ntitle: A\n---\n\nplain words\n")
    repository.commit("Hide", blog_a=draft)
    again = repository.commit("Publish again", blog_a="---\ntitle: A\n---\n\nplain words, and more of them\n")
    found = told(repository.pages)
    assert "blog/only.md" not in found
    assert found["blog/a.md"].first == published
    assert [(each.at, each.subject) for each in found["blog/a.md"].changes] == [(again, "Publish again")]
    assert "secret" not in str(found)


def test_what_waits_in_a_folder_of_drafts_is_one(repository: Repository) -> None:
    repository.write("_drafts/a.md", "# A\n\nSome words that stay as they are, and a secret.\n")
    repository.commit("Begin")
    (repository.pages / "blog").mkdir()
    repository.run("mv", "pages/_drafts/a.md", "pages/blog/a.md")
    published = repository.commit("Publish", blog_a="# A\n\nSome words that stay as they are.\n")
    repository.commit("Change", blog_a="# A\n\nSome words that stay as they were.\n")
    found = record(repository)
    assert found.first == published
    assert "secret" not in str(found)


def test_of_a_scheduled_document_readers_know_only_what_it_was_when_its_time_came(repository: Repository) -> None:
    date = (START + 10 * DAY).date()
    text = f"---\ndate: {date}\n---\n\n"
    repository.commit("Schedule", blog_a=f"{text}first thoughts\n")
    repository.commit("Think again", blog_a=f"{text}second thoughts\n")
    changed = repository.commit("Change", days=20, blog_a=f"{text}third thoughts\n")
    found = record(repository)
    assert found.first == dt.datetime.combine(date, dt.time(), dt.UTC)
    assert [each.at for each in found.changes] == [changed]
    assert "first thoughts" not in str(found)


def test_a_version_that_nobody_could_see_is_left_out(repository: Repository) -> None:
    repository.commit("Write", blog_a="---\ntitle: A\n---\none two three\n")
    repository.commit("Break", blog_a="---\ntitle: [\n---\nbroken\n")
    repository.commit("Mend", blog_a="---\ntitle: A\n---\none two four\n")
    (change,) = record(repository).changes
    assert (change.subject, words(change, "added")) == ("Mend", "four")


def test_a_document_is_followed_through_its_names(repository: Repository) -> None:
    text = "# A\n\n" + "Words enough to be known again. " * 5
    first = repository.commit("Write", blog_old=text)
    repository.run("mv", "pages/blog/old.md", "pages/blog/zwischen é.md")
    repository.commit("Rename")
    repository.run("mv", "pages/blog/zwischen é.md", "pages/blog/a.md")
    changed = repository.commit("Rename and change", blog_a=text + "More.")
    repository.commit("Another with the old name", blog_old="# Other\n\nSomething else.\n")
    found = told(repository.pages)
    assert found["blog/a.md"].first == first
    assert [each.at for each in found["blog/a.md"].changes if each.differences] == [changed]
    assert found["blog/old.md"].changes == ()
    assert set(found) == {"blog/a.md", "blog/old.md"}


def test_what_was_removed_and_written_anew_begins_anew(repository: Repository) -> None:
    repository.commit("Write", blog_a="the old one")
    (repository.pages / "blog/a.md").unlink()
    repository.commit("Remove")
    anew = repository.commit("Write anew", blog_a="the new one")
    assert record(repository) == Record(anew)


def test_a_merge_is_one_step(repository: Repository) -> None:
    repository.commit("Write", blog_a="# A\n\none two three four five\n")
    repository.run("switch", "--quiet", "--create", "work")
    repository.commit("Try", blog_a="# A\n\none two three four six\n")
    repository.commit("Try again", blog_a="# A\n\none two three four seven\n")
    repository.run("switch", "--quiet", "main")
    repository.commit("Elsewhere", about="text")
    repository.at += DAY
    repository.run("merge", "--quiet", "--no-ff", "--no-edit", "work")
    (change,) = record(repository).changes
    assert (change.at, change.subject, words(change, "added")) == (repository.at, "", "seven")
    assert "six" not in str(change)


def test_a_change_of_what_is_no_words_is_a_change_all_the_same(repository: Repository) -> None:
    repository.commit("Write", about="A [link](/a) to *it*.")
    repository.commit("Lead elsewhere", about="A [link](/b) to **it**.")
    (change,) = record(repository, "about.md").changes
    assert change.differences == ()


def test_there_is_no_history_without_a_whole_repository(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/about.md").write_text("text")
    assert not git.possible(tmp_path / "plain")
    assert git.head(tmp_path / "plain") is None
    assert told(tmp_path / "plain") == {}
    assert git.possible(repository.pages)
    assert git.head(repository.pages) is None, "nothing is committed yet"
    repository.commit("Write", about="one")
    repository.commit("Change", about="two")
    assert git.head(repository.pages) == repository.run("rev-parse", "HEAD").strip()
    url = f"file://{repository.root}"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", url, str(tmp_path / "shallow")], check=True)
    assert git.head(tmp_path / "shallow/pages") is None


def test_looking_changes_nothing_and_listens_to_no_hook(repository: Repository) -> None:
    repository.commit("Write", about="one")
    repository.commit("Change", about="two")
    repository.run("config", "log.showSignature", "true")
    repository.run("config", "core.fsmonitor", "touch touched")
    repository.run("config", "diff.noprefix", "true")
    before = sorted(str(path) for path in repository.root.rglob("*"))
    assert len(record(repository, "about.md").changes) == 1
    assert sorted(str(path) for path in repository.root.rglob("*")) == before
