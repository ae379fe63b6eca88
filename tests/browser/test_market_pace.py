"""A fact about the market's page: a hundred changes a second neither slow its pictures nor grow its memory.

Ten minutes of it, alone on its machine: `pytest tests/browser/test_market_pace.py --whole`; a run of a few seconds
otherwise, which counts the work of the page's own thread: that does not depend on who else uses the machine.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

SHORT_S, LONG_S, IDLE_S, WARM_S = 3, 600, 1, 2
UPDATES_PER_S = 100
LEAST_SHARE = 0.8  # of the pictures that the same page draws at rest, on the same machine in the same minute
MOST_BUSY = 0.5  # of its thread's time: the other half is free for the pictures themselves
MOST_GROWTH_BYTES = 2_000_000
# Stands in for the line to the exchange: 200 prices of which three change with each message, and a trade now and then.
FLOOD = """
(() => {
  let seed = 7;
  const chance = (most) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % most; };
  const level = (price, amount) => [String(price * 10000), String(amount), 1 + chance(4), "0"];
  window.EventSource = class extends EventTarget {
    static OPEN = 1;
    readyState = 1;
    constructor() {
      super();
      this.sequence = 0; this.trade = 0;
      setTimeout(() => {
        this.dispatchEvent(new Event("open"));
        const side = (from) => Array.from({ length: 100 }, (_, at) => level(from + at, 1 + chance(90)));
        this.say("book", { type: "snapshot", sequence: 0, bids: side(14900), asks: side(15001) });
        this.say("trades", { type: "snapshot", last: "0" });
      }, 0);
      window.flood = (each) => {
        const begun = performance.now();  // a clock that comes late lets all that was due come at once
        this.timer = setInterval(() => {
          for (const due = (performance.now() - begun) * each / 1000; this.sequence < due;) this.burst();
        }, 1000 / each);
      };
      window.ebb = () => clearInterval(this.timer);
    }
    close() { clearInterval(this.timer); }
    burst() {
      const previous = this.sequence++;
      const bids = [level(14900 + chance(100), chance(90)), level(14990 + chance(10), 1 + chance(90))];
      const asks = [level(15001 + chance(100), chance(90))];
      this.say("book", { type: "delta", previous, sequence: this.sequence, bids, asks });
      window.heard = this.sequence;
      if (chance(10) > 0) return;
      const number = this.trade++;
      const price = String(150000000 + 10000 * chance(9));
      const print = { id: String(this.trade), timestamp: Date.now(), side: "buy", price, amount: "2", block: false };
      this.say("trades", { type: "trades", previous: String(number), trades: [print] });
    }
    say(name, told) {
      const lastEventId = String(this.sequence);
      this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(told), lastEventId }));
    }
  };
  window.pictures = (seconds) => new Promise((done) => {
    let count = 0;
    const begun = performance.now();
    const next = (now) => {
      ++count;
      if (now - begun < 1000 * seconds) requestAnimationFrame(next);
      else done(count / (now - begun) * 1000);
    };
    requestAnimationFrame(next);
  });
})();
"""


@pytest.mark.timeout(LONG_S + 300)
def test_a_hundred_changes_a_second_are_drawn_steadily(reader: Page, request: pytest.FixtureRequest) -> None:
    """Must leave its thread idle half of the time, draw four fifths of the pictures of a page at rest, and not grow."""
    whole = bool(request.config.getoption("--whole"))
    seconds = LONG_S if whole else SHORT_S
    reader.context.add_init_script(FLOOD)
    reader.goto("/market?batch=3")
    expect(reader.locator("#bids tr:visible")).to_have_count(11)
    at_rest = reader.evaluate("seconds => window.pictures(seconds)", IDLE_S)
    reader.evaluate("each => window.flood(each)", UPDATES_PER_S)
    reader.evaluate("seconds => window.pictures(seconds)", WARM_S)  # rows and charts take their first shape
    devtools = reader.context.new_cdp_session(reader)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    before, nodes, worked = _memory(devtools), _nodes(reader), _worked_s(devtools)
    flooded = reader.evaluate("seconds => window.pictures(seconds)", seconds)
    share = (_worked_s(devtools) - worked) / seconds
    grown = _memory(devtools) - before
    reader.evaluate("() => window.ebb()")
    heard = reader.evaluate("() => window.heard")
    told = f"{flooded:.1f} pictures/s of {at_rest:.1f} at rest, {heard} changes, {share:.2f} busy, {grown:+,} bytes"
    print(f"{seconds} s: {told}")
    assert heard >= UPDATES_PER_S * seconds * LEAST_SHARE
    assert share < MOST_BUSY
    assert flooded >= at_rest * LEAST_SHARE or not whole
    assert grown < MOST_GROWTH_BYTES
    assert _nodes(reader) <= nodes + 200  # the tape fills its forty rows and stops


def _memory(devtools: CDPSession) -> int:
    devtools.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = devtools.send("Runtime.getHeapUsage")
    return int(used["usedSize"])


def _worked_s(devtools: CDPSession) -> float:
    """Processor seconds of the page's own thread."""
    told = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))


def _nodes(page: Page) -> int:
    return int(page.evaluate("() => document.querySelectorAll('*').length"))
