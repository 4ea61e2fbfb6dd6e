"""Letters shown where the program runs, as long as no mail server is named."""

from email.message import EmailMessage
from typing import TextIO

from server.mail.transport import NotConfigured, Taken

WIDTH = 72


class ConsoleTransport:
    """Shows each letter once; it goes on waiting, and leaves when there is a mail server."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown: set[str] = set()

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> Taken:
        """Raises NotConfigured, always."""
        if mail["Message-ID"] not in self._shown:
            self._shown.add(mail["Message-ID"])
            self._show(mail, sender, recipient)
        raise NotConfigured("DUOLOGUE_SMTP_URL is not set: letters wait, and each is shown here once")

    def _show(self, mail: EmailMessage, sender: str, recipient: str) -> None:
        body = mail.get_body(("plain",))
        lines = [
            " a letter that waits for a mail server ".center(WIDTH, "-"),
            f"From: {sender}",
            f"To: {recipient or 'the owner (DUOLOGUE_OWNER_EMAIL is not set)'}",
            *(f"{name}: {mail[name]}" for name in ("Reply-To", "Subject") if mail[name]),
            "",
            body.get_content().rstrip() if body else "",
            "-" * WIDTH,
        ]
        print(*lines, sep="\n", file=self._stream, flush=True)
