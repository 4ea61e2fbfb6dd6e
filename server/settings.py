"""What differs between machines: read once from the environment, then frozen."""

import difflib
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

PREFIX = "DUOLOGUE_"
SMTP_SCHEMES = ("smtp", "smtps", "smtp+plain")


class SettingsError(Exception):
    """A variable that cannot be used; the message names it and the mend."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field for each variable: `smtp_url` is DUOLOGUE_SMTP_URL. README.md lists them."""

    pages: Path = Path("pages")
    assets: Path = Path("assets")
    database_url: str = "sqlite:///data/duologue.db"
    url: str = "http://localhost:8000"
    owner_email: str | None = None
    mail_from: str | None = None
    smtp_url: str | None = None
    secret: str | None = None
    client_ip_header: str | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether readers reach the site over https."""
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """The name under which readers reach the site."""
        return urlsplit(self.url).hostname or ""

    @property
    def database_path(self) -> Path | None:
        """The file of an SQLite database; None with PostgreSQL."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None

    @property
    def pictures(self) -> Path:
        """Where copies of pictures are kept: beside the database, or where it would be."""
        return (self.database_path or Path("data/duologue.db")).with_name("pictures")

    @property
    def ledger(self) -> Path:
        """Where it is noted at which addresses documents were published."""
        return self.pictures.with_name("addresses.json")

    @property
    def links(self) -> Path:
        """Where `check --external` keeps what other sites answered."""
        return self.pictures.with_name("links.json")

    @property
    def sender(self) -> str:
        """The From address of letters: of the site's own domain, as DMARC asks."""
        return self.mail_from or f"duologue@{self.host}"

    @property
    def sender_domain(self) -> str:
        """The domain of that address, which Message-IDs have too."""
        return self.sender.rpartition("@")[2]


class Secret:
    """The key from which every other key is derived, so that one file or variable is all there is to keep."""

    def __init__(self, value: bytes) -> None:
        self._value = value
        self._keys: dict[str, bytes] = {}  # by purpose; there are few

    def __repr__(self) -> str:
        return "Secret(…)"

    def digest(self, purpose: str, *parts: str | bytes) -> bytes:
        """HMAC-SHA-256 (RFC 2104) of the parts, 32 bytes, under a key of the purpose's own.

        Each part is preceded by its length: ("ab", "c") and ("a", "bc") differ.
        """
        key = self._keys.get(purpose) or self._keys.setdefault(
            purpose, hmac.digest(self._value, purpose.encode(), hashlib.sha256)
        )
        encoded = [part.encode() if isinstance(part, str) else part for part in parts]
        message = b"".join(len(part).to_bytes(8) + part for part in encoded)
        return hmac.digest(key, message, hashlib.sha256)


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the DUOLOGUE_ variables. Raises SettingsError naming the variable and the mend."""
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
    known = Settings.__struct_fields__
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0) or known[:1]
            raise SettingsError(f"{PREFIX}{name.upper()} is not a setting. Did you mean {PREFIX}{near[0].upper()}?")
    values: dict[str, object] = {name: value.strip() for name, value in given.items() if value.strip()}
    if "trusted_proxies" in values:
        values["trusted_proxies"] = _networks(given["trusted_proxies"])
    for folder in ("pages", "assets"):
        if folder in values:
            values[folder] = Path(given[folder].strip())
    settings = Settings(**values)  # type: ignore[arg-type] # each value was given its type above
    return _checked(msgspec.structs.replace(settings, url=settings.url.rstrip("/")))


def secret(settings: Settings) -> Secret:
    """The secret of this site: as set, or made once and kept beside the database with mode 0600."""
    if settings.secret:
        return Secret(settings.secret.encode())
    database = settings.database_path
    if database is None:
        raise SettingsError(
            f"{PREFIX}SECRET is required with PostgreSQL: each machine must use the same. "
            "Make one with: openssl rand -base64 32"
        )
    path = database.with_name("secret")
    path.parent.mkdir(parents=True, exist_ok=True)
    return Secret(_kept(path))


def _kept(path: Path) -> bytes:
    """Read the secret's file; make it, synced and whole, when it is not there yet."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_urlsafe(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link fails where the name is taken, so of two first starts only one makes the secret.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(
            f"{PREFIX}TRUSTED_PROXIES: {error}. Give networks like 172.16.0.0/12, separated by commas."
        ) from error


def _checked(settings: Settings) -> Settings:
    public = urlsplit(settings.url)
    if public.scheme not in ("http", "https") or not public.hostname or public.path or public.query:
        raise SettingsError(f"{PREFIX}URL is {settings.url!r}: give scheme and host alone, like https://example.org")
    if not settings.database_url.startswith(("sqlite:///", "postgresql://")):
        raise SettingsError(
            f"{PREFIX}DATABASE_URL: give sqlite:///data/duologue.db or postgresql://user:password@host/name"
        )
    if settings.smtp_url:
        smtp = urlsplit(settings.smtp_url)
        if smtp.scheme not in SMTP_SCHEMES or not smtp.hostname:
            raise SettingsError(
                f"{PREFIX}SMTP_URL: give smtp://user:password@host:587, smtps://… or smtp+plain://localhost:25"
            )
        if smtp.scheme == "smtp+plain" and smtp.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise SettingsError(f"{PREFIX}SMTP_URL: smtp+plain:// has no TLS, so it may only go to this machine itself")
    if bool(settings.client_ip_header) != bool(settings.trusted_proxies):
        raise SettingsError(
            f"{PREFIX}CLIENT_IP_HEADER and {PREFIX}TRUSTED_PROXIES go together: "
            "the header counts only when it comes from one of those networks"
        )
    return settings
