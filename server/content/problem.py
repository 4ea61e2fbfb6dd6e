"""What is wrong with a text, before it is known which file it stands in."""

from pathlib import PurePosixPath

import msgspec

from server.content.document import Fault, Severity


class Problem(msgspec.Struct, frozen=True):
    """A fault without its file."""

    line: int | None
    message: str
    severity: Severity = "warning"
    column: int | None = None

    def of(self, path: PurePosixPath) -> Fault:
        """The same as a fault of this file."""
        return Fault(path=path, line=self.line, column=self.column, severity=self.severity, message=self.message)


class Unreadable(Exception):
    """A text that cannot be read as meant; the rest of the site can be served without it."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message, "error")
