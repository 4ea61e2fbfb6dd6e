"""How five generators spell the fields of a document: Jekyll, Hugo, Zola, Astro, Pelican."""

import difflib
from collections.abc import Mapping
from functools import lru_cache

# field: the keys that mean it, the strongest first. Looked up without case, `-` and `_`.
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("description", "summary", "excerpt"),
    # publishDate decides when Hugo shows a document, so it comes before the date that is printed.
    "date": ("publishDate", "pubDate", "pubDatetime", "date", "datePublished", "created", "createdAt"),
    "updated": (
        *("updated", "lastmod", "modified", "updatedDate", "modDatetime", "lastModifiedAt", "lastUpdated"),
        *("lastModified", "dateModified", "updatedAt"),
    ),
    "expires": ("expires", "expiryDate", "unpublishDate"),
    "date_label": ("date_label", "dateLabel"),
    "tags": ("tags", "tag"),
    "aliases": ("aliases", "alias", "redirect_from"),
    "image": (
        *("image", "cover", "heroImage", "ogImage", "featuredImage", "featureImage", "featured_image", "images"),
        *("coverImage", "thumbnail", "banner"),
    ),
    "card": ("card",),
    "creator": ("creator",),
    "language": ("language", "lang", "locale"),
    "order": ("order", "weight", "nav_order", "position"),
    "slug": ("slug",),
    "address": ("permalink", "url", "path", "save_as"),
    "draft": ("draft", "published", "status", "private", "hidden", "unlisted"),
}
NESTED = {  # tables whose keys mean the same as if they stood outside
    "twitter": ("card", "creator", "image"),
    "taxonomies": ("tags",),
    "extra": ("image", "cover", "thumbnail", "banner", "date_label", "creator"),
    "params": ("image", "cover", "thumbnail", "banner", "date_label", "creator", "description"),
}
# Known from other generators, without a meaning here: kept for templates, not reported.
QUIET = """
    layout template type kind showdate toc tableOfContents math mathjax katex comments comment author authors
    category categories keywords series menu menus nav navigation sitemap robots feed header sidebar site theme css js
    styles scripts excerpt_separator pin pinned featured sticky share social subtitle tagline role stack repo
    repository github demo link links status project projects ref lang-ref translationKey id uuid guid canonical
    canonicalUrl bibliography output outputs params extra taxonomies twitter og opengraph build cascade linkTitle
    markup resources headless isCJKLanguage in_search_index sort_by paginate_by
    page_template insert_anchor_links transparent render generate_feeds aside draftUntil showToc tocOpen hideMeta
    showReadingTime readingTime minutes words searchHidden ShowBreadCrumbs source collection parent has_children
    has_toc nav_exclude search_exclude classes related show_date show_author license version dateLabels date_labels
    usePageBundles codeFolding mermaid highlight noindex rss podcast audio video start end due done iteration
    paper preprint code data dataset logs log slides poster revisions changelog part series_order series_weight
    translation preview gallery captions image_alt cover_alt alt changes
""".split()  # noqa: SIM905 (a list of words reads best as words)


def plain(key: str) -> str:
    """The form in which keys are compared: without case, `-` and `_`."""
    return key.lower().replace("_", "").replace("-", "")


MEANING = {plain(key): field for field, keys in SPELLINGS.items() for key in keys}
RANK = {plain(key): rank for keys in SPELLINGS.values() for rank, key in enumerate(keys)}
KNOWN = {plain(key): key for key in (*QUIET, *(key for keys in SPELLINGS.values() for key in keys))}
IN_TABLES = {table: {plain(key) for key in keys} for table, keys in NESTED.items()}


@lru_cache(maxsize=1024)
def nearest(key: str) -> str:
    """The known key that a reader would take this one for; 4 ms, so remembered."""
    return KNOWN[difflib.get_close_matches(plain(key), KNOWN, n=1, cutoff=0)[0]]
