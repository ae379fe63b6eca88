"""Keeps a fixed number of HTTP requests in flight against a server and says how long each took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

HEADER_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """Latencies in seconds of every answer, in order of their end, and the wall time of all."""

    latencies_s: tuple[float, ...]
    wall_s: float

    def percentile_ms(self, share: float) -> float:
        """The nearest rank."""
        ordered = sorted(self.latencies_s)
        return 1000 * ordered[max(0, round(share * len(ordered)) - 1)]

    @property
    def per_second(self) -> float:
        return len(self.latencies_s) / self.wall_s


def run_load(port: int, paths: Sequence[str], headers: Mapping[str, str], in_flight: int) -> Load:
    """Asks for every path once over `in_flight` kept connections. Raises RuntimeError for any answer but 200."""
    return asyncio.run(_all(port, iter(paths), headers, in_flight))


async def _all(port: int, paths: Iterator[str], headers: Mapping[str, str], in_flight: int) -> Load:
    latencies: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*(_connection(port, paths, headers, latencies) for _ in range(in_flight)))
    return Load(tuple(latencies), time.perf_counter() - begun)


async def _connection(port: int, paths: Iterator[str], headers: Mapping[str, str], latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    for path in paths:
        begun = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: benchmark\r\n{said}\r\n".encode())
        await _read_answer(reader, path)
        latencies.append(time.perf_counter() - begun)
    writer.close()
    await writer.wait_closed()


async def _read_answer(reader: asyncio.StreamReader, path: str) -> None:
    head = await reader.readuntil(HEADER_END)
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise RuntimeError(f"{path}: {head.decode()}")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
