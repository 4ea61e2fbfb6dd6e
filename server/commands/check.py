"""`duologue check`: all of pages/ is read as the server would, mended where asked, and what is wrong is said."""

import argparse
import sys

from server.clock import Clock
from server.content import check as checking
from server.content import library
from server.content.checks import links, repair, report
from server.content.checks.asked import asked
from server.content.checks.asking import ask
from server.content.pictures.fetched.bringing import bring_home
from server.content.pictures.fetched.fetching import Fetcher
from server.settings import Settings
from server.web.assets import Assets


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Read all of pages/ as the server would, and say what is wrong, having mended what is to be mended."""
    aside = sys.stdout if options.format == "text" else sys.stderr  # a program wants nothing but the faults
    if options.fetch:
        for line in bring_home(settings.pages, Fetcher()):
            print(line, flush=True, file=aside)
    if options.fix:
        for mended in repair.mended(settings.pages):
            repair.write(mended)
            print(*(f"{settings.pages}/{each}" for each in mended.repairs), sep="\n", file=aside)
    whole = library.read(settings.pages)
    faults = checking.faults(whole, settings.pages, Clock().now(), Assets.read(settings.assets).answers())
    if options.external:
        found = links.links(whole, settings.pages, settings.url)
        print(f"Asking after {len({link.url for link in found})} addresses elsewhere …", file=sys.stderr)
        faults += links.faults(found, asked([link.url for link in found], settings.links, Clock().timestamp(), ask))
    print(report.FORMATS[options.format](faults, settings.pages))
    return int(report.failed(faults, strict=options.strict))
