"""`duologue backup` and `restore`: the data, with the secret and the ledger of addresses that lie beside them."""

import argparse
from pathlib import Path

from server.clock import Clock
from server.commands.refusal import refused
from server.db import Damaged, Unavailable
from server.db.copies import backed_up, keep_beside
from server.db.restoring import restored, secret_restored
from server.settings import PREFIX, Settings


def backup(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the data into a file, whether the site runs or not, and look at every page of the copy."""
    path = settings.database_path
    if path is None:
        return refused("PostgreSQL makes its own backups: pg_dump --format=custom --file=FILE ADDRESS, and keep "
                        f"{PREFIX}SECRET with it")  # fmt: skip
    name = f"duologue-{_stamp()}.db"
    target = options.file or path.with_name("backups") / name
    if target.is_dir():
        target /= name
    secret_file, its_secret = path.with_name("secret"), _beside(target, "secret")
    try:
        if not path.exists():
            return refused(f"{path} is not there: there is nothing to back up")
        content = backed_up(path, target)
        print(f"{target}: {content.inquiries} inquiries; every page was read again, and is whole")
        if settings.secret or not secret_file.exists():
            print(f"The secret is not in it: keep {PREFIX}SECRET elsewhere, too")
        else:
            keep_beside(secret_file, its_secret)
            print(f"{its_secret}: the secret, without which senders do not find their pages again")
        if settings.ledger.exists():
            keep_beside(settings.ledger, its_ledger := _beside(target, settings.ledger.name))
            print(f"{its_ledger}: where documents have been published")
    except (Damaged, Unavailable, FileExistsError) as why:
        return refused(str(why))
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Put a backup in the place of the data, which are kept aside. Not while the site runs."""
    path = settings.database_path
    file = options.file
    if path is None:
        return refused("PostgreSQL restores its own backups: pg_restore --clean --if-exists --dbname=ADDRESS FILE")
    try:
        stamp = _stamp()
        content, former = restored(file, path, stamp=stamp, replace=options.replace)
        print(f"{path} holds {content.inquiries} inquiries now")
        if former:
            print(f"What it held before is in {former}")
        if content.waiting:
            print(f"{content.waiting} letters of that time leave at the next start, even if they have left since")
        if settings.secret:
            print(f"The secret stays that of {PREFIX}SECRET")
        elif secret_restored(_beside(file, "secret"), path.with_name("secret"), stamp=stamp):
            print("The secret is the one that lay beside the backup")
        else:
            print("No secret lay beside the backup: with another one, senders do not find their pages again")
        if not settings.ledger.exists() and (its_ledger := _beside(file, settings.ledger.name)).exists():
            keep_beside(its_ledger, settings.ledger)
            print(f"{settings.ledger} is the one that lay beside the backup")
    except (Damaged, Unavailable, FileExistsError) as why:
        return refused(str(why))
    return 0


def _beside(backup: Path, name: str) -> Path:
    return backup.with_name(f"{backup.name}.{name}")


def _stamp() -> str:
    """This moment, as a part of a file's name."""
    return Clock().now().strftime("%Y-%m-%dT%H%M%SZ")
