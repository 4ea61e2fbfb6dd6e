"""The `duologue` commands: what can be asked for, and how; what each does is in commands/."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from server.settings import PREFIX, Settings, SettingsError, from_environment

Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 not, 2 misused."""
    options = _parser().parse_args(arguments)
    try:
        settings = from_environment()
        status = _command(options.run)(options, settings)
        sys.stdout.flush()
    except SettingsError as error:
        print(f"duologue: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read along (`| head`) has seen enough; Python is not to say so when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _command(name: str) -> Command:
    """The command of this name in commands/, imported only now: `--help` and `owner link` answer at once."""
    module, _, function = name.partition(".")
    command: Command = getattr(import_module(f"server.commands.{module}"), function)
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="duologue",
        description="A personal site that answers back. Without a command: serve the site.",
        epilog=f"What differs between machines is set with {PREFIX}… variables; README.md lists them.",
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve the site")
    for served in (parser, serving):
        served.set_defaults(run="serving.serve")
        served.add_argument("--host", default="localhost", help="where to listen (default: %(default)s)")
        served.add_argument("--port", type=_port, default=8000, help="default: %(default)s")
        served.add_argument("--reload", action="store_true", help="watch pages, templates and assets while writing")
    checking = commands.add_parser("check", help="name every document that cannot be served as meant")
    checking.set_defaults(run="check.check")
    checking.add_argument("--strict", action="store_true", help="warnings count as errors")
    checking.add_argument("--fetch", action="store_true", help="first bring pictures from other sites home")
    checking.add_argument("--fix", action="store_true", help="first write back characters that were certainly damaged")
    checking.add_argument(
        "--external", action="store_true", help="also ask other sites whether what is linked is there"
    )
    checking.add_argument("--format", choices=("text", "json", "github"), default="text", help="default: %(default)s")
    starting = commands.add_parser("new", help="start a document")
    starting.set_defaults(run="writing.new")
    starting.add_argument("kind", help="entry, project, page, or the folder of a section")
    starting.add_argument("title", nargs="?", default="", help="may be left out where documents are named by weeks")
    telling = commands.add_parser("history", help="write what git knows of the pages into a file, for an image build")
    telling.set_defaults(run="writing.history")
    previewing = commands.add_parser("preview", help="print an address that shows a draft to whoever has it")
    previewing.set_defaults(run="writing.preview")
    previewing.add_argument("path", help="the document's file or address")
    previewing.add_argument("--days", type=_days, default=7, help="how long it is shown (default: %(default)s)")
    examining = commands.add_parser("doctor", help="is everything in order here? Settings and data are looked at")
    examining.set_defaults(run="doctor.everything")
    examinations = examining.add_subparsers(metavar="COMMAND")
    mailing = examinations.add_parser("mail", help="send a letter of trial; look up SPF, DKIM and DMARC")
    mailing.set_defaults(run="doctor.mail")
    mailing.add_argument("--to", metavar="ADDRESS", help="to whom (default: the owner)")
    mailing.add_argument("--selector", metavar="NAME", help="the name of the DKIM key to look for")
    backing = commands.add_parser("backup", help="copy the data into a file, while the site runs or not")
    backing.set_defaults(run="data.backup")
    backing.add_argument("file", nargs="?", type=Path, help="default: a new one in backups/ beside the data")
    restoring = commands.add_parser("restore", help="put a backup in the place of the data; not while the site runs")
    restoring.set_defaults(run="data.restore")
    restoring.add_argument("file", type=Path)
    restoring.add_argument("--replace", action="store_true", help="also where there are data, which are kept aside")
    owner = commands.add_parser("owner", help="the owner's way into the inbox")
    owners = owner.add_subparsers(metavar="COMMAND", required=True)
    link = owners.add_parser("link", help="print a one-time sign-in address, valid 15 minutes")
    link.set_defaults(run="owner.link")
    reset = owners.add_parser("reset", help="the same, and sign out every other browser")
    reset.set_defaults(run="owner.reset")
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
