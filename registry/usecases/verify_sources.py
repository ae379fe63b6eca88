"""Hands the sources of deployed contracts to a source verifier and waits for its word on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from registry.domain.source_verification import SourceSubmission, Standing, VerifiedSource
from registry.ports import SourceVerifier

POLLS = 20
PAUSE_S = 3


def verify_sources(
    submissions: Iterable[SourceSubmission], verifier: SourceVerifier, wait: Callable[[int], None], polls: int = POLLS
) -> Iterator[VerifiedSource]:
    """The verifier's word on each contract, in order; still pending after `polls` questions, it stays pending.

    `wait` lets so many seconds pass between two questions.

    Raises VerifierUnavailable where the verifier does not answer.
    """
    for submission in submissions:
        answer = verifier.submit(submission)
        ticket = answer.ticket
        for poll in range(polls):
            if answer.standing is not Standing.PENDING:
                break
            if poll > 0:
                wait(PAUSE_S)
            answer = verifier.ask(ticket)
        reason = answer.reason
        if answer.standing is Standing.PENDING:
            reason = f"no word after {polls} questions; its ticket is {ticket}"
        yield VerifiedSource(submission.contract, submission.address, answer.standing, reason)
