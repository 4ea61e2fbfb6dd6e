"""What the program says while it runs: a line of JSON each, or words on a terminal; never personal data.

There is no access log: addresses of the sender's own pages are secrets, and a reader leaves no trace.
"""

import json
import logging
import sys
from datetime import UTC, datetime

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}


def configure(*, terminal: bool | None = None) -> None:
    """Send the program's own words and the server's warnings to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    as_words = sys.stderr.isatty() if terminal is None else terminal
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s") if as_words else Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("server").setLevel(logging.INFO)


class Lines(logging.Formatter):
    """One JSON object a line: time, level, where, words, and the extra fields of the call."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
            **{name: value for name, value in record.__dict__.items() if name not in _STANDARD},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
