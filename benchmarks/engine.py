"""The engine beside its peers: one run, one stream, each peer in an environment of its own; latency, memory.

    python -m benchmarks.engine [--orders 200000] [--alone]

Plain limit orders and cancellations, because that is what all of them can do. A peer counts as exact if its trades are
those of a plain list of orders that is searched from the start. Ours and the peers play by turns, each round in a
process of its own, and the median of the rounds counts. Ends with 1 where the goal is missed.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import time
import tracemalloc
from bisect import insort
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from benchmarks.engine_peers import Fill, Step, digest, measure
from marketplace.domain.engine import Engine
from marketplace.domain.events import Market, Raw, Traded
from registry.domain.orders import Side

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "engine-peers"
UV = os.environ.get("CARBONIX_UV", str(ROOT / ".venv-tools" / "bin" / "uv"))
# Version and Python of each peer; two of them do not install on 3.11.
PEERS = {
    "matching-engine": ("0.1.1", "3.12"),
    "pylobo": ("0.1.2", "3.11"),
    "cython-orderbook": ("0.1.2", "3.11"),
    "akhil4n-orderbook": ("0.1.1", "3.11"),
    "orderly-chaos": ("0.2.0", "3.11"),
    "lightmatchingengine": ("2019.1.4", "3.11"),
    "pyorderbook": ("0.4.9", "3.11"),
    "liquibook": ("2.0.1", "3.11"),
    "limit-order-book": ("3.1.0", "3.13"),
}
GOAL_TIMES_BEST_PEER = 2
OURS = "carbonix"
KIND = "compiled" if "build" in str(sys.modules[Engine.__module__].__file__) else "pure Python"
NamedStep = tuple[str, str, bool, int, int]
INSTALL_S, RUN_S = 180, 300
ROUNDS = 7
FAR_BEHIND = 2  # a peer that takes twice as long as the best in the first round is not the best in any
MARKETS, RESTING, PROBES = 1_000, 200_000, 50_000
MIDDLE, REACH, CANCELS = 10_000, 50, 0.35
CROSSING = 3


def stream(orders: int, seed: int = 1) -> tuple[list[Step], list[Fill]]:
    """New orders around a price, and cancellations of orders that rest, as the plain book below says; its trades."""
    random, book, steps = Random(seed), PlainBook(), list[Step]()
    while len(steps) < orders:
        if random.random() < CANCELS and book.resting:
            step: Step = [book.resting[random.randrange(len(book.resting))], False, 0, 0]
        else:
            buys, away = random.random() < 0.5, random.randrange(-CROSSING, REACH)
            step = [len(steps) + 1, buys, MIDDLE - away if buys else MIDDLE + away, random.randrange(1, 100)]
        book.take(step)
        steps.append(step)
    return steps, book.fills


class PlainBook:
    """Sorted lists of [key, number, left], best first: slow, and plainly right."""

    def __init__(self) -> None:
        self.sides: dict[bool, list[list[int]]] = {True: [], False: []}
        self.resting: list[int] = []
        self.where: dict[int, tuple[bool, list[int]]] = {}
        self.fills: list[Fill] = []

    def take(self, step: Step) -> None:
        """A new order or a cancellation."""
        number, buys, price, left = step
        if not left:
            self._leave(number)
            return
        other = self.sides[not buys]
        while left and other and (other[0][0] <= price if buys else -other[0][0] >= price):
            maker = other[0]
            credits = min(left, maker[2])
            self.fills.append((number, maker[1], abs(maker[0]), credits))
            left -= credits
            maker[2] -= credits
            if not maker[2]:
                self._leave(maker[1])
        if left:
            entry = [-price if buys else price, number, left]
            insort(self.sides[buys], entry)
            self.where[number] = (buys, entry)
            self.resting.append(number)

    def _leave(self, number: int) -> None:
        buys, entry = self.where.pop(number)
        self.sides[buys].remove(entry)
        self.resting.remove(number)


def named(steps: list[Step]) -> list[NamedStep]:
    """The same with texts for orders and makers, as they are in the market.

    Nobody stands on both sides: the peers know no accounts, and ours would not let one trade with itself.
    """
    return [
        (f"o{number}", f"{'buyer' if buys else 'seller'}{number % 997}", buys, price, credits)
        for number, buys, price, credits in steps
    ]


def ours(steps: list[NamedStep]) -> Callable[[], list[Fill]]:
    """Our engine."""
    engine, events = Engine(), list[Raw]()
    book, out = engine.market(Market(1, "baht")), events.append
    for order, maker, buys, price, credits in steps:
        if not credits:
            engine.withdraw(order, out)
        else:
            engine.submit(order, maker, book, buys, 0, price, credits, out)
    return lambda: fills_of(events)


def fills_of(events: list[Raw]) -> list[Fill]:
    """Our trades in the words of the peers."""
    fills = []
    for event in events:
        if event[0] is Traded:
            taker, maker = (event[3], event[4]) if event[7] is Side.Buy else (event[4], event[3])
            fills.append((int(taker[1:]), int(maker[1:]), event[6], event[5]))
    return fills


def environment(name: str) -> Path:
    """The peer's Python, installed at the first run. Raises CalledProcessError."""
    version, python = PEERS[name]
    folder = FOLDER / name
    if not (folder / "installed").exists():
        # Other Pythons may lie where pyenv keeps them; uv takes what the path names.
        kept = [str(each) for each in (Path.home() / ".pyenv" / "versions").glob("*/bin")]
        path = os.pathsep.join([os.environ.get("PATH", ""), *kept])
        variables = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_NO_CONFIG": "1", "PATH": path}
        for words in (["venv", "--clear", "--python", python, str(folder)], _install(folder, f"{name}=={version}")):
            run = [UV, *words, "--quiet"]
            subprocess.run(run, check=True, env=variables, capture_output=True, text=True, timeout=INSTALL_S)
        (folder / "installed").touch()
    return folder / "bin" / "python"


def _install(folder: Path, requirement: str) -> list[str]:
    return ["pip", "install", "--python", str(folder / "bin" / "python"), requirement]


def played(name: str, file: Path) -> dict[str, Any]:
    """One round of a player in a process of its own, or the reason why there is none."""
    try:
        run = subprocess.run(_command(name, file), check=True, capture_output=True, text=True, timeout=RUN_S, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return {"reason": f"takes more than {RUN_S} s"}
    except subprocess.CalledProcessError as fault:
        return {"reason": (fault.stderr.strip().splitlines() or ["it ended without a word"])[-1][:120]}
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def _command(name: str, file: Path) -> list[str]:
    if name != OURS:
        return [str(environment(name)), str(ROOT / "benchmarks" / "engine_peers.py"), name, str(file)]
    safe = ["-P"] if sys.flags.safe_path else []  # a compiled engine comes by PYTHONPATH alone
    return [sys.executable, *safe, "-m", "benchmarks.engine", "--play", str(file)]


def by_turns(file: Path, expected: str, *, alone: bool) -> dict[str, dict[str, Any]]:
    """What each player told, with the median of its seconds; who is not exact, or far behind, plays one round only."""
    told = {name: played(name, file) for name in ((OURS,) if alone else (OURS, *PEERS))}
    seconds = {name: [one["seconds"]] for name, one in told.items() if one.get("digest") == expected}
    best = min((taken for name, (taken,) in seconds.items() if name != OURS), default=0.0)
    near = [name for name, (taken,) in seconds.items() if name == OURS or taken <= FAR_BEHIND * best]
    for _ in range(ROUNDS - 1):
        for name in near:
            seconds[name].append(played(name, file)["seconds"])
    return {name: one | ({"seconds": median(seconds[name])} if name in seconds else {}) for name, one in told.items()}


def latency_us() -> tuple[float, float, float]:
    """p50, p99 and the largest latency of a command, in microseconds, over 200,000 resting orders in 1,000 markets."""
    random, engine, unheard = Random(2), Engine(), list[Raw]()
    books = [engine.market(Market(number + 1, "baht")) for number in range(MARKETS)]
    for number in range(RESTING):
        _place(engine, random, books, f"o{number}", 1 + REACH, unheard)
    gc.collect()
    gc.freeze()
    taken = []
    for number in range(PROBES):
        started = time.perf_counter_ns()
        _place(engine, random, books, f"p{number}", -CROSSING, unheard)
        taken.append(time.perf_counter_ns() - started)
        unheard.clear()
    taken.sort()
    return taken[PROBES // 2] / 1_000, taken[PROBES * 99 // 100] / 1_000, taken[-1] / 1_000


def _place(engine: Engine, random: Random, books: list[Any], order: str, nearest: int, events: list[Raw]) -> None:
    buys, away = random.random() < 0.5, random.randrange(nearest, 2 * REACH)
    price = MIDDLE - away if buys else MIDDLE + away
    maker = f"a{random.randrange(5_000)}"
    engine.submit(order, maker, books[random.randrange(MARKETS)], buys, 0, price, 5, events.append)


def bytes_per_order() -> float:
    """Memory of a resting order with its name, in bytes, over 100,000 of them."""
    engine, number = Engine(), 100_000
    book = engine.market(Market(1, "baht"))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for each in range(number):
        engine.submit(f"0x{each:064x}", f"a{each % 997}", book, True, 0, MIDDLE - each % REACH, 5, _unheard)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (after - before) / number


def _unheard(_: Raw) -> None:
    pass


def main() -> int:
    """Prints the table and the figures."""
    reader = argparse.ArgumentParser(description="the engine beside its peers")
    reader.add_argument("--orders", type=int, default=200_000)
    reader.add_argument("--alone", action="store_true", help="without the peers")
    reader.add_argument("--play", type=Path, metavar="FILE", help="one round of ours, as the peers play theirs")
    chosen = reader.parse_args()
    if chosen.play:
        measure(ours, named(json.loads(chosen.play.read_text())))
        return 0
    steps, fills = stream(chosen.orders)
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / "stream.json"
    file.write_text(json.dumps(steps))
    print(f"{len(steps):,} commands, {len(fills):,} trades; Python {sys.version.split()[0]}; orders a second")
    expected = digest(fills)
    told = by_turns(file, expected, alone=chosen.alone)
    rates = {name: _line(name, one, expected, len(steps)) for name, one in told.items()}
    _figures()
    rate, best = rates.pop(OURS), max(rates.values(), default=0.0)
    if best:
        print(f"best exact peer {best:,.0f}: ours is {rate / best:.2f} times, goal {GOAL_TIMES_BEST_PEER}")
    return 0 if rate and rate >= GOAL_TIMES_BEST_PEER * best else 1


def _line(name: str, told: dict[str, Any], expected: str, orders: int) -> float:
    """Prints what a player did; its rate if it traded exactly, else 0."""
    shown = f"{name} {PEERS[name][0]}" if name in PEERS else f"{name}, {KIND}"
    if "reason" in told:
        print(f"{shown:<28}{'':>12}  does not run: {told['reason']}")
        return 0.0
    rate, exact = orders / told["seconds"], told["digest"] == expected
    print(f"{shown:<28}{rate:>12,.0f}  {'exact' if exact else 'other trades' if told['trades'] else 'tells no trades'}")
    return rate if exact else 0.0


def _figures() -> None:
    median, high, worst = latency_us()
    print(f"{RESTING:,} resting in {MARKETS:,} markets: p50 {median:.1f}, p99 {high:.1f}, worst {worst:,.0f} us")
    print(f"memory per resting order: {bytes_per_order():,.0f} bytes")


if __name__ == "__main__":
    raise SystemExit(main())
