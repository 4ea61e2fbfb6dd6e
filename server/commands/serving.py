"""`duologue serve`: the site in this process, until told to end."""

import argparse
import gc
from urllib.parse import urlsplit

import msgspec

from server.app import create_app
from server.settings import Settings
from server.web import log, server
from server.web.headers import security_headers


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the site until told to end."""
    log.configure()
    if settings.url == Settings().url and options.port != urlsplit(settings.url).port:
        settings = msgspec.structs.replace(settings, url=f"http://localhost:{options.port}")
    gc.disable()  # what is read now stays: looking through it for what can go would only take time
    app = create_app(settings, live=options.reload)
    gc.freeze()
    gc.enable()
    security = security_headers(settings)
    return server.serve(app, host=options.host, port=options.port, security=security, ending=app.ending)
