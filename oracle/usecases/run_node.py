"""Runs one oracle node's part of a round: it recomputes by itself, commits to a hash, and reveals what it committed."""

from __future__ import annotations

from oracle.domain.agreement import Commit, Reveal, Statement, Terms, commit_text, sha256
from oracle.domain.agreement_refusals import NothingCommitted
from oracle.usecases.node_ports import NodeJournal, Recompute
from registry.ports import ChainReader, TextSigner


def commit_answer(
    terms: Terms, *, key: TextSigner, journal: NodeJournal, recompute: Recompute, chain: ChainReader, salt: bytes
) -> Commit:
    """The node's promise of what it computed; after a crash the same promise, from its own journal.

    The signed statement is in the journal before anybody hears of it: a node that forgot its salt, or whose key signs
    differently each time, could never reveal. `salt` is 32 fresh random bytes. Raises what the recomputation raises.
    """
    reveal = journal.find(terms.id)
    if reveal is None:
        observed_s = chain.head().time
        answer = recompute(terms.report_hash)
        statement = Statement(
            round=terms.id,
            node=key.address,
            document_sha256=sha256(answer.document),
            point_kg=answer.point_kg,
            lower_bound_kg=answer.lower_bound_kg,
            observed_s=observed_s,
            salt="0x" + salt.hex(),
        )
        reveal = journal.keep(Reveal(statement, _sign(key, statement.text)))
    signature = _sign(key, commit_text(terms.id, key.address, reveal.commitment))
    return Commit(terms.id, key.address, reveal.commitment, signature)


def reveal_answer(terms: Terms, *, key: TextSigner, journal: NodeJournal) -> Reveal:
    """What the node committed to. Raises NothingCommitted if its journal has no statement of this round."""
    reveal = journal.find(terms.id)
    if reveal is None:
        raise NothingCommitted(terms.id, key.address)
    return reveal


def _sign(key: TextSigner, text: str) -> str:
    return "0x" + key.sign_text(text).hex()
