"""The HTTP server: uvicorn in this very process, with a protocol that bears slow and hostile clients."""

import contextlib
from types import FrameType

import uvicorn

from server.web.answer import Headers
from server.web.asgi import App
from server.web.protocol import Limits, Protocol

SHUTDOWN = 4  # seconds for requests in flight when told to end; the courier has five more


class Server(uvicorn.Server):
    """Ends once, in order, however often it is told to: under `uv run` every signal arrives twice."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 (uvicorn's signature)
        self.should_exit = True


def serve(app: App, *, host: str, port: int, security: Headers, limits: Limits = Limits()) -> int:
    """Answer requests until told to end. Returns the exit status: 0, or 1 where the start failed."""
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
    server = Server(config)
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
