"""Sites of many documents, the same ones each time: for Duologue, and with the same texts for Hugo.

A document has about 12 kB of Markdown, four headings, a code block, a table and a footnote.
"""

import random
from collections.abc import Iterator
from pathlib import Path

CODE = "```python\ndef f(x: int) -> int:\n    return sum(i * i for i in range(x))  # all\n\n\nclass A:\n    pass\n```\n"
SITE = 'title = "Many"\ndescription = "A site of many documents"\n'
HUGO = (
    'baseURL = "http://localhost/"\ntitle = "Many"\n[markup.highlight]\nnoClasses = false\n[taxonomies]\ntag = "tags"\n'
)
LIST = """<html><head><title>{{ .Title }}</title></head><body><ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>
"""
SINGLE = """<html><head><title>{{ .Title }}</title></head><body>{{ .TableOfContents }}{{ .Content }}
<ul>{{ range .Params.tags }}<li>{{ . }}</li>{{ end }}</ul></body></html>
"""


def duologue(folder: Path, count: int) -> Path:
    """A folder of pages."""
    _write(folder, {"site.toml": SITE, "index.md": "# Many\n\nA first page.\n"})
    _write(folder / "blog", documents(count))
    return folder


def hugo(folder: Path, count: int) -> Path:
    """A site for Hugo with layouts as small as can be: what they leave out is in Hugo's favour."""
    _write(folder, {"config.toml": HUGO})
    _write(folder / "layouts" / "_default", {"list.html": LIST, "single.html": SINGLE})
    _write(folder / "content" / "blog", documents(count))
    return folder


def documents(count: int) -> dict[str, str]:
    """The text of each by the name of its file."""
    chance = random.Random(1)  # noqa: S311 (the same documents each time)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(6000)]
    return {f"document-{number}.md": "\n".join(_parts(number, words, chance)) for number in range(count)}


def _parts(number: int, words: list[str], chance: random.Random) -> Iterator[str]:
    def sentence(length: int) -> str:
        return f"{' '.join(chance.choices(words, k=length)).capitalize()}."

    tags = ", ".join(chance.choices(words[:60], k=2))
    date = f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
    yield f'---\ntitle: "Document {number} {sentence(3)}"\ndate: {date}\ntags: [{tags}]\n---\n'
    for _ in range(4):
        yield f"## {sentence(4)}\n"
        yield from (f"{sentence(60)}\n" for _ in range(6))
    yield CODE
    yield "| a | b | c |\n|---|---|---|"
    yield "".join(f"| {chance.choice(words)} | {row} | {chance.choice(words)} |\n" for row in range(6))
    yield f"Text with a note.[^1]\n\n[^1]: {sentence(12)}\n"


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
