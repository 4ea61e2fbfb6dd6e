"""The Jinja environment that every page is made with."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.settings import Settings
from server.web.assets import Assets

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent.parent / "templates"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class Templates:
    """Templates by name, with what all of them may use: `asset`, `base_url` and the filters below."""

    def __init__(self, assets: Assets, settings: Settings, folder: Path = FOLDER) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.assets = assets  # replaced when assets are read again
        self.illustrated: Callable[[str], str] = str  # what is done with the pictures of a page, once they are known
        self.environment.globals.update(
            asset=lambda name: self.assets.url(name),  # noqa: PLW0108 (a bound method would keep the old assets)
            has_asset=lambda name: name in self.assets,
            base_url=settings.url,
            live=False,  # whether the site is being written, and pages are told what becomes of them
        )
        self.environment.filters.update(
            day=day,
            day_alone=day_alone,
            month=month,
            month_alone=month_alone,
            week=week,
            week_iso=week_iso,
            datetime_iso=datetime_iso,
            direction=direction,
            absolute=lambda path: urljoin(f"{settings.url}/", path),
        )

    def render(self, name: str, **context: Any) -> str:
        """The text of a template. Raises jinja2's errors: a name that is not given is one."""
        return self.illustrated(self.environment.get_template(name).render(context))

    def edition(self) -> "Edition":
        """These templates with the assets and pictures of now, whatever becomes of them."""
        return Edition(self.environment, self.assets, self.illustrated)


class Edition:
    """Templates for pages that are made after the site around them, with its assets and its pictures."""

    def __init__(self, environment: Environment, assets: Assets, illustrated: "Callable[[str], str]") -> None:
        self._environment = environment
        self._illustrated = illustrated
        self._assets = {"asset": assets.url, "has_asset": assets.__contains__}

    def render(self, name: str, **context: Any) -> str:
        """The text of a template, as Templates gives it."""
        return self._illustrated(self._environment.get_template(name).render(self._assets | context))


def day(value: dt.date) -> str:
    """20 November 2026."""
    return f"{value.day} {value:%B %Y}"


def day_alone(value: dt.date) -> str:
    """20 November."""
    return f"{value.day} {value:%B}"


def month(value: dt.date) -> str:
    """November 2026."""
    return f"{value:%B %Y}"


def month_alone(value: dt.date) -> str:
    """November."""
    return f"{value:%B}"


def week(value: dt.date) -> str:
    """Week 23, 2026: of ISO 8601."""
    year, number, _ = value.isocalendar()
    return f"Week {number}, {year}"


def week_iso(value: dt.date) -> str:
    """The week of a day in the machine's form (HTML, "valid week string")."""
    year, number, _ = value.isocalendar()
    return f"{year:04}-W{number:02}"


def datetime_iso(value: dt.date) -> str:
    """The machine's form, for <time datetime>: a plain date stays a plain date."""
    return value.isoformat()


def direction(language: str) -> str:
    """How the text of a language (BCP 47) runs, for the `dir` of a page: rtl or ltr."""
    main, *rest = language.lower().split("-")
    if "latn" in rest or "cyrl" in rest:
        return "ltr"
    return "rtl" if main in RIGHT_TO_LEFT or "arab" in rest or "hebr" in rest else "ltr"
