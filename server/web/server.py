"""The HTTP server: uvicorn in this very process, with a protocol that bears slow and hostile clients."""

import contextlib
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from server.web.answer import Headers
from server.web.asgi import App
from server.web.protocol import Limits, Protocol

SHUTDOWN = 7  # seconds for requests in flight when told to end; letters under way have theirs at the same time


class Server(uvicorn.Server):
    """Ends once, in order, however often it is told to: under `uv run` every signal arrives twice."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ending = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the program know before the last requests are waited for: what takes time can end meanwhile."""
        self._ending()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 (uvicorn's signature)
        self.should_exit = True


def serve(  # noqa: PLR0913 (what it serves, where and how)
    app: App,
    *,
    host: str,
    port: int,
    security: Headers,
    limits: Limits = Limits(),
    ending: Callable[[], None] = lambda: None,
) -> int:
    """Answer requests until told to end. Returns the exit status: 0, or 1 where the start failed.

    `ending` is called when told to, before the requests in flight have been answered.
    """
    _raise_file_limit()
    protocol = type("SiteProtocol", (Protocol,), {"security": security, "limits": limits})
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.idle,
        timeout_graceful_shutdown=SHUTDOWN,
        limit_concurrency=8192,
    )
    server = Server(config, ending)
    # Pages are answered in this thread, letters stored in another: neither waits for the other for long.
    sys.setswitchinterval(0.001)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def _raise_file_limit() -> None:
    """Every connection is an open file; the usual soft limit of 1,024 is what slow clients would reach first."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 (absent on Windows)

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
