"""What /search shows: the page or, for htmx, the results alone; and how a browser can ask by itself."""

from http import HTTPStatus
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from server.content import metadata
from server.content.portable import fit
from server.content.search.finding import ON_ONE_PAGE, Found
from server.content.search.query import ADDRESS
from server.content.site import Site
from server.web import errors
from server.web.answer import Answer, finished
from server.web.templates import Templates

DESCRIPTION = "/opensearch.xml"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
OPENSEARCH_TYPE = "application/opensearchdescription+xml"
LONGEST_SHORT_NAME = 16  # characters, says OpenSearch 1.1


class SearchPage:
    """The pages and fragments of /search, made from one state of the site. `url` is its public address."""

    def __init__(self, site: Site, templates: Templates, url: str) -> None:
        self._site = site
        self._templates = templates
        self._url = url

    def answers(self) -> dict[str, Answer]:
        """What is finished beforehand: the description by which a browser offers this search (OpenSearch 1.1)."""
        return {DESCRIPTION: finished(self._description(), f"{OPENSEARCH_TYPE}; charset=utf-8")}

    def whole(self, found: Found) -> str:
        """The page, which is never indexed: what it leads to is."""
        title = f"{found.query.text}: search" if found.query.text else "Search"
        meta = metadata.of_list(title, ADDRESS, self._site, self._url)
        return self._rendered("search", found, meta=msgspec.structs.replace(meta, json_ld=""))

    def results(self, found: Found) -> str:
        """What htmx puts in the place of the results before."""
        return self._rendered("_results", found, fragment=True)

    def busy(self) -> str:
        """What is said when too many ask."""
        message = "Too many are searching at once. Try again in a few seconds."
        return errors.page(self._templates, HTTPStatus.SERVICE_UNAVAILABLE, site=self._site, message=message)

    def _rendered(self, name: str, found: Found, **context: object) -> str:
        given = {"fragment": False, **context}
        return self._templates.render(
            f"content/{name}.html",
            site=self._site,
            current=ADDRESS,
            found=found,
            query=found.query,
            first=(found.query.page - 1) * ON_ONE_PAGE + 1,
            **given,
        )

    def _description(self) -> bytes:
        title = fit(self._site.title)
        root = Element("OpenSearchDescription", {"xmlns": OPENSEARCH})
        for name, text in (
            ("ShortName", title[:LONGEST_SHORT_NAME].strip()),
            ("Description", f"Search {title}"),
            ("InputEncoding", "UTF-8"),
            ("OutputEncoding", "UTF-8"),
            ("Language", self._site.language),
        ):
            SubElement(root, name).text = text
        template = f"{self._url}{ADDRESS}?q={{searchTerms}}"
        SubElement(root, "Url", {"type": "text/html", "template": template})
        own = {"type": OPENSEARCH_TYPE, "rel": "self", "template": f"{self._url}{DESCRIPTION}"}
        SubElement(root, "Url", own)
        body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return body
