"""CSL-JSON is read like BibTeX: into the same works, with what is wrong named."""

import json
from typing import Any

import pytest

from server.content.literature import csl
from server.content.literature.work import Name, Work


def work(**item: Any) -> Work:
    return csl.read(json.dumps([{"id": "key", **item}])).works["key"]()


def problems(text: str) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in csl.read(text).problems]


def test_an_article_is_read_with_all_that_describes_it() -> None:
    assert work(
        type="article-journal",
        title="On <i>Margins</i> &amp; more",
        author=[
            {"family": "Berg", "non-dropping-particle": "van der", "given": "Jan"},
            {"literal": "The Margin Group"},
        ],
        issued={"date-parts": [[2020, 5]]},
        DOI="https://doi.org/10.1000/xy",
        page="97-111",
        **{"container-title": "Paper Letters"},
    ) == Work(
        key="key",
        kind="article",
        title="On Margins & more",
        authors=(Name("van der Berg", "Jan"), Name("The Margin Group")),
        year="2020",
        container="Paper Letters",
        pages="97\u2013111",
        doi="10.1000/xy",
    )


@pytest.mark.parametrize(
    ("issued", "year"),
    [({"raw": "May 2019"}, "2019"), ({"literal": "around 1500"}, "1500"), ("2018-01-01", "2018"), (None, "")],
)
def test_dates_are_read_in_each_form(issued: Any, year: str) -> None:
    assert work(issued=issued).year == year


def test_what_cannot_be_read_is_named() -> None:
    assert problems("[\n{,}]") == ["2: It is not valid JSON: Expecting property name enclosed in double quotes."]
    assert problems("{}") == ["None: It holds no list of works in CSL-JSON."]
    assert problems('[{"title": "x"}, 3]') == [
        "None: Item 1 has no id, so nothing can cite it.",
        "None: Item 2 has no id, so nothing can cite it.",
    ]
    assert problems('[{"id": "a"},\n{"id": "a"}]') == ["2: a is there twice; the first one counts."]
    assert problems("[" * 100_000) == ["None: It is nested too deeply."]
