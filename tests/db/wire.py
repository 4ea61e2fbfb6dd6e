"""A line to a server that can be cut at a word, before or after the server has heard it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Line:
    """Passes bytes to a port on loopback and back."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._word: bytes | None = None
        self._passed_on = False
        self.port = 0

    def cut_at(self, word: bytes, *, passed_on: bool) -> None:
        self._word, self._passed_on = word, passed_on

    async def serve(self, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
        server_in, server_out = await asyncio.open_connection("127.0.0.1", self._target)
        back = asyncio.create_task(self._back(server_in, client_out))
        while data := await client_in.read(65536):
            cut = self._word is not None and self._word in data
            if not cut or self._passed_on:
                server_out.write(data)
                await server_out.drain()
            if cut:
                break
        back.cancel()
        client_out.close()
        server_out.close()

    async def _back(self, server_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
        while data := await server_in.read(65536):
            client_out.write(data)
            await client_out.drain()
        client_out.close()


@contextlib.asynccontextmanager
async def to(port: int) -> AsyncIterator[Line]:
    line = Line(port)
    listener = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = listener.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        listener.close()
