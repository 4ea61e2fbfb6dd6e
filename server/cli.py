"""The `duologue` commands: each says in its help what it does, and in its exit status whether it could."""

import argparse
import gc
import os
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from server.clock import Clock
from server.settings import PREFIX, Settings, SettingsError, from_environment, secret

if TYPE_CHECKING:
    from server.doctor.finding import Finding


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 not, 2 misused."""
    options = _parser().parse_args(arguments)
    try:
        settings = from_environment()
        status = int(options.run(options, settings))
        sys.stdout.flush()
    except SettingsError as error:
        print(f"duologue: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read along (`| head`) has seen enough; Python is not to say so when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the site until told to end."""
    from server.app import create_app
    from server.web import log, server
    from server.web.headers import security_headers

    log.configure()
    if settings.url == Settings().url and options.port != urlsplit(settings.url).port:
        settings = msgspec.structs.replace(settings, url=f"http://localhost:{options.port}")
    gc.disable()  # what is read now stays: looking through it for what can go would only take time
    app = create_app(settings, live=options.reload)
    gc.freeze()
    gc.enable()
    security = security_headers(settings)
    return server.serve(app, host=options.host, port=options.port, security=security, ending=app.ending)


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Read all of pages/ as the server would, and say what is wrong, having mended what is to be mended."""
    from server.content import check as checking
    from server.content import library
    from server.content.checks import report
    from server.web.assets import Assets

    aside = sys.stdout if options.format == "text" else sys.stderr  # a program wants nothing but the faults
    if options.fetch:
        from server.content.pictures.fetched.bringing import bring_home
        from server.content.pictures.fetched.fetching import Fetcher

        for line in bring_home(settings.pages, Fetcher()):
            print(line, flush=True, file=aside)
    if options.fix:
        from server.content.checks import repair

        for mended in repair.mended(settings.pages):
            repair.write(mended)
            print(*(f"{settings.pages}/{each}" for each in mended.repairs), sep="\n", file=aside)
    whole = library.read(settings.pages)
    faults = checking.faults(whole, settings.pages, Clock().now(), Assets.read(settings.assets).answers())
    if options.external:
        from server.content.checks import links
        from server.content.checks.asked import asked
        from server.content.checks.asking import ask

        found = links.links(whole, settings.pages, settings.url)
        print(f"Asking after {len({link.url for link in found})} addresses elsewhere …", file=sys.stderr)
        faults += links.faults(found, asked([link.url for link in found], settings.links, Clock().timestamp(), ask))
    print(report.FORMATS[options.format](faults, settings.pages))
    return int(report.failed(faults, strict=options.strict))


def new(options: argparse.Namespace, settings: Settings) -> int:
    """Start a document as a draft; print its file, and where readers will find it."""
    from server.content.addresses import absolute
    from server.content.new import NotStarted, start

    try:
        started = start(settings.pages, options.kind, options.title, Clock().now())
    except NotStarted as why:
        print(f"duologue: {why}", file=sys.stderr)
        return 1
    print(started.file)
    print(f"{absolute(settings.url, started.address)} once `draft: true` is taken out")
    return 0


def history(_: argparse.Namespace, settings: Settings) -> int:
    """Write what git knows of the pages into a file among them, for where there is no git."""
    from server.content.history import git, kept, telling

    records = telling.told(settings.pages) if git.head(settings.pages) else {}
    if not records:
        print(f"duologue: no whole git repository knows {settings.pages}/: nothing is written", file=sys.stderr)
        return 1
    changes = sum(len(record.changes) for record in records.values())
    print(f"{kept.write(settings.pages, records)}: {len(records)} documents, {changes} changes")
    return 0


def preview(options: argparse.Namespace, settings: Settings) -> int:
    """Print an address that shows a document which readers do not see yet."""
    from server.content import library
    from server.content.previews.making import NoPreview, made

    try:
        whole = library.read(settings.pages)
        print(made(whole, options.path, settings, secret(settings), Clock().now(), options.days))
    except NoPreview as why:
        print(f"duologue: {why}", file=sys.stderr)
        return 1
    return 0


def doctor(_: argparse.Namespace, settings: Settings) -> int:
    """Look at settings and data, and say of each thing how it is."""
    from server.doctor.examination import of_everything

    return _reported(of_everything(settings))


def doctor_mail(options: argparse.Namespace, settings: Settings) -> int:
    """Send a letter of trial, and say what the DNS tells its receivers."""
    import uuid_utils

    from server.doctor.examination import of_mail
    from server.mail.transport import transport_from

    transport = transport_from(settings)
    token = str(uuid_utils.uuid7())
    found = of_mail(settings, transport, Clock(), to=options.to, selector=options.selector, token=token)
    return _reported(found)


def _reported(findings: AsyncIterator["Finding"]) -> int:
    import asyncio

    from server.doctor.finding import failed, report

    async def collected() -> list["Finding"]:
        return [finding async for finding in findings]

    found = asyncio.run(collected())
    print(report(found))
    return int(failed(found))


def backup(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the data into a file, whether the site runs or not, and look at every page of the copy."""
    from server.db import Damaged, Unavailable
    from server.db.copies import backed_up, keep_beside

    path = settings.database_path
    if path is None:
        return _refused("PostgreSQL makes its own backups: pg_dump --format=custom --file=FILE ADDRESS, and keep "
                        f"{PREFIX}SECRET with it")  # fmt: skip
    name = f"duologue-{_stamp()}.db"
    target = options.file or path.with_name("backups") / name
    if target.is_dir():
        target /= name
    secret_file, its_secret = path.with_name("secret"), _beside(target, "secret")
    try:
        if not path.exists():
            return _refused(f"{path} is not there: there is nothing to back up")
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
        return _refused(str(why))
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Put a backup in the place of the data, which are kept aside. Not while the site runs."""
    from server.db import Damaged, Unavailable
    from server.db.copies import keep_beside
    from server.db.restoring import restored, secret_restored

    path = settings.database_path
    file = options.file
    if path is None:
        return _refused("PostgreSQL restores its own backups: pg_restore --clean --if-exists --dbname=ADDRESS FILE")
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
        return _refused(str(why))
    return 0


def _beside(backup: Path, name: str) -> Path:
    return backup.with_name(f"{backup.name}.{name}")


def _stamp() -> str:
    """This moment, as a part of a file's name."""
    return Clock().now().strftime("%Y-%m-%dT%H%M%SZ")


def _refused(why: str) -> int:
    print(f"duologue: {why}", file=sys.stderr)
    return 1


def owner_link(_: argparse.Namespace, settings: Settings) -> int:
    """Print an address that signs the owner in: once, within 15 minutes."""
    from server.inbox.link import sign_in_address

    print(sign_in_address(settings, secret(settings), Clock()))
    return 0


def owner_reset(_: argparse.Namespace, settings: Settings) -> int:
    """Print an address that signs the owner in and everybody else out."""
    from server.inbox.link import reset_address

    print(reset_address(settings, secret(settings), Clock()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="duologue",
        description="A personal site that answers back. Without a command: serve the site.",
        epilog=f"What differs between machines is set with {PREFIX}… variables; README.md lists them.",
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve the site")
    for served in (parser, serving):
        served.set_defaults(run=serve)
        served.add_argument("--host", default="localhost", help="where to listen (default: %(default)s)")
        served.add_argument("--port", type=_port, default=8000, help="default: %(default)s")
        served.add_argument("--reload", action="store_true", help="watch pages, templates and assets while writing")
    checking = commands.add_parser("check", help="name every document that cannot be served as meant")
    checking.set_defaults(run=check)
    checking.add_argument("--strict", action="store_true", help="warnings count as errors")
    checking.add_argument("--fetch", action="store_true", help="first bring pictures from other sites home")
    checking.add_argument("--fix", action="store_true", help="first write back characters that were certainly damaged")
    checking.add_argument(
        "--external", action="store_true", help="also ask other sites whether what is linked is there"
    )
    checking.add_argument("--format", choices=("text", "json", "github"), default="text", help="default: %(default)s")
    starting = commands.add_parser("new", help="start a document")
    starting.set_defaults(run=new)
    starting.add_argument("kind", help="entry, project, page, or the folder of a section")
    starting.add_argument("title", nargs="?", default="", help="may be left out where documents are named by weeks")
    telling = commands.add_parser("history", help="write what git knows of the pages into a file, for an image build")
    telling.set_defaults(run=history)
    previewing = commands.add_parser("preview", help="print an address that shows a draft to whoever has it")
    previewing.set_defaults(run=preview)
    previewing.add_argument("path", help="the document's file or address")
    previewing.add_argument("--days", type=_days, default=7, help="how long it is shown (default: %(default)s)")
    examining = commands.add_parser("doctor", help="is everything in order here? Settings and data are looked at")
    examining.set_defaults(run=doctor)
    examinations = examining.add_subparsers(metavar="COMMAND")
    mailing = examinations.add_parser("mail", help="send a letter of trial; look up SPF, DKIM and DMARC")
    mailing.set_defaults(run=doctor_mail)
    mailing.add_argument("--to", metavar="ADDRESS", help="to whom (default: the owner)")
    mailing.add_argument("--selector", metavar="NAME", help="the name of the DKIM key to look for")
    backing = commands.add_parser("backup", help="copy the data into a file, while the site runs or not")
    backing.set_defaults(run=backup)
    backing.add_argument("file", nargs="?", type=Path, help="default: a new one in backups/ beside the data")
    restoring = commands.add_parser("restore", help="put a backup in the place of the data; not while the site runs")
    restoring.set_defaults(run=restore)
    restoring.add_argument("file", type=Path)
    restoring.add_argument("--replace", action="store_true", help="also where there are data, which are kept aside")
    owner = commands.add_parser("owner", help="the owner's way into the inbox")
    owners = owner.add_subparsers(metavar="COMMAND", required=True)
    link = owners.add_parser("link", help="print a one-time sign-in address, valid 15 minutes")
    link.set_defaults(run=owner_link)
    reset = owners.add_parser("reset", help="the same, and sign out every other browser")
    reset.set_defaults(run=owner_reset)
    return parser


def _days(text: str) -> int:
    days = int(text)
    if not 0 < days < 3660:
        raise ValueError(text)
    return days


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError(text)
    return port


if __name__ == "__main__":
    sys.exit(main())
