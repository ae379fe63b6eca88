"""What a person types, a server writes, a node answers or a file holds is never taken for something else."""

from __future__ import annotations

import json
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest

from registry.domain.details import details_hash
from tests.verifier.browser import TIMEOUT_S, bundled

SALT = "5e" * 16
DETAILS = {"purpose": "ปี 2567 / năm 2024", "beneficiary": 'Công ty "Xanh"'}
BOMB_BYTES = 50_000_000


def in_node(island: str, folder: Path, words: str) -> Any:
    """The JSON value of an expression over the exports `it` of an island."""
    module = bundled(island, folder)
    program = f"import * as it from {json.dumps(module.as_uri())}; console.log(JSON.stringify(await ({words})));"
    command = ["node", "--input-type=module", "--eval", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_decimal_comma_is_no_thousand(tmp_path: Path) -> None:
    """Must refuse 12,50 rather than read 1,250: where a comma parts decimals, a hundredfold price would be signed."""
    texts = ["12,50", "1,5", "1,2345", ",5", "1,,000", "1,234", "1,234.50", "1234.5", "12,345,678"]
    words = f"{json.dumps(texts)}.map((text) => [it.readMoney(text, 6), it.readCredits(text)].map(String))"
    told = in_node("market/amounts.ts", tmp_path, words)
    assert [pair[0] for pair in told[:5]] == ["null"] * 5
    assert [pair[0] for pair in told[5:]] == ["1234000000", "1234500000", "1234500000", "12345678000000"]
    assert [pair[1] for pair in told] == ["null"] * 5 + ["1234", "null", "null", "12345678"]


def test_a_ticket_is_worked_out_anew(tmp_path: Path) -> None:
    """Must hash the details of a retirement as the service does, and notice an order that outlives what was asked."""
    order = '{ expiry: "2000" }'
    contract = json.dumps({"country": "0x5448", "vintage_from": "2018"})
    words = (
        f"(async () => [await it.detailsHash({json.dumps(DETAILS)}, {json.dumps(SALT)}), "
        f"it.endsInTime({order}, 1000000, 1000), it.endsInTime({order}, 1000000, 399), "
        f"it.fieldsOfContract({contract})])()"
    )
    told = in_node("market/order.ts", tmp_path, words)
    assert told == [details_hash(DETAILS, SALT), True, False, {"country": "0x5448", "vintageFrom": "2018"}]


def test_a_file_that_inflates_without_end_is_given_up(tmp_path: Path) -> None:
    """Must not inflate an attachment beyond the size of a bundle, and still find a bundle of fair size."""
    bundle = b'{"format":"carbonix/retirement-proof/1"}'
    made = [_paper(bundle + b" " * BOMB_BYTES), _paper(bundle)]
    for number, paper in enumerate(made):
        (tmp_path / f"{number}.pdf").write_bytes(paper)
    read = "const { openAsBlob } = await import('node:fs');"
    names = json.dumps([str(tmp_path / f"{number}.pdf") for number in range(len(made))])
    words = (
        f"(async () => {{ {read} const found = []; for (const name of {names}) "
        "found.push((await it.bundleInPdf(await openAsBlob(name)))?.length ?? null); return found; })()"
    )
    assert in_node("verify/files.ts", tmp_path, words) == [None, len(bundle)]


@pytest.mark.parametrize(
    "receipt",
    [{"blockNumber": "soon", "logs": []}, {"blockNumber": "0x1"}, {"blockNumber": "0x1", "logs": [{"topics": None}]}],
)
def test_a_node_that_answers_nonsense_is_called_strange(tmp_path: Path, receipt: dict[str, Any]) -> None:
    """Must blame the node, never the reader's file, for a receipt that cannot be read."""
    node = f"{{ url: 'https://node', request: async () => ({json.dumps(receipt)}) }}"
    words = f"it.receiptOf({node}, '0x00').catch((fault) => fault.kind ?? fault.name)"
    assert in_node("verifier/chain.ts", tmp_path, words) == "strange"


def _paper(attached: bytes) -> bytes:
    data = zlib.compress(attached)
    head = f"1 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    return b"%PDF-1.7\n" + head.encode() + data + b"\nendstream\nendobj\n"
