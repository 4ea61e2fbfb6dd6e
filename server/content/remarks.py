"""What an open page is told while the site is written: its own faults first, then the errors of all others."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from server.content.document import Document, Fault
from server.content.watch import place
from server.web.live import Remark

MOST = 6  # remarks on a page; the terminal and `check` have all


def remarks(
    path: str, documents: Iterable[Document], faults: Sequence[Fault], pages: Path, mistake: Exception | None = None
) -> list[Remark]:
    """What there is to say on the page at `path`. `mistake` is why the site could not be built again, if so."""
    own = next((document.path for document in documents if document.address == path), None)
    concerning = [fault for fault in faults if fault.severity == "error" or fault.path == own]
    concerning.sort(key=lambda fault: (fault.path != own, fault.severity != "error"))
    said = [Remark(f"{pages / fault.place}", fault.severity, fault.message) for fault in concerning]
    if mistake is not None:
        message = f"{type(mistake).__name__}: {mistake}. What is shown is from before this mistake."
        said.insert(0, Remark(place(mistake), "error", message))
    if len(said) > MOST:
        rest = len(said) - MOST
        said[MOST:] = [Remark("", "warning", f"And {rest} more: `duologue check` names them all.")]
    return said
