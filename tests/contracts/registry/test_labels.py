"""The registrar says which programmes accept a batch, in bits that have a meaning, and may say it anew."""

from __future__ import annotations

import pytest

from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused

CORSIA, CORE_PRINCIPLES, ARTICLE_6, SDG = 1, 2, 4, 8
DOCUMENT, ZERO32 = keccak("letter of authorisation"), "0x" + "00" * 32


@pytest.fixture
def batch(open_batch):
    return open_batch(16, 1_483_228_800)


def test_a_batch_begins_without_labels(book, batch):
    """Must claim nothing that nobody said."""
    assert book.labelsOf(batch) == 0


def test_labels_replace_each_other(book, batch, admin):
    """Must keep the last word, with the document that shows it."""
    book.setLabels(batch, CORSIA | SDG, DOCUMENT, {"from": admin})
    transaction = book.setLabels(batch, CORE_PRINCIPLES | ARTICLE_6, DOCUMENT, {"from": admin})
    assert dict(transaction.events["LabelsSet"]) == {"batch": batch, "labels": 6, "documentHash": DOCUMENT}
    assert book.labelsOf(batch) == 6


def test_labels_belong_to_a_batch(book, batch, admin):
    """Must refuse a batch that nobody opened, to write and to read."""
    with refused("BatchUnknown", batch + 1):
        book.setLabels(batch + 1, CORSIA, DOCUMENT, {"from": admin})
    with refused("BatchUnknown", batch + 1):
        book.labelsOf(batch + 1)


@pytest.mark.parametrize(("labels", "document", "field"), [(16, DOCUMENT, "labels"), (1, ZERO32, "documentHash")])
def test_labels_have_a_meaning_and_a_document(book, batch, admin, labels, document, field):
    """Must refuse a bit that means nothing, and a label that nothing shows."""
    with refused("InvalidField", field):
        book.setLabels(batch, labels, document, {"from": admin})
    assert book.labelsOf(batch) == 0
