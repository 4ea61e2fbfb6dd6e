"""Code is shown exactly as written, coloured by classes where the language is known."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content.labels import labels
from server.content.markdown.fences import fence
from server.content.markdown.listings import listing
from tests.content.markdown.writing import html, warnings


def shown(made: str) -> str:
    inside = re.search(r"<code[^>]*>(.*)</code>", made, re.DOTALL)
    assert inside
    return unescape(re.sub(r"<[^>]*>", "", inside[1]))


CODE = st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=("Cs",)), max_size=80)
LANGUAGES = st.sampled_from(["", "python", "html", "console", "nonsense", "diff", "js", "yaml", "rust", "text"])


@settings(max_examples=80, deadline=None)
@given(CODE, LANGUAGES)
def test_the_text_of_code_is_never_changed(code: str, language: str) -> None:
    assert shown(listing(code, fence(language), labels("en"))) == code


@pytest.mark.parametrize(
    "info",
    [
        "python",
        "Python",
        "py",
        "python {linenos=table}",
        "{.python .numberLines}",
        "{python}",
        "python,ignore",
        "python title=x.py",
    ],
)
def test_the_language_is_found_in_any_dialect_of_a_fence(info: str) -> None:
    assert '<span class="kn">import</span>' in html(f"```{info}\nimport os\n```\n")


def test_a_language_nobody_knows_is_plain_and_no_fault() -> None:
    made = html("```klingon\na < b\n```\n")
    assert '<code class="language-klingon">a &lt; b\n</code>' in made


def test_a_block_can_be_reached_and_scrolled_by_keyboard() -> None:
    start = '<div class="listing" data-language="py"><pre tabindex="0" role="group" aria-label="Code, py">'
    assert html("```py\nx\n```\n").startswith(f'{start}<code class="language-py">')
    assert html("    x\n").startswith('<div class="listing"><pre tabindex="0" role="group" aria-label="Code"><code>x')


def test_no_style_is_written() -> None:
    assert "style=" not in html("```python\ndef f(): pass\n```\n")


@pytest.mark.parametrize("tag", ["{{ page.title }}", "{% raw %}{{ x }}{% endraw %}", '{{< figure src="x" >}}'])
def test_tags_of_template_languages_stay_as_they_are_in_code(tag: str) -> None:
    assert shown(html(f"```html\n{tag}\n```\n")) == f"{tag}\n"
    assert shown(html(f"`{tag}`")) == tag


@pytest.mark.parametrize("tag", ["{{ page.title }}", "{% include x.html %}", '{{< figure src="x" >}}', "{: .wide}"])
def test_in_the_text_they_are_named(tag: str) -> None:
    assert warnings(f"text\n\nmore {tag}\n")[0].startswith("3: ")
    assert warnings(f"```\n{tag}\n```\n\n`{tag}`\n") == []


def test_a_huge_block_is_shown_plain_and_at_once() -> None:
    made = listing("x = 1\n" * 100_000, fence("python"), labels("en"))
    assert "<span" not in made
