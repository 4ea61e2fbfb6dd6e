"""Scripts without spaces between words: where a line of such a text is broken in the file, nothing is between."""

import re

from server.content.markdown.source import Events

# Han, Kana and Bopomofo, for a character class. Hangul has spaces.
UNSPACED = (
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
CHARACTERS = re.compile(f"[{UNSPACED}]")
# The same with their punctuation and their wide forms (CSS Text 3, segment break transformation rules).
WIDE = re.compile(f"[{UNSPACED}\u2e80-\u303f\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6]")
TRANSPARENT = ("Emphasis", "Strong", "Strikethrough", "Link")


def joined(events: Events) -> Events:
    """The events without the line breaks that stand between two characters of such a script."""
    kept: Events = []
    before, waiting = "", -1  # the last character, and where among the kept a line break waits for the next one
    for pair in events:
        event = pair[0]
        if event == "SoftBreak":
            waiting = len(kept) if WIDE.match(before) else -1
        elif event.__class__ is dict:
            ((name, value),) = event.items()
            if name in ("Text", "Code"):
                if waiting >= 0 and WIDE.match(value):
                    del kept[waiting]
                waiting = -1
                before = value[-1:]
            elif not (name in ("Start", "End") and _transparent(value)):
                before, waiting = "", -1
        kept.append(pair)
    return kept


def _transparent(tag: object) -> bool:
    return tag in TRANSPARENT or (isinstance(tag, dict) and "Link" in tag)
