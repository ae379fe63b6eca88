"""The browser says of every bundle what the command line says: same steps, same outcomes, same sentences."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

from registry.adapters.signer import dev_signer
from registry.domain.bundle_schema import FORMAT
from registry.domain.verdict import STEPS, Step
from registry.usecases.verify_bundle import LARGEST_BUNDLE_BYTES, verify_bundle
from tests.registry import bundle_parts as parts
from tests.registry.test_verify_bundle import FORGERIES, GENUINE, change_one_byte
from tests.verifier.browser import BrowserVerifier

CHANGES = 400
# These two quote the JSON reader and the text that was read, which each language words in its own way.
WORDED_ALONE = ("canonical", "schema")
OURS = {"chainId": str(parts.CHAIN_ID), "addresses": parts.ADDRESSES}


def on_command_line(data: bytes) -> list[Step]:
    return list(verify_bundle(data, tools=parts.TOOLS).steps)


def is_same(one: Sequence[Step], other: Sequence[Step]) -> bool:
    """Equal but for the wording of what could not be read."""
    return [_plain(step) for step in one] == [_plain(step) for step in other]


def _plain(step: Step) -> tuple[str, str, str, dict[str, str]]:
    own = step.outcome == "fail" and step.name in WORDED_ALONE
    return (step.name, step.outcome, "" if own else step.sentence, {} if own else dict(step.inputs))


def disagreements(verifier: BrowserVerifier, bundles: Sequence[bytes]) -> list[tuple[bytes, list[Step], list[Step]]]:
    told = zip(bundles, verifier.steps(bundles), strict=True)
    pairs = [(data, steps, on_command_line(data)) for data, steps in told]
    return [pair for pair in pairs if not is_same(pair[1], pair[2])]


def test_a_genuine_bundle_passes_inside_as_on_the_command_line(in_browser: BrowserVerifier) -> None:
    """Must pass the seven steps that need no chain, skip the others, and agree word for word."""
    (steps,) = in_browser.steps([GENUINE])
    assert [step.name for step in steps] == list(STEPS)
    assert [step.outcome for step in steps] == ["pass"] * 7 + ["not checked"] * 7
    assert is_same(steps, on_command_line(GENUINE))


def test_each_signed_forgery_fails_at_the_same_step(in_browser: BrowserVerifier) -> None:
    """Must name the step of each forgery that tests/registry lists, by the same sentence."""
    forged = []
    for _, _, change in FORGERIES:
        unsigned = json.loads(json.dumps(parts.unsigned_bundle()))
        change(unsigned)
        forged.append(parts.sign(unsigned))
    assert disagreements(in_browser, forged) == []
    told = in_browser.steps(forged)
    failing = [next(step.name for step in steps if step.outcome == "fail") for steps in told]
    assert failing == [step for _, step, _ in FORGERIES]


def test_any_changed_byte_fails_alike(in_browser: BrowserVerifier) -> None:
    """Must refuse each of 400 files with one byte changed just where the command line refuses it."""
    chance = random.Random(8785)
    changed = [change_one_byte(GENUINE, chance) for _ in range(CHANGES)]
    assert disagreements(in_browser, changed) == []


def test_what_json_readers_disagree_on_is_refused_alike(in_browser: BrowserVerifier) -> None:
    """Must take no other bytes than RFC 8785 writes: numbers, half characters, keys twice, marks, depth, size."""
    texts = [
        "", "{}", "[]", "null", "1", "-0", "0", "1.0", "1e21", "1e+21", "100000000000000000000", "9007199254740991",
        "9007199254740992", "9007199254740993", "1e400", "NaN", "Infinity", "0.1", "1E2", "5e-324",
        '"\\ud800"', '"\\u0041"',
        '"\\u001f"', '"\x7f"', '"é"', '"\\u00e9"', '"\\/"', '{"a":1,"a":1}', '{"b":1,"a":1}', '{"__proto__":1}',
        '{"\\ud83d\\ude00":1}', '{"😀":1,"\ufb33":2}', '{"\ufb33":2,"😀":1}', "\ufeff{}",
        "[" * 65 + "]" * 65, "[" * 64 + "]" * 64,
        "[1,]", " {}", "{}\n", '{"format":"' + FORMAT + '"}', "true", '"' + "[" * 100 + '"',
    ]  # fmt: skip
    odd = [text.encode() for text in texts] + [b"\xff\xfe", b'"\xc0\x80"', b'"\xed\xa0\x80"']
    odd += [b" " * (LARGEST_BUNDLE_BYTES + 1), b"[" * 900_000]
    assert disagreements(in_browser, odd) == []


def test_keys_are_recovered_as_by_the_other_library(in_browser: BrowserVerifier) -> None:
    """Must name the signer that libsecp256k1 names, or none where it finds none, for signatures true and invented."""
    chance, bundles = random.Random(256), []
    for number in range(60):
        document = json.loads(GENUINE)
        if number % 2:
            r, s = chance.randbytes(32), bytes([chance.randrange(0x80)]) + chance.randbytes(31)
            signature = r + s + bytes([chance.choice((27, 28))])
        else:
            signature = dev_signer(number % 16).sign_digest(chance.randbytes(32))
        document["issuer"]["signature"] = "0x" + signature.hex()
        bundles.append(parts.TOOLS.canonical(document))
    bundles += [_with_signature(bytes(64) + b"\x1b"), _with_signature(b"\xff" * 32 + b"\x01" * 32 + b"\x1c")]
    assert disagreements(in_browser, bundles) == []


def _with_signature(signature: bytes) -> bytes:
    document = json.loads(GENUINE)
    document["issuer"]["signature"] = "0x" + signature.hex()
    written: bytes = parts.TOOLS.canonical(document)
    return written


def test_a_bundle_of_copied_contracts_is_not_ours(in_browser: BrowserVerifier) -> None:
    """Must pass the step registry for the addresses that the page knows, and fail it for any other."""
    (ours,) = in_browser.steps([GENUINE], registry=OURS)
    assert (ours[2].name, ours[2].outcome) == ("registry", "pass")
    copied = OURS | {"addresses": parts.ADDRESSES | {"SealRegistry": "0x" + "99" * 20}}
    (foreign,) = in_browser.steps([GENUINE], registry=copied)
    assert foreign[2].outcome == "fail"
    assert "another SealRegistry than this registry's" in foreign[2].sentence


def test_a_node_that_does_not_answer_leaves_the_outside_unchecked(in_browser: BrowserVerifier) -> None:
    """Must check everything inside, and say of the rest that the node does not answer."""
    (steps,) = in_browser.steps([GENUINE], node="http://127.0.0.1:1")
    assert [step.outcome for step in steps] == ["pass"] * 7 + ["not checked"] * 7
    assert "the node at http://127.0.0.1:1 cannot be read" in steps[7].sentence
