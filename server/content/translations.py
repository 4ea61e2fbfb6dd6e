"""Translations: documents that say the same in different languages, each leading to the others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from server.content import languages
from server.content.document import Document
from server.content.site import Site
from server.content.views import Alternate


def found(documents: Iterable[Document], site: Site) -> Mapping[str, tuple[Alternate, ...]]:
    """For the address of each translated document all its versions, itself too, that in the site's language first."""
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.original:
            groups[document.original].append(document)
    versions = (_versions(group, site) for group in groups.values() if len(group) > 1)
    return {each.address: group for group in versions for each in group}


def _versions(group: list[Document], site: Site) -> tuple[Alternate, ...]:
    """One for each language."""
    by_language: dict[str, Document] = {}
    for document in group:
        by_language.setdefault((document.language or site.language).lower(), document)
    alternates = [
        Alternate(document.language or site.language, languages.own_name(code), document.address)
        for code, document in by_language.items()
    ]
    return tuple(sorted(alternates, key=lambda each: (each.language.lower() != site.language.lower(), each.language)))
