"""`duologue doctor`: what the examinations find, and whether anything of it is amiss."""

import argparse
import asyncio
from collections.abc import AsyncIterator

import uuid_utils

from server.clock import Clock
from server.doctor.examination import of_everything, of_mail
from server.doctor.finding import Finding, failed, report
from server.mail.transport import transport_from
from server.settings import Settings


def everything(_: argparse.Namespace, settings: Settings) -> int:
    """Look at settings and data, and say of each thing how it is."""
    return _reported(of_everything(settings))


def mail(options: argparse.Namespace, settings: Settings) -> int:
    """Send a letter of trial, and say what the DNS tells its receivers."""
    transport = transport_from(settings)
    token = str(uuid_utils.uuid7())
    found = of_mail(settings, transport, Clock(), to=options.to, selector=options.selector, token=token)
    return _reported(found)


def _reported(findings: AsyncIterator[Finding]) -> int:
    async def collected() -> list[Finding]:
        return [finding async for finding in findings]

    found = asyncio.run(collected())
    print(report(found))
    return int(failed(found))
