"""Reads one document: pure, so that it can be kept by the hash of its text or done in parallel."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import msgspec

from server.content import fields, front_matter, particular_keys, place, worklog
from server.content.document import Document, Reference, packed
from server.content.fields import Fields
from server.content.literature.work import Work
from server.content.markdown import article
from server.content.markdown.article import Article
from server.content.markdown.text import Text
from server.content.particulars import Particulars, Resource
from server.content.place import Place
from server.content.places import Places
from server.content.problem import Problem, Unreadable
from server.content.section import DEFAULT, Sections, declared
from server.content.site import Site
from server.content.spellings import SPELLINGS
from server.content.tags import led

DRAFT_FOLDERS = ("_drafts",)
NOWHERE = Places()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A file before it is rendered: what it says of itself, and where it will stand."""

    path: PurePosixPath
    fields: Fields
    particulars: Particulars
    place: Place
    body: str
    works: Mapping[str, Work] | None = None  # that it cites; None: there is no bibliography for it
    first_line: int
    problems: tuple[Problem, ...]


def source(path: PurePosixPath, text: str, sections: Sections = DEFAULT) -> Source:
    """Read a file's front matter; cheap, and all that other documents need to know. Raises Unreadable."""
    front = front_matter.split(unified(text))
    said, problems = fields.read(front)
    try:
        where = place.of(path, said, sections)
    except ValueError as error:
        raise Unreadable(_line_of_address(front), f"{error}.") from error
    more, faults = particular_keys.read(said.extra, data_is_link=where.kind in ("entry", "project"))
    problems.extend(Problem(front.line_of(key), message) for key, message in faults)
    aliases = []
    for alias in said.aliases:
        try:
            aliases.append(place.earlier(alias, where.address))
        except ValueError as error:
            problems.append(Problem(None, f"An alias: {error}."))
    return Source(
        path=path,
        fields=msgspec.structs.replace(said, aliases=tuple(aliases)),
        particulars=more,
        place=where,
        body=front.body,
        first_line=front.first_line,
        problems=tuple(problems),
    )


def unified(text: str) -> str:
    """A file's text as it is read: with one kind of line end, and without what no parser takes."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def document(source: Source, site: Site, places: Places) -> Document:
    """Render a file; of other documents it needs to know their addresses alone."""
    said = source.fields
    language = said.language or source.place.language or site.language
    text = Text(
        body=source.body,
        first_line=source.first_line,
        path=source.path,
        address=source.place.address,
        title=said.title or _of_the_week(source),
        smart=site.smart_punctuation and language.lower().startswith("en"),
        language=language,
        scripts=source.particulars.scripts,
        works=source.works,
    )
    written = article.rendered(text, places)
    picture = places.target(said.image, source.path, source.place.address).url if said.image else None
    more, references = _resolved(source, places)
    document = _document(source, written, picture, more)
    return msgspec.structs.replace(
        document, tags=led(document.tags, site.tags), references=(*document.references, *references)
    )


def read_document(path: PurePosixPath, text: str, site: Site, places: Places = NOWHERE) -> Document:
    """Both steps at once. Raises Unreadable."""
    return document(source(path, text, declared(site.sections)), site, places)


def _document(source: Source, written: Article, picture: str | None, more: Particulars) -> Document:
    said, where = source.fields, source.place
    problems = (*source.problems, *written.problems)
    return Document(
        path=source.path,
        kind=where.kind,
        address=where.address,
        title=written.title or where.title,
        title_html=written.title_html or _escaped(where.title),
        description=said.description,
        date=said.date or where.date,
        updated=said.updated,
        expires=said.expires,
        week=where.week,
        date_label=said.date_label,
        draft=said.draft or any(part in DRAFT_FOLDERS for part in source.path.parts),
        section=where.section,
        original=more.translation or where.original,
        tags=said.tags,
        aliases=said.aliases,
        image=picture,
        card=said.card,
        creator=said.creator,
        language=said.language or where.language or None,
        order=said.order,
        article=packed(written.html),
        headings=written.headings,
        days=worklog.days(written.headings) if where.kind in ("entry", "project") else (),
        stylesheet=written.stylesheet,
        scripts=written.scripts,
        foreign_pictures=written.foreign_pictures,
        references=written.references,
        words=written.amount.words,
        minutes=written.amount.minutes,
        summary=said.description or written.summary,
        particulars=more,
        extra=said.extra,
        faults=tuple(problem.of(source.path) for problem in problems),
    )


def _of_the_week(source: Source) -> str | None:
    """The title of a document that is named after its week, unless it begins with one of its own."""
    return source.place.title if source.place.week and not source.body.lstrip().startswith("# ") else None


def _resolved(source: Source, places: Places) -> tuple[Particulars, list[Reference]]:
    """The particulars with links that lead where they are meant, and what of this site they lead to."""
    more = source.particulars
    if not more.resources:
        return more, []
    targets = [places.target(resource.url, source.path, source.place.address) for resource in more.resources]
    resources = tuple(
        Resource(resource.label, target.url) for resource, target in zip(more.resources, targets, strict=True)
    )
    references = [
        Reference(kind="link", address=target.address, fragment=target.fragment, found=target.kind != "unknown")
        for target in targets
        if target.kind != "elsewhere"
    ]
    return msgspec.structs.replace(more, resources=resources), references


def _line_of_address(front: front_matter.FrontMatter) -> int | None:
    for key in (*SPELLINGS["address"], "slug"):
        line = front.line_of(key)
        if line:
            return line
    return None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
