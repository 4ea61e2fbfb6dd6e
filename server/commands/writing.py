"""What an author asks for while writing: a new document, an address for a draft, the history in a file."""

import argparse

from server.clock import Clock
from server.commands.refusal import refused
from server.content import library
from server.content.addresses import absolute
from server.content.history import git, kept, telling
from server.content.new import NotStarted, start
from server.content.previews.making import NoPreview, made
from server.settings import Settings, secret


def new(options: argparse.Namespace, settings: Settings) -> int:
    """Start a document as a draft; print its file, and where readers will find it."""
    try:
        started = start(settings.pages, options.kind, options.title, Clock().now())
    except NotStarted as why:
        return refused(str(why))
    print(started.file)
    print(f"{absolute(settings.url, started.address)} once `draft: true` is taken out")
    return 0


def history(_: argparse.Namespace, settings: Settings) -> int:
    """Write what git knows of the pages into a file among them, for where there is no git."""
    records = telling.told(settings.pages) if git.head(settings.pages) else {}
    if not records:
        return refused(f"no whole git repository knows {settings.pages}/: nothing is written")
    changes = sum(len(record.changes) for record in records.values())
    print(f"{kept.write(settings.pages, records)}: {len(records)} documents, {changes} changes")
    return 0


def preview(options: argparse.Namespace, settings: Settings) -> int:
    """Print an address that shows a document which readers do not see yet."""
    try:
        whole = library.read(settings.pages)
        print(made(whole, options.path, settings, secret(settings), Clock().now(), options.days))
    except NoPreview as why:
        return refused(str(why))
    return 0
