"""Tags of template languages that stand in the text: other generators ran them, here they are shown as they are."""

import re
from collections.abc import Iterable
from typing import Any

from server.content.markdown.sheet import Sheet

TAG = re.compile(r"\{\{[<%]?[^\n{}]{1,200}[%>]?\}\}|\{%[^\n{}]{1,200}%\}|\{:\s*[.#\w][^\n{}]{0,100}\}")


def name(events: Iterable[tuple[Any, Any]], sheet: Sheet) -> None:
    """Say where they stand. In code they are what the author shows, so nothing is said of them."""
    in_code = False
    for event, place in events:
        if event.__class__ is str:
            continue
        kind = event.get("Start") or event.get("End")
        if kind is not None:
            in_code = "Start" in event and kind.__class__ is dict and "CodeBlock" in kind
        elif "Text" in event and not in_code and (found := TAG.search(event["Text"])):
            sheet.warn(place["start"], f"{found[0][:60]} is shown as it is: nothing runs it here.")
