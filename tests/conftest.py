"""What every test may use."""

import pytest

pytest_plugins = ["tests.db.servers", "tests.mail.smtp"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
