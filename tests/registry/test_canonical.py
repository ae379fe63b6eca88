"""One value has one byte form, and only that form is read."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.adapters.canonical_json import NotCanonical, canonical, parse_canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)


def test_keys_are_sorted_and_space_is_gone() -> None:
    """Must write members in the order of their UTF-16 code units, without white space or escapes of plain text."""
    assert canonical({"b": "é", "a": ["1", {}], "A": "\n"}) == '{"A":"\\n","a":["1",{}],"b":"é"}'.encode()


@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    """Must lose nothing."""
    assert parse_canonical(canonical(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":"1"}\n',
        b' {"a":"1"}',
        b'{"a": "1"}',
        b'{"b":"1","a":"2"}',
        b'{"a":"1","a":"1"}',
        b'{"a":"\\u0031"}',
        b'{"a":"\\u00e9"}',
        b"{'a':'1'}",
        b'{"a":NaN}',
        b'{"a":1.0}',
        b'{"a":1e400}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b"",
    ],
)
def test_any_other_form_is_refused(data: bytes) -> None:
    """Must refuse white space, order, doubles, escapes, numbers in another spelling, bad UTF-8 and depth."""
    with pytest.raises(NotCanonical) as refusal:
        parse_canonical(data)
    assert refusal.value.facts["reason"]


def test_a_deep_document_is_refused_before_it_is_parsed() -> None:
    """Must not let a stranger's file exhaust the stack, whatever recursion limit the process has."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        for deep in (b"[" * 500_000, b'{"a":' * 500_000, b"[" * 65 + b"]" * 65):
            with pytest.raises(NotCanonical) as refusal:
                parse_canonical(deep)
            assert "64 levels" in refusal.value.sentence
    finally:
        sys.setrecursionlimit(limit)


def test_brackets_inside_text_do_not_nest() -> None:
    """Must take text for text, escaped quotes included, and read 64 levels."""
    for value in ("[" * 1000, '"[' * 100, "\\" * 3 + "{" * 1000):
        assert parse_canonical(canonical([value])) == [value]
    assert canonical(parse_canonical(b"[" * 64 + b"]" * 64)) == b"[" * 64 + b"]" * 64


def test_a_million_quotes_are_read_in_one_pass() -> None:
    """Must not take quadratic time over a text that never ends."""
    started = time.process_time()  # of this process: others share the machine
    with pytest.raises(NotCanonical):
        parse_canonical(b'"' + b'\\"' * 500_000)
    assert time.process_time() - started < 5


def test_the_refusal_names_the_first_different_byte() -> None:
    """Must point at the place."""
    with pytest.raises(NotCanonical) as refusal:
        parse_canonical(b'{"a": "1"}')
    assert "byte 5" in refusal.value.sentence
