"""Facts about judging a round: quorum, conduct, values by trust domain; pure, over words whose signatures hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.domain.agreement import Commit, Conduct, NoValue, Reveal, Seat, Statement, Terms, judge, sha256
from oracle.domain.weighted_median import weighted_median
from registry.errors import InvalidInput

NOW_S, HEARTBEAT_S, CAP_KG = 1_700_000_000, 3_600, 10_000
TRUE, FALSE = sha256(b"true"), sha256(b"false")
DOMAINS = ("a", "a", "a", "b", "c")


def node(number: int) -> str:
    return f"0x{number:040x}"


def terms(domains: tuple[str, ...] = DOMAINS) -> Terms:
    seats = tuple(Seat(node(number), domain) for number, domain in enumerate(domains))
    return Terms("0x" + "11" * 32, 101, NOW_S - 90_000, NOW_S - 3_600, 1, NOW_S, HEARTBEAT_S, CAP_KG, seats)


def answer(number: int, kilograms: int = 100, document: str = TRUE, age_s: int = 0) -> Reveal:
    said = Statement(terms().id, node(number), document, kilograms, kilograms, NOW_S - age_s, f"0x{number:064x}")
    return Reveal(said, "0x" + f"{number + 1:02x}" * 65)


def promise(of: Reveal) -> Commit:
    return Commit(of.statement.round, of.statement.node, of.commitment, of.signature)


@given(st.lists(st.tuples(st.integers(), st.integers(1, 50)), min_size=1), st.randoms())
def test_the_weighted_median_splits_the_weight(figures: list[tuple[int, int]], chance: object) -> None:
    """Must leave at most half of the weight strictly on either side, be one of the figures, and not mind the order."""
    found = weighted_median(figures)
    total = sum(weight for _, weight in figures)
    assert found in {figure for figure, _ in figures}
    assert 2 * sum(weight for figure, weight in figures if figure < found) < total
    assert 2 * sum(weight for figure, weight in figures if figure > found) <= total
    shuffled = list(figures)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert weighted_median(shuffled) == found


@given(st.lists(st.integers(90, 110), min_size=3, max_size=9), st.integers(-(10**9), 10**9))
def test_a_minority_cannot_move_the_median_out_of_the_rest(honest: list[int], wild: int) -> None:
    """Must stay within the honest figures however far fewer others lie."""
    liars = [(wild, 1)] * (len(honest) - 1)
    assert min(honest) <= weighted_median([(figure, 1) for figure in honest] + liars) <= max(honest)


def test_the_lower_of_two_middles_is_taken_and_nothing_has_no_median() -> None:
    """Must answer in favour of the atmosphere, by weight, and refuse no figure or no weight."""
    assert weighted_median([(200, 1), (100, 1)]) == 100
    assert weighted_median([(200, 3), (100, 1)]) == 200
    for figures in ([], [(1, 0)]):
        with pytest.raises(InvalidInput):
            weighted_median(figures)


@pytest.mark.parametrize(("seats", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4)])
def test_a_quorum_is_more_than_half_of_all_seats(seats: int, needed: int) -> None:
    """Must count silent seats too: half is not enough, one more is."""
    domains = tuple(str(number) for number in range(seats))
    assert terms(domains).quorum == needed
    for voices in range(seats + 1):
        verdict = judge(terms(domains), *_words([answer(number) for number in range(voices)]), NOW_S)
        assert verdict.agreed == (2 * voices > seats)


def test_one_key_has_one_vote() -> None:
    """Must refuse a panel that seats one key twice, in whatever letters: two seats of three would be its quorum."""
    for nodes in ((node(171), node(171), node(1)), (node(171), node(171).upper().replace("X", "x"), node(1)), ()):
        with pytest.raises(InvalidInput):
            replace(terms(), seats=tuple(Seat(each, "a") for each in nodes))


def test_each_conduct_has_its_name() -> None:
    """Must tell apart who agreed, dissented, changed its word, withheld it and was silent."""
    kept, other = [answer(0), answer(1), answer(2)], answer(3, document=FALSE)
    commits = [promise(each) for each in (*kept, other, answer(4))]
    verdict = judge(terms(), commits, [*kept, other], NOW_S)
    assert list(verdict.conduct.values()) == [*[Conduct.AGREED] * 3, Conduct.DISSENTED, Conduct.WITHHELD]
    assert judge(terms(), commits[:4], [*kept, other], NOW_S).conduct[node(4)] is Conduct.SILENT
    changed = answer(3, document=FALSE, age_s=1)
    breaches = (([other], [changed]), ([other, changed], [other]), ([other], [other, changed]), ([], [other]))
    for commits_of, reveals_of in breaches:
        verdict = judge(
            terms(),
            [promise(each) for each in (*kept, *commits_of)],
            [*kept, *reveals_of],
            NOW_S,
        )
        assert verdict.named(Conduct.CHANGED) == (node(3),)
        assert verdict.votes == 3


def test_a_domain_with_many_nodes_is_one_voice() -> None:
    """Must take the median over domains: three nodes of one owner cannot raise what two others see."""
    answers = [answer(0, 900), answer(1, 900), answer(2, 900), answer(3, 100), answer(4, 90)]
    verdict = judge(terms(), *_words(answers), NOW_S)
    assert (verdict.votes, verdict.lower_bound_kg) == (5, 100)


@pytest.mark.parametrize(
    ("kilograms", "age_s", "why"),
    [
        (0, 0, NoValue.AT_BOUND),
        (-5, 0, NoValue.AT_BOUND),
        (CAP_KG, 0, NoValue.AT_BOUND),
        (100, 2 * HEARTBEAT_S + 1, NoValue.STALE),
        (100, -1, NoValue.AHEAD),
    ],
)
def test_a_figure_at_its_bound_or_too_old_is_no_value(kilograms: int, age_s: int, why: NoValue) -> None:
    """Must not count the figure, name why, and have no value where fewer than most domains have one."""
    answers = [answer(0), answer(1), answer(2), answer(3), answer(4, kilograms, age_s=age_s)]
    verdict = judge(terms(), *_words(answers), NOW_S)
    assert verdict.no_value == {node(4): why}
    assert (verdict.agreed, verdict.lower_bound_kg) == (True, 100)
    answers[3] = answer(3, kilograms, age_s=age_s)
    verdict = judge(terms(), *_words(answers), NOW_S)
    assert (verdict.votes, verdict.lower_bound_kg, verdict.agreed) == (5, None, False)
    edge = [answer(number, CAP_KG - 1, age_s=2 * HEARTBEAT_S) for number in range(5)]
    assert judge(terms(), *_words(edge), NOW_S).lower_bound_kg == CAP_KG - 1


@given(st.permutations(range(5)), st.permutations(range(5)))
def test_the_order_of_words_does_not_matter(first: list[int], second: list[int]) -> None:
    """Must give the same verdict in whatever order promises and answers came."""
    answers = [answer(number, 100 + number) for number in range(5)]
    commits = [promise(answers[number]) for number in first]
    assert judge(terms(), commits, [answers[number] for number in second], NOW_S) == judge(
        terms(), *_words(answers), NOW_S
    )


def test_the_terms_cannot_be_moved() -> None:
    """Must give other terms another id, so that a word said under one set is none under another."""
    ids = {
        terms().id,
        replace(terms(), cap_kg=CAP_KG + 1).id,
        replace(terms(), attempt=2).id,
        replace(terms(), seats=terms().seats[:4]).id,
        replace(terms(), heartbeat_s=1).id,
    }
    assert len(ids) == 5


def _words(answers: list[Reveal]) -> tuple[list[Commit], list[Reveal]]:
    return [promise(each) for each in answers], answers
