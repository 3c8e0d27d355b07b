"""A network between phones and server that can be made as bad as a bus in a tunnel: delay, throttle, stall, cut, replace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random

from benchmarks.chaos.site import HOST

PORTAL = b"<!doctype html><title>Wi-Fi</title><form>\xe7\x99\xbb\xe5\xbd\x95</form>"


@dataclass
class Network:
    """What the network does now, and what passed through it; a proof changes it while it runs."""

    one_way_seconds: float = 0.0
    bytes_per_second: float = 0.0
    """Of each connection and direction; 0 for as fast as it goes."""
    stalled: bool = False
    """Nothing passes, and nobody is told."""
    cut_share: float = 0.0
    """Share of connections reset after the server answered and before the phone hears of it."""
    reset_share: float = 0.0
    """Share of connections reset in the middle of the request."""
    portal: bool = False
    """A captive portal answers everything with its own page."""
    passed: int = 0
    """Bytes in both directions."""
    swallowed: list[bytes] = field(default_factory=list)
    """Whole answers that were cut."""


@asynccontextmanager
async def network(target: int, state: Network, random: Random) -> AsyncIterator[int]:
    """The port of a proxy before `target`."""

    # The event loop itself holds a connection's task but weakly.
    held: set[asyncio.Task[None] | None] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.add(asyncio.current_task())
        with suppress(OSError, asyncio.IncompleteReadError):
            await _carry(reader, writer, target, state, random.random())
        with suppress(OSError):
            writer.close()
        held.discard(asyncio.current_task())

    server = await asyncio.start_server(connected, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: int, state: Network, luck: float
) -> None:
    """One request there, one answer back, as the state of the network has it."""
    request = await _request(reader)
    await _travel(len(request), state)
    if state.portal:
        page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PORTAL)}\r\n\r\n".encode()
        writer.write(page + PORTAL)
        return await writer.drain()
    if luck < state.reset_share:
        return writer.transport.abort()
    there, back = await asyncio.open_connection(HOST, target)
    back.write(request)
    answer = await there.read(-1)
    back.close()
    if luck < state.reset_share + state.cut_share:
        state.swallowed.append(answer)
        return writer.transport.abort()
    await _travel(len(answer), state)
    writer.write(answer)
    return await writer.drain()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """A whole request: phones say how long it is."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


async def _travel(size: int, state: Network) -> None:
    """As long as so many bytes take, the handshake counted with the first of them."""
    while state.stalled:
        await asyncio.sleep(0.05)
    state.passed += size
    wait = state.one_way_seconds * 2 + (size / state.bytes_per_second if state.bytes_per_second else 0.0)
    await asyncio.sleep(wait)
    while state.stalled:
        await asyncio.sleep(0.05)
