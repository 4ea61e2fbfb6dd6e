"""When a connection is read: not before what has been read already could be looked at."""

import asyncio

from uvicorn.protocols.http.flow_control import FlowControl


class Flow(FlowControl):
    """Reading goes on when uvicorn wants it to, and what was read before has been looked at."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self._held = self._paused = False

    def hold(self, *, held: bool) -> None:
        """Read nothing more for now, or as uvicorn wants."""
        self._held = held
        if held:
            super().pause_reading()
        elif not self._paused:
            super().resume_reading()

    def pause_reading(self) -> None:
        self._paused = True
        super().pause_reading()

    def resume_reading(self) -> None:
        self._paused = False
        if not self._held:
            super().resume_reading()
