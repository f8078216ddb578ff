"""A proxy as small as can be: web server and push channel behind one address, as the real proxy puts them.

One request a connection: then the first line of it says where it goes.
"""

import asyncio
import threading
from collections.abc import Awaitable

PIECE = 65_536


class OneAddress:
    """Serves 127.0.0.1:`port` in a thread: paths that begin with `prefix` go to `push_port`, the rest to `web_port`."""

    def __init__(self, port: int, *, web_port: int, push_port: int, prefix: str) -> None:
        self._ports = (web_port, push_port)
        self._prefix = f"GET {prefix}".encode()
        self._loop = asyncio.new_event_loop()
        is_ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(port, is_ready), daemon=True)
        self._thread.start()
        is_ready.wait(5)

    def _serve(self, port: int, is_ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._pass_on, "127.0.0.1", port))
        is_ready.set()
        self._loop.run_forever()
        open_ones = asyncio.all_tasks(self._loop)
        for task in open_ones:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*open_ones, return_exceptions=True))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            port = self._ports[head.startswith(self._prefix)]
            lines = [line for line in head.split(b"\r\n")[:-2] if not line.lower().startswith(b"connection:")]
            upstream, to_upstream = await asyncio.open_connection("127.0.0.1", port)
            to_upstream.write(b"\r\n".join([*lines, b"Connection: close", b"", b""]))
            await self._first_of(_copy(reader, to_upstream), _copy(upstream, writer))
            to_upstream.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _first_of(request: Awaitable[None], answer: Awaitable[None]) -> None:
        """Until the answer is through, or the browser has gone away."""
        sending, receiving = asyncio.ensure_future(request), asyncio.ensure_future(answer)
        await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
        if not receiving.done() and not sending.cancelled():
            await asyncio.wait({receiving}, timeout=0.5)
        for task in (sending, receiving):
            task.cancel()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()
