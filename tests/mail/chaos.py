"""A mail server of the worst kind: it puts off a fifth of all mails, and drops, hangs or forgets at a tenth each."""

import asyncio
import re
from collections import Counter
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.mail.smtp import FOR_EVER, Received, SmtpServer

# Which of a hundred attempts end how. What is kept "in silence" has arrived, and the 250 never does.
PUT_OFF, DROPPED, HANGING, KEPT_IN_SILENCE = range(20), range(20, 30), range(30, 40), range(40, 50)

_LETTER = re.compile(rb"letter \d+ of visitor \d+")


class Chaos(SmtpServer):
    """Throws its dice for each letter and attempt, so that a run can be repeated with its `seed`."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.fates: Counter[str] = Counter()
        self.calm = False
        self._seed = seed
        self._attempts: Counter[bytes] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        content = envelope.content
        assert isinstance(content, bytes)
        found = _LETTER.search(content)
        letter = found[0] if found else content
        self._attempts[letter] += 1
        dice = Random(f"{self._seed} {letter!r} {self._attempts[letter]}")  # noqa: S311 (a test's dice)
        fate = 100 if self.calm else dice.randrange(100)
        cut = dice.random() < 0.5
        assert server.transport
        if fate in PUT_OFF:
            self.fates["451"] += 1
            return "451 4.3.0 come again"
        if fate in DROPPED:
            self.fates["dropped in DATA"] += 1
            server.transport.abort()  # type: ignore[attr-defined] # both kinds of transport have it
        elif fate in HANGING:
            self.fates["hanging"] += 1
        elif fate in KEPT_IN_SILENCE:
            self.fates["kept, no 250"] += 1
            self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), content))
            if cut:
                server.transport.abort()  # type: ignore[attr-defined] # as above
        else:
            self.fates["taken"] += 1
            return await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(FOR_EVER)
        raise AssertionError
