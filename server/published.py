"""The site as readers see it now: read from pages/, and put into the table as a whole."""

import datetime as dt
import logging
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from server.clock import Clock
from server.contact.page import ContactPage
from server.contact.privacy import PrivacyPage
from server.contact.prospects import Prospects
from server.content import accent, answers, library, lists
from server.content.document import Fault
from server.content.history.applied import applied
from server.content.history.ledger import Ledger
from server.content.history.past import Past
from server.content.pictures import cleaning
from server.content.pictures.shelf import Shelf
from server.content.remarks import remarks
from server.content.search.page import SearchPage
from server.content.search.search import Search
from server.content.stacks import Stacks, Stock
from server.settings import Settings
from server.web import errors
from server.web.assets import Assets
from server.web.headers import security_headers
from server.web.live import News
from server.web.table import Table
from server.web.templates import Templates

log = logging.getLogger(__name__)


class Published:
    """The site as readers see it now: read from pages/, and put into the table as a whole."""

    def __init__(self, settings: Settings, clock: Clock, *, live: bool = False) -> None:
        self.settings = settings
        self.clock = clock
        self.live = live
        self.table = Table(security_headers(settings), fresh=live)
        self.templates = Templates(Assets({}), settings)
        self.templates.environment.globals["live"] = live
        self.search = Search()
        self.shelf = Shelf(settings.pictures)
        self.published: Callable[[], None] = lambda: None  # who wants to know
        self.ending: Callable[[], None] = lambda: None  # same
        self.faults: tuple[Fault, ...] = ()
        self.mistake: Exception | None = None  # why what is written since could not be published
        self.prospects = Prospects()
        self.past = Past(settings.pages)
        self.ledger = Ledger(settings.ledger)
        self.stacks = Stacks(settings.pages)
        self._around: object = None
        self.publish()

    def publish(self, changed: Collection[Path] | None = None) -> dt.datetime | None:
        """Read what has changed, and replace the table; where that raises, the site stays as it was.

        `changed` are the files that may have changed since the last time; None: any may have. Returns when a
        scheduled document will make this necessary again.
        """
        settled = self.past.settled
        stock = self.stacks.read(changed)
        read = applied(library.of(stock), self.past.history)
        read = self.ledger.applied(read, self.clock.now(), settled=settled)
        former = self.templates.assets
        self.templates.assets = self._assets(stock)
        try:
            self._publish(read)
        except Exception:
            self.templates.assets = former
            self._around = None
            raise
        self.ledger.write()
        return self.next_change

    def _assets(self, stock: Stock) -> Assets:
        """The assets as they are now; those of before, where nothing but documents has changed since."""
        if self._around is not stock.around:
            self._around = stock.around
            sheet = {"site.css": accent.stylesheet(stock.site.accent)}
            return Assets.read(self.settings.assets, sheet, cleaning.clean)
        return self.templates.assets

    def _publish(self, read: library.Library) -> None:
        built = answers.build(read, self.templates, self.settings, self.clock.now(), self.shelf)
        contact = ContactPage(built.library, self.templates, self.settings.url, built.cards.named, self.prospects)
        search_page = SearchPage(built.library.site, self.templates, self.settings.url)
        newest = lists.entries(built.library.documents)[:5]
        said = errors.answers(self.templates, site=built.library.site, entries=newest)
        privacy = PrivacyPage(built.library, self.templates, self.settings)
        finished = (
            self.templates.assets.answers(),
            built.answers,
            contact.answers(),
            privacy.answers(),
            search_page.answers(),
        )
        answers_by_path = {address: answer for some in finished for address, answer in some.items()}
        waiting = () if self.live else built.waiting  # an author looks at few pages between two changes
        self.table.replace(answers_by_path, said, built.makers, waiting)
        self.search.publish(built.library)
        self.search_page = search_page
        self.contact = contact
        self.library, self.whole = built.library, read
        self._say(built.faults)
        self.next_change = built.next_change
        self.album, self.cards = built.album, built.cards
        self.orders = built.album.orders()
        if not built.waiting:
            self._complete()
        self.published()

    def complete(self, waiting: Sequence[str]) -> None:
        """All that waited is made, unless the site is another one by now: it is known which cards the pages need."""
        if waiting is self.table.waiting:
            self._complete()

    def _complete(self) -> None:
        self.orders = [*self.album.orders(), *self.cards.orders]
        self.shelf.clear(self.album.pictures.values(), self.cards.names)

    def expect(self, prospects: Prospects) -> None:
        """Say on the contact page what a sender may expect now."""
        self.prospects = prospects
        self.contact = self.contact.expecting(prospects)
        self.table.put(self.contact.answers())

    @property
    def errors(self) -> tuple[str, ...]:
        """What is not served as meant."""
        return tuple(str(fault) for fault in self.faults if fault.severity == "error")

    def news(self, path: str) -> News:
        """What an open page is told while the site is written."""
        answer = self.table.now(path) or self.table.errors[404]
        said = remarks(path, self.library.documents, self.faults, self.settings.pages, self.mistake)
        return News(answer.etag.decode(), said)

    def _say(self, faults: tuple[Fault, ...]) -> None:
        """Log what was not said before: errors, and while the site is written the warnings too."""
        for fault in faults:
            if fault not in self.faults and fault.severity == "error":
                log.error("a document is not served as meant: %s", fault)
            elif fault not in self.faults and self.live:
                log.warning("%s", fault)
        self.faults = faults
