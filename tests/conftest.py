"""What every test may use."""

import pytest

pytest_plugins = [
    "tests.db.servers",
    "tests.db.disks",
    "tests.mail.smtp",
    "tests.journeys.browser",
    "tests.journeys.sites",
    "tests.journeys.letter",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers come last: while one is open, Playwright's event loop is set in the thread where others run theirs."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
