"""Whether the settings fit each other, and a site that is on the internet."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from server.doctor.finding import Finding, bad, good, note
from server.mail.address import wire
from server.settings import PREFIX, Settings

LOCAL = ("localhost", "127.0.0.1", "::1")


def examined(settings: Settings) -> Iterator[Finding]:
    """Look at the settings, without asking anybody."""
    host = settings.host
    public = host not in LOCAL
    yield _url(settings, public=public)
    yield from _owner(settings, public=public)
    yield _smtp(settings, public=public)
    yield _sender(settings, host)
    if public:
        yield _clients(settings)


def _url(settings: Settings, *, public: bool) -> Finding:
    name = f"{PREFIX}URL is {settings.url}"
    if not public:
        return note(f"{name}: the site knows itself on this machine alone. Put its public address there.")
    if not settings.secure:
        return bad(f"{name}: without https everybody on the way can read what is written, and sign in as the owner.")
    return good(f"{name}.")


def _owner(settings: Settings, *, public: bool) -> Iterator[Finding]:
    name = f"{PREFIX}OWNER_EMAIL"
    if not settings.owner_email:
        yield _missing(f"{name} is not set: letters to you wait until it is. They are all in the inbox.", public=public)
    elif wire(settings.owner_email) is None:
        yield bad(f"{name} is {settings.owner_email}, which mail servers do not take. It should look like a@b.org.")
    else:
        yield good(f"{name} is {settings.owner_email}.")


def _smtp(settings: Settings, *, public: bool) -> Finding:
    name = f"{PREFIX}SMTP_URL"
    if not settings.smtp_url:
        return _missing(f"{name} is not set: letters wait, and are shown where the site runs.", public=public)
    server = urlsplit(settings.smtp_url)
    said = {"smtp": "with STARTTLS", "smtps": "with TLS from the first byte"}.get(server.scheme, "without TLS, locally")
    return good(f"{name} names {server.hostname}, {said}. `duologue doctor mail` sends a letter through it.")


def _sender(settings: Settings, host: str) -> Finding:
    name = f"Letters come from {settings.sender}"
    domain = settings.sender_domain.lower()
    if wire(settings.sender) is None:
        return bad(f"{name}, which is no address that mail servers take: set {PREFIX}MAIL_FROM.")
    if settings.smtp_url and "." not in domain:
        return bad(f"{name}, and no receiver takes mail from {domain}: set {PREFIX}MAIL_FROM to an address of yours.")
    if settings.owner_email and settings.sender.lower() == settings.owner_email.lower():
        return note(f"{name}, which is also where they go: many programs hide mail that one seems to send to oneself.")
    if f".{host}".endswith(f".{domain}") or f".{domain}".endswith(f".{host.removeprefix('www.')}"):
        return good(f"{name}, of the site's own domain.")
    return note(f"{name}, while the site is {host}: the mail server must be allowed to send for {domain}.")


def _clients(settings: Settings) -> Finding:
    name = f"{PREFIX}CLIENT_IP_HEADER"
    if settings.client_ip_header:
        networks = ", ".join(str(network) for network in settings.trusted_proxies)
        return good(f"{name} is {settings.client_ip_header}, believed when it comes from {networks}.")
    return note(f"{name} is not set. Behind a proxy all visitors would look like one, and share one limit.")


def _missing(words: str, *, public: bool) -> Finding:
    return bad(words) if public else note(words)
