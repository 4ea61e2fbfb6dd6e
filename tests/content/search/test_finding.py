"""What is asked for is found, in any script, and what was mistyped too."""

import msgspec
import pytest

from tests.content.search.asked import Searched, day, written

TRAINING = written(
    "blog/training.md",
    """---
title: Training a small transformer
date: 2025-03-01
tags: [Machine Learning, worklog]
---
The loss fell slowly. Then the learning rate was halved.

## What the gradient says

It is $\\frac{\\partial L}{\\partial w}$, as derived by hand, and **bold**face is one word.
""",
)
ATTENTION = written(
    "blog/attention.md",
    """---
title: Attention
date: 2026-05-01
tags: [machine-learning]
---
A naïve implementation of attention is slow. The gradient was checked against `torch.autograd`.

$$
\\operatorname{softmax}(z)_i = e^{z_i}
$$
""",
)
JAPANESE = written("blog/kenkyu.md", "---\ndate: 2026-02-01\n---\n# 研究の記録\n\n機械学習の研究者になりたい。Transformerを実装した。\n")  # fmt: skip  # noqa: E501 (a Japanese line)
CHINESE = written(
    "blog/xuexi.md", "---\ndate: 2026-03-01\n---\n# 学习笔记\n\n我在学习深度学习。每天写笔记。注意力机制很有意思。\n"
)
KOREAN = written("blog/yeongu.md", "# 기록\n\n연구를 시작했다.\n")
PROJECT = written(
    "projects/tool.md", "---\ntitle: A tool\ndate: 2025-01-01\ntags: [worklog]\n---\nIt draws attention maps.\n"
)
ABOUT = written("about.md", "# About\n\nI write about the learning rate of people.\n")


@pytest.fixture(scope="module")
def site() -> Searched:
    return Searched(TRAINING, ATTENTION, JAPANESE, CHINESE, KOREAN, PROJECT, ABOUT)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("gradient", {"/blog/training", "/blog/attention"}),
        ("gradient loss", {"/blog/training"}),
        ("GRADIENT", {"/blog/training", "/blog/attention"}),
        ("naive", {"/blog/attention"}),
        ("naïve", {"/blog/attention"}),
        ("ｎａｉｖｅ", {"/blog/attention"}),  # noqa: RUF001 (full width is what is tested)
        ("boldface", {"/blog/training"}),
        ("autograd", {"/blog/attention"}),
        ("torch.autograd", {"/blog/attention"}),
        ("worklog", {"/blog/training", "/projects/tool"}),  # a tag is text as well
    ],
)
def test_words_are_found_in_title_headings_tags_text_and_code(site: Searched, asked: str, wanted: set[str]) -> None:
    assert set(site.addresses(asked)) == wanted


@pytest.mark.parametrize(
    "asked", ["研究", "研究者", "機械学習", "機械学習の研究者", "記録 研究", '"研究の記録"', "録", "究者に", "研究の"]
)
def test_japanese_is_found_from_one_sign_on(site: Searched, asked: str) -> None:
    assert site.addresses(asked) == ["/blog/kenkyu"]


@pytest.mark.parametrize("asked", ["深度学习", "笔记", "注意力机制", '"每天写笔记"', "学习 注意力", "我"])
def test_chinese_is_found_from_one_sign_on(site: Searched, asked: str) -> None:
    assert site.addresses(asked) == ["/blog/xuexi"]


def test_korean_is_found_before_its_particles(site: Searched) -> None:
    assert site.addresses("연구") == ["/blog/yeongu"]


def test_a_word_beside_signs_without_spaces_is_found(site: Searched) -> None:
    assert "/blog/kenkyu" in site.addresses("transformer")
    assert site.addresses("transformerを実装") == ["/blog/kenkyu"]


@pytest.mark.parametrize(
    "asked", ["learning rate", '"learning rate"', "“learning rate”", '"learning rate', "learning-rate"]
)
def test_words_that_stand_together(site: Searched, asked: str) -> None:
    assert set(site.addresses(asked)) == {"/blog/training", "/about"}


def test_a_phrase_is_not_its_words_in_another_order(site: Searched) -> None:
    assert site.addresses('"rate learning"') == []
    assert set(site.addresses("rate learning")) == {"/blog/training", "/about"}


@pytest.mark.parametrize("asked", ["gradient -loss", "gradient −loss", 'gradient -"learning rate"', "-loss gradient"])  # noqa: RUF001 (a true minus)
def test_what_is_excluded_is_not_found(site: Searched, asked: str) -> None:
    assert site.addresses(asked) == ["/blog/attention"]


def test_an_exclusion_alone_leaves_the_rest(site: Searched) -> None:
    assert set(site.addresses("-gradient")) == {each.address for each in site.documents} - {
        "/blog/training",
        "/blog/attention",
    }


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (r"\frac", "/blog/training"),
        (r"\operatorname", "/blog/attention"),
        (r"\operatorname{softmax}", "/blog/attention"),
        (r'"\operatorname{softmax}(z)_i"', "/blog/attention"),
        (r"\operat", "/blog/attention"),
        ("operatorname", "/blog/attention"),
        (r"\partial", "/blog/training"),
        (r"\frca", "/blog/training"),
    ],
)
def test_a_latex_command_finds_its_entry(site: Searched, asked: str, wanted: str) -> None:
    assert site.addresses(asked) == [wanted]


def test_a_command_is_not_any_word_of_its_letters() -> None:
    site = Searched(written("a.md", "in and out"), written("b.md", r"$x \in X$"))
    assert site.addresses(r"\in") == ["/b"]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("gradeint", "gradient"),
        ("attantion", "attention"),
        ("lerning", "learning"),
        ("transfromer", "transformer"),
        ("implementaton", "implementation"),
        ("trasnf", "transf"),
    ],
)
def test_a_typo_is_forgiven_and_said(site: Searched, asked: str, meant: str) -> None:
    found = site.found(asked)
    assert found.total > 0
    assert found.corrected == meant
    assert site.found(f"{asked} ").total == 0 or asked != "trasnf"


def test_only_the_mistyped_word_is_corrected(site: Searched) -> None:
    found = site.found("zzzzz gradeint loss")
    assert (found.corrected, found.some) == ("zzzzz gradient loss", True)
    assert site.found("gradeint loss").corrected == "gradient loss"


@pytest.mark.parametrize("asked", ['"gradeint"', "zzzzzzzz", "xq"])
def test_what_is_quoted_or_near_to_nothing_is_left_as_it_is(site: Searched, asked: str) -> None:
    found = site.found(asked)
    assert (found.total, found.corrected) == (0, "")


def test_a_rare_spelling_is_asked_about() -> None:
    common = [written(f"blog/{number}.md", "the gradient") for number in range(20)]
    site = Searched(written("blog/typo.md", "the gradeint"), *common)
    found = site.found("gradeint")
    assert (found.total, found.corrected, found.instead) == (1, "", "gradient")
    assert site.found("gradi").instead == ""


def test_where_nothing_has_all_words_some_do(site: Searched) -> None:
    found = site.found("attention zebra unicorn")
    assert found.some
    assert {result.document.address for result in found.results} == {"/blog/attention", "/projects/tool"}
    assert site.found("注意力学习").some


def test_the_last_word_is_a_beginning_while_it_is_typed(site: Searched) -> None:
    assert site.addresses("attent") == site.addresses("attention")
    assert site.found("attent ").results == () or site.found("attent ").corrected
    assert site.found('"attent"').total == 0


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("tag:machine-learning", {"/blog/training", "/blog/attention"}),
        ('tag:"Machine Learning"', {"/blog/training", "/blog/attention"}),
        ("tag:worklog tag:machine-learning", {"/blog/training"}),
        ("tag:worklog -tag:machine-learning", {"/projects/tool"}),
        ("attention section:projects", {"/projects/tool"}),
        ("section:projects section:pages", {"/projects/tool", "/about"}),
        ("-section:blog", {"/projects/tool", "/about"}),
        ("year:2025", {"/blog/training", "/projects/tool"}),
        ("Year:2026 attention", {"/blog/attention"}),
        ("year:2025 -year:2025", set()),
        ("tag:nothing", set()),
    ],
)
def test_filters_narrow_by_tag_section_and_year(site: Searched, asked: str, wanted: set[str]) -> None:
    assert set(site.addresses(asked)) == wanted


def test_choices_beside_the_field_narrow_too(site: Searched) -> None:
    assert site.addresses("attention", section="projects") == ["/projects/tool"]
    assert site.addresses("", tag="worklog", year="2025", section="blog") == ["/blog/training"]
    assert len(site.addresses("attention", year="no year")) == 2


def test_the_choices_are_those_that_there_are(site: Searched) -> None:
    given = site.found("").facets
    assert [(each.value, each.count) for each in given.sections] == [("blog", 5), ("projects", 1), ("pages", 1)]
    assert next((each.value, each.label, each.count) for each in given.tags) == (
        "machine-learning",
        "Machine Learning",
        2,
    )
    assert [(each.value, each.count) for each in given.years] == [("2026", 3), ("2025", 2)]


def test_what_describes_a_document_finds_it() -> None:
    site = Searched(
        written("projects/a.md", "---\nkeywords: [optics]\nstack: [Fortran]\ndescription: Of lenses\n---\nText")
    )
    for word in ("optics", "fortran", "lenses"):
        assert site.addresses(word) == ["/projects/a"]


def test_the_title_counts_most_then_headings_tags_and_text() -> None:
    filler = "Much else is said here, at some length, so that documents are alike. " * 5
    places = {
        "text": f"# One\n\n{filler} kernel",
        "tags": f"---\ntags: [kernel]\n---\n# Two\n\n{filler}",
        "heading": f"# Three\n\n## kernel\n\n{filler}",
        "title": f"# kernel\n\n{filler}",
    }
    site = Searched(
        *(written(f"blog/{name}.md", text) for name, text in places.items()),
        *(written(f"blog/{number}.md", filler) for number in range(20)),
    )
    assert site.addresses("kernel") == ["/blog/title", "/blog/heading", "/blog/tags", "/blog/text"]


def test_of_equals_the_newer_comes_first() -> None:
    one = written("blog/a.md", "# Same\n\nThe same words.")
    days = {"a": 3, "b": 9, "c": 6}
    site = Searched(*(msgspec.structs.replace(one, address=f"/blog/{name}", date=day(at)) for name, at in days.items()))
    assert site.addresses("words") == site.addresses("year:2026") == ["/blog/b", "/blog/c", "/blog/a"]


def test_pages_of_results_follow_each_other() -> None:
    site = Searched(*(written(f"blog/{number:02}.md", "the same words") for number in range(25)))
    pages = [site.found("words", page=number) for number in (1, 2, 3, 4)]  # type: ignore[arg-type] # a page is a number
    assert [len(page.results) for page in pages] == [10, 10, 5, 0]
    assert [page.further for page in pages] == [True, True, False, False]
    assert {page.total for page in pages} == {25}
    assert len({result.document.address for page in pages for result in page.results}) == 25
