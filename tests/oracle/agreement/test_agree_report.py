"""Facts about agreement on a real report: run_node, recompute_report and agree_report on real readings and a chain."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from oracle.adapters.meter_files import SERF_EAST
from oracle.adapters.node_home import LocalNode, NodeHome
from oracle.api.node_routes import node_router
from oracle.cli import app as command_line
from oracle.domain.agreement import Commit, Conduct, Reveal, Terms, sha256
from oracle.domain.agreement_refusals import (
    AgreementDiffers,
    AgreementMissing,
    AgreementNotHeld,
    AgreementUnknown,
    NothingCommitted,
    RoundPhaseOver,
)
from oracle.domain.agreement_round import ONE_MACHINE_NOTICE, Answer, Phase
from oracle.domain.monitoring_plan import MonitoringPlan
from oracle.domain.monitoring_report import MonitoringReport
from oracle.usecases.agree_report import require_agreement, terms_of
from oracle.usecases.node_ports import NodeDoor
from registry.api.problems import install
from registry.domain.report import Layer
from registry.errors import ChainUnavailable
from tests.deployed import Characters, DeployedChain
from tests.oracle.conftest import ROOF, Room, open_room

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def reported_home(
    registered_chain: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home with the roof's report, built once for all tests of this file."""
    home = tmp_path_factory.mktemp("reported")
    opened = open_room(registered_chain, characters, home)
    opened.oracle.import_file(SERF_EAST)
    opened.oracle.build_report(ROOF, SERF_EAST.period)
    opened.registry.close()
    return home


@pytest.fixture
def room(
    registered_chain: DeployedChain, characters: Characters, reported_home: Path, tmp_path: Path
) -> Iterator[Room]:
    """A copy of that home on the registered chain, to which nothing is sent."""
    opened = open_room(registered_chain, characters, Path(shutil.copytree(reported_home, tmp_path / "home")))
    yield opened
    opened.registry.close()


@pytest.fixture
def monitoring(room: Room) -> MonitoringReport:
    """The report of the roof."""
    kept = room.oracle.reports.of_period(ROOF.number, SERF_EAST.period)
    assert kept is not None
    return kept


@dataclass(slots=True)
class Mute:
    """A seat whose node does not answer."""

    address: str

    def promise(self, _terms: Terms) -> Commit:
        raise ChainUnavailable("the node does not answer")

    def reveal(self, _terms: Terms) -> Reveal:
        raise ChainUnavailable("the node does not answer")


@dataclass(slots=True)
class Turncoat:
    """A node that promises one answer and, with the same key, reveals another."""

    first: LocalNode
    second: LocalNode

    @property
    def address(self) -> str:
        return self.first.address

    def promise(self, terms: Terms) -> Commit:
        return self.first.promise(terms)

    def reveal(self, terms: Terms) -> Reveal:
        self.second.promise(terms)
        return self.second.reveal(terms)


@dataclass(slots=True)
class Copyist:
    """A node that repeats another's words instead of working."""

    address: str
    copied: LocalNode

    def promise(self, terms: Terms) -> Commit:
        return replace(self.copied.promise(terms), node=self.address)

    def reveal(self, terms: Terms) -> Reveal:
        return self.copied.reveal(terms)


def knowing(room: Room, number: int, answer: Answer, home: Path | None = None) -> LocalNode:
    """Node `number` with its own key, which answers what it is told."""
    folder = home or room.registry.settings.home / "nodes" / str(number)
    return LocalNode(NodeHome(folder), room.registry.chain, lambda _hash: answer)


def true_answer(monitoring: MonitoringReport) -> Answer:
    return Answer(monitoring.document, monitoring.report.point_kg, monitoring.report.lower_bound_kg)


def panel(room: Room, monitoring: MonitoringReport) -> list[NodeDoor]:
    """The panel's five nodes, which know the answer already."""
    return [knowing(room, number, true_answer(monitoring)) for number in range(1, 6)]


def test_five_nodes_recompute_the_report_from_its_raw_files(room: Room, monitoring: MonitoringReport) -> None:
    """Must agree on the very document of the report, with five keys, five promises and five answers; once."""
    held = room.oracle.nodes.agree(monitoring)
    verdict = held.verdict
    assert verdict is not None
    assert verdict.document_sha256 == sha256(monitoring.document)
    assert (verdict.votes, verdict.quorum) == (5, 3)
    assert (verdict.point_kg, verdict.lower_bound_kg) == (1634, 1617)
    assert len({seat.node for seat in held.terms.seats}) == 5
    assert len({word.commitment for word in held.commits}) == 5
    assert set(verdict.conduct.values()) == {Conduct.AGREED}
    assert room.oracle.nodes.agree(monitoring) == held
    assert room.restarted().oracle.nodes.agree(monitoring) == held
    shown = json.loads(room.registry.evidence.get(room.oracle.nodes.publish(held)))
    assert shown["notice"] == ONE_MACHINE_NOTICE
    assert shown["verdict"]["lowerBoundKg"] == "1617"


def test_a_recomputation_believes_no_stored_quantity(room: Room, monitoring: MonitoringReport) -> None:
    """Must give the document of the raw files whatever the stored report says, and so refuse a raised figure."""
    raised = json.loads(monitoring.document)
    raised["reduction"]["lowerBoundKg"] = "1618"
    false = replace(
        monitoring,
        document=room.oracle.commitments.canonical(raised),
        report=replace(monitoring.report, lower_bound_kg=1618),
    )
    room.oracle.reports.keep(false)
    assert room.oracle.recompute(false.report_hash).document == monitoring.document
    with pytest.raises(AgreementDiffers) as refused:
        room.oracle.nodes.agree(false)
    assert refused.value.facts == {
        "field": "document",
        "reported": sha256(false.document),
        "agreed": sha256(monitoring.document),
    }


def test_a_minority_that_fails_or_differs_is_named(room: Room, monitoring: MonitoringReport) -> None:
    """Must agree with three honest nodes of five, and say of the two others what each did, and why."""
    nodes = panel(room, monitoring)
    nodes[0] = Mute(nodes[0].address)
    nodes[4] = knowing(room, 5, Answer(b"another document", 900_000, 900_000))
    held = room.oracle.nodes.agree(monitoring, nodes)
    assert held.verdict is not None
    assert held.verdict.named(Conduct.SILENT) == (nodes[0].address,)
    assert held.verdict.named(Conduct.DISSENTED) == (nodes[4].address,)
    assert held.faults == {nodes[0].address: "the node does not answer"}
    assert held.verdict.lower_bound_kg == 1617


def test_who_reveals_something_else_than_it_promised_is_named(
    room: Room, monitoring: MonitoringReport, tmp_path: Path
) -> None:
    """Must name a node that signs another answer after its promise: its vote and its value count for nothing."""
    nodes = panel(room, monitoring)
    twin = Path(shutil.copytree(room.registry.settings.home / "nodes" / "2", tmp_path / "twin"))
    nodes[1] = Turncoat(
        knowing(room, 2, true_answer(monitoring)), knowing(room, 2, Answer(b"better", 1700, 1700), twin)
    )
    held = room.oracle.nodes.agree(monitoring, nodes)
    assert held.verdict is not None
    assert held.verdict.named(Conduct.CHANGED) == (nodes[1].address,)
    assert (held.verdict.votes, held.verdict.lower_bound_kg) == (4, 1617)


def test_another_s_words_cannot_be_said_again(room: Room, monitoring: MonitoringReport) -> None:
    """Must refuse a copied promise and a copied answer by their signature: the copyist is silent, nobody is blamed."""
    nodes = panel(room, monitoring)
    nodes[3] = Copyist(nodes[3].address, knowing(room, 1, true_answer(monitoring)))
    held = room.oracle.nodes.agree(monitoring, nodes)
    assert held.verdict is not None
    assert held.verdict.named(Conduct.SILENT) == (nodes[3].address,)
    assert held.verdict.named(Conduct.CHANGED) == ()
    assert "the word is said to be" in held.faults[nodes[3].address]


def test_without_a_quorum_nothing_is_agreed_and_a_new_round_may_be_held(
    room: Room, monitoring: MonitoringReport
) -> None:
    """Must refuse by name with the nodes apart, keep that round as it was, and agree in a second one."""
    nodes = panel(room, monitoring)
    mute: list[NodeDoor] = [*nodes[:2], *(Mute(node.address) for node in nodes[2:])]
    with pytest.raises(AgreementMissing) as refused:
        room.oracle.nodes.agree(monitoring, mute)
    assert (refused.value.facts["votes"], refused.value.facts["quorum"]) == ("2", "3")
    assert refused.value.facts["apart"].split(", ") == [node.address for node in mute]
    held = room.oracle.nodes.agree(monitoring, nodes)
    assert (held.terms.attempt, held.phase) == (2, Phase.CLOSED)
    failed = room.oracle.nodes.rounds.find(refused.value.facts["round"])
    assert failed.verdict is not None
    assert failed.verdict.named(Conduct.SILENT) == tuple(node.address for node in mute[2:])


def test_a_report_whose_plan_demands_agreement_is_not_signed_without_it(
    room: Room, monitoring: MonitoringReport
) -> None:
    """Must refuse the model layer and the sending by name while no round was held, and let both go on after one."""
    oracle, rounds = room.oracle, room.oracle.nodes.rounds
    require_agreement(monitoring, demanded=False, rounds=rounds)
    with pytest.raises(AgreementNotHeld) as refused:
        require_agreement(monitoring, demanded=True, rounds=rounds)
    assert refused.value.facts == {"reportHash": monitoring.report_hash}
    demanding = replace(monitoring, meter="")  # a report on a plan, whose plan demands a round
    oracle.plans.keep(MonitoringPlan(monitoring.report.project, "renewable-power@1", agreement=True))
    assert oracle.plans.plan(monitoring.report.project).agreement
    with pytest.raises(AgreementNotHeld):
        oracle.attest(demanding, Layer.Model, room.characters.model)
    with pytest.raises(AgreementNotHeld):
        oracle.submit(demanding, [], room.characters.operator)
    assert not oracle.reports.is_sent(monitoring.report_hash)
    oracle.nodes.agree(monitoring, panel(room, monitoring))
    require_agreement(monitoring, demanded=True, rounds=rounds)


def test_a_round_without_agreement_binds_whatever_the_plan_says(room: Room, monitoring: MonitoringReport) -> None:
    """Must refuse the model layer after a panel that failed to agree, until a later round agrees."""
    nodes = panel(room, monitoring)
    with pytest.raises(AgreementMissing):
        room.oracle.nodes.agree(monitoring, [*nodes[:2], *(Mute(node.address) for node in nodes[2:])])
    with pytest.raises(AgreementMissing):
        room.oracle.attest(monitoring, Layer.Model, room.characters.model)
    room.oracle.nodes.agree(monitoring, nodes)
    assert room.oracle.attest(monitoring, Layer.Model, room.characters.model).layer is Layer.Model


def test_a_node_that_died_after_its_promise_reveals_the_same(room: Room, monitoring: MonitoringReport) -> None:
    """Must take salt and statement from the node's own journal: whatever it would compute now."""
    terms = terms_of(monitoring, room.oracle.nodes.seats, 1, room.registry.chain)
    first = knowing(room, 1, true_answer(monitoring)).promise(terms)
    reborn = knowing(room, 1, Answer(b"something else", 1, 1))
    assert reborn.promise(terms) == first
    assert reborn.reveal(terms).commitment == first.commitment
    with pytest.raises(NothingCommitted):
        knowing(room, 2, true_answer(monitoring)).reveal(terms)


def test_a_node_asked_twice_at_once_has_one_word(room: Room, monitoring: MonitoringReport) -> None:
    """Must promise the same to both that asked, though each recomputed before the other's word was kept."""
    terms = terms_of(monitoring, room.oracle.nodes.seats, 1, room.registry.chain)
    home, both = NodeHome(room.registry.settings.home / "nodes" / "1"), Barrier(2)
    home.key()

    def recompute(_hash: str) -> Answer:
        both.wait()
        return true_answer(monitoring)

    def promise(_call: int) -> Commit:
        return LocalNode(home, room.registry.chain, recompute).promise(terms)

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(promise, range(2))
    assert one == other


def test_a_panel_that_died_between_promises_and_answers_goes_on(room: Room, monitoring: MonitoringReport) -> None:
    """Must take no promise after the first answer, and close the same round after a restart."""
    nodes, rounds = panel(room, monitoring), room.oracle.nodes.rounds
    opened = rounds.open(terms_of(monitoring, room.oracle.nodes.seats, 1, room.registry.chain))
    with pytest.raises(RoundPhaseOver):
        rounds.add_reveal(_promised(nodes[0], opened.terms))
    for node in nodes[:4]:
        rounds.add_commit(node.promise(opened.terms))
    rounds.begin_reveals(opened.terms.id)
    rounds.add_reveal(nodes[0].reveal(opened.terms))
    with pytest.raises(RoundPhaseOver):
        rounds.add_commit(nodes[4].promise(opened.terms))
    held = room.restarted().oracle.nodes.agree(monitoring, nodes)
    assert held.terms == opened.terms
    assert held.verdict is not None
    assert (held.verdict.votes, len(held.commits)) == (4, 4)
    with pytest.raises(AgreementUnknown):
        rounds.find("0x" + "00" * 32)


def test_a_node_s_key_is_its_own(room: Room) -> None:
    """Must give each node a key in a file that only its owner may read, the same one after a restart."""
    assert len(room.oracle.nodes.nodes) == 5
    files = sorted((room.registry.settings.home / "nodes").glob("*/node.key"))
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 5
    assert room.restarted().oracle.nodes.seats == room.oracle.nodes.seats


def test_a_stranger_judges_the_transcript_again(room: Room, monitoring: MonitoringReport, tmp_path: Path) -> None:
    """Must serve every signed word to anybody, hold it by a command without a server, and notice each changed word."""
    nodes = [*panel(room, monitoring)[:4], knowing(room, 5, Answer(b"another document", 1800, 1800))]
    held = room.oracle.nodes.agree(monitoring, nodes)
    app = FastAPI()
    install(app)
    app.include_router(node_router(room.oracle))
    with TestClient(app) as client:
        unknown = client.get(f"/api/v1/reports/{'0x' + '77' * 32}/agreement")
        served = client.get(f"/api/v1/reports/{monitoring.report_hash}/agreement").json()
    assert (unknown.status_code, unknown.json()["code"]) == (404, "AgreementUnknown")
    assert served == json.loads(room.oracle.nodes.transcript(held))
    assert _checked(served, tmp_path).exit_code == 0
    for spoil in SPOILED.values():
        spoiled = json.loads(json.dumps(served))
        spoil(spoiled)
        assert _checked(spoiled, tmp_path).exit_code == 1
    assert _checked({**served, "phase": "someday"}, tmp_path).exit_code == 2


SPOILED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a figure": lambda paper: paper["reveals"][0].update(lowerBoundKg="1618"),
    "a promise": lambda paper: paper["commits"][0].update(commitment="0x" + "22" * 32),
    "a word left out": lambda paper: paper["reveals"].pop(),
    "the terms": lambda paper: paper["terms"].update(capKg="99999999"),
    "the verdict": lambda paper: paper["verdict"].update(lowerBoundKg="1800"),
}


def test_commands_show_the_panel_and_let_it_agree(room: Room, monitoring: MonitoringReport) -> None:
    """Must list five seats with the notice, agree on the report, and print its transcript."""
    listed = json.loads(_run(room, "list", "--json").stdout)
    assert (len(listed["panel"]), listed["notice"]) == (5, ONE_MACHINE_NOTICE)
    room.oracle.nodes.agree(monitoring, panel(room, monitoring))
    agreed = json.loads(_run(room, "agree", monitoring.report_hash, "--json").stdout)
    assert (agreed["agreed"], agreed["lowerBoundKg"]) == (True, "1617")
    assert json.loads(_run(room, "show", monitoring.report_hash).stdout)["verdict"] == agreed
    assert _run(room, "show", "0x" + "77" * 32).exit_code == 2


def _run(room: Room, *words: str) -> Result:
    settings = room.registry.settings
    environment = {
        "CARBONIX_HOME": str(settings.home),
        "CARBONIX_DEPLOYMENTS": str(settings.deployments_dir),
        "CARBONIX_RPC_URL": room.chain.rpc_url,
    }
    return CliRunner().invoke(command_line, ["nodes", *words], env=environment)


def _checked(paper: dict[str, Any], folder: Path) -> Result:
    file = folder / "transcript.json"
    file.write_text(json.dumps(paper))
    return CliRunner().invoke(command_line, ["nodes", "check", str(file)])


def _promised(node: NodeDoor, terms: Terms) -> Reveal:
    node.promise(terms)
    return node.reveal(terms)
