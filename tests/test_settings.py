"""The environment is read once, and what cannot be used is named with its mend."""

import stat
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, from_environment, secret


def test_nothing_has_to_be_set() -> None:
    assert from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"DUOLOGUE_SMPT_URL": "x"}, "Did you mean DUOLOGUE_SMTP_URL?"),
        ({"DUOLOGUE_URL": "example.org"}, "https://example.org"),
        ({"DUOLOGUE_URL": "https://example.org/site"}, "scheme and host alone"),
        ({"DUOLOGUE_DATABASE_URL": "mysql://x"}, "sqlite:///data/duologue.db"),
        ({"DUOLOGUE_SMTP_URL": "smtp+plain://mail.example.org"}, "no TLS"),
        ({"DUOLOGUE_SMTP_URL": "http://mail.example.org"}, "smtp://user:password@host:587"),
        ({"DUOLOGUE_CLIENT_IP_HEADER": "Fly-Client-IP"}, "go together"),
        ({"DUOLOGUE_TRUSTED_PROXIES": "everyone", "DUOLOGUE_CLIENT_IP_HEADER": "X"}, "172.16.0.0/12"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_mend(variables: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as error:
        from_environment(variables)
    assert words in str(error.value)
    assert next(iter(variables)) in str(error.value)


def test_values_are_read() -> None:
    settings = from_environment(
        {
            "DUOLOGUE_URL": "https://example.org/",
            "DUOLOGUE_PAGES": "words",
            "DUOLOGUE_TRUSTED_PROXIES": "10.0.0.1, 172.16.0.0/12",
            "DUOLOGUE_CLIENT_IP_HEADER": "Fly-Client-IP",
            "DUOLOGUE_OWNER_EMAIL": "",
            "PATH": "/bin",
        }
    )
    assert (settings.url, settings.pages, settings.owner_email) == ("https://example.org", Path("words"), None)
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.1/32", "172.16.0.0/12"]
    assert settings.sender == "duologue@example.org"


def test_the_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/data/duologue.db")
    first, second = secret(settings), secret(settings)
    kept = tmp_path / "data/secret"
    assert first.digest("x", "y") == second.digest("x", "y")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text() not in repr(first)
    assert [path.name for path in kept.parent.iterdir()] == ["secret"]


def test_with_postgresql_the_secret_must_be_given() -> None:
    with pytest.raises(SettingsError, match="DUOLOGUE_SECRET"):
        secret(Settings(database_url="postgresql://localhost/x"))


def test_parts_of_a_digest_cannot_be_shifted() -> None:
    key = secret(Settings(secret="k"))
    assert key.digest("p", "ab", "c") != key.digest("p", "a", "bc")
    assert key.digest("p", "ab") != key.digest("q", "ab")
