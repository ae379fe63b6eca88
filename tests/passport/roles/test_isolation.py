"""The generated matrix call x role x company: no door tells another company's figures, and none breaks."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.roles import MATRIX, Permission, Role
from tests.passport.roles.calls import Call
from tests.passport.roles.company import MARKS, Company

pytestmark = pytest.mark.chain

# Calls of a signed-in person that no permission guards: who one is oneself.
FOR_EVERYBODY_SIGNED_IN = {
    "showCaller",
    "fetchOrders",  # one's own and nobody else's (chapter 34)
    "fetchOpenOrders",
    "fetchOrder",
    "fetchMyTrades",
    "fetchStatement",
    "exportMyTrades",
    "exportOrders",
    "createOrder",
    "fetchAccount",
    "listWallets",
    "linkWallet",
    "unlinkWallet",
    "allowDestination",
    "removeDestination",
}
# Calls without a token: what stands on chain anyway, what a stranger verifies, how the service is.
PUBLIC = {
    "getCollectionMetadata",
    "getBatchMetadata",
    "showCertificate",
    "downloadProof",
    "showSeal",
    "downloadEvidence",
    "lookUpHash",
    "getHealth",
    "getReadiness",
    "getVersion",
    "showReport",
    "showAgreement",
    "showProjectReadings",
    "listDataSets",  # schemas, no rows (chapter 24)
    # the market as everybody sees it (chapter 34)
    "fetchMarkets",
    "fetchContracts",
    "fetchOrderBook",
    "fetchTicker",
    "fetchTickers",
    "fetchAttributeBids",
    "fetchTrades",
    "fetchOHLCV",
    "exportTrades",
    "exportOHLCV",
    "showLimits",
    "showReconciliation",
    "showTreasury",
    "listStrikes",
    "writeTicket",
    "createChallenge",
    "signIn",
    "listJournalDays",
    "fetchJournalDay",
    "quoteTrade",
    # a demonstration's devices; a company's own ones for whoever keeps them (chapter 37, tests/web/test_monitoring.py)
    "showSeries",
    # the consumer's side: what a company published of a product (chapter 19)
    "drawCode",
    "resolveGtin",
    "resolveGtinInstance",
}
# What the platform as a whole releases: a super admin of any company releases it for every super admin.
OF_THE_PLATFORM = "benchmark:read"

# Fraud and false claims of any company are for the super admin to see; nobody else opens these doors.
WATCHED_BY_SUPER_ADMINS = {"getPlatformAlerts", "listPlatformOffsetAlarms"}


def ids_for(call: Call, held: dict[str, list[str]]) -> list[str]:
    """The ids of the other company that belong into this address; one of each kind into an address of no known kind."""
    if not call.parameters:
        return held["products"][:1]
    known = [one for segment in call.path.split("/") if segment in held for one in held[segment]]
    return known or sorted({ids[0] for ids in held.values()})


def told_of(answer: Any) -> list[str]:
    """The marks of the other company in an answer."""
    return [mark for mark in MARKS if mark in answer.text or mark in str(answer.headers)]


def test_every_call_asks_for_a_permission_or_is_known_to_be_public(calls: list[Call]) -> None:
    """Must deny by default: a door without a permission is one of those that are listed here."""
    known = {permission.value for permission in Permission}
    assert {call.operation for call in calls if call.permissions is None} - PUBLIC == set()
    bare = {call.operation for call in calls if call.permissions == ()}
    assert bare == FOR_EVERYBODY_SIGNED_IN
    assert {scope for call in calls for scope in call.permissions or ()} <= known


def test_only_super_admins_watch_every_company(calls: list[Call]) -> None:
    """Must keep the doors that show other companies to the one role whose matter that is."""
    for call in calls:
        if call.operation in WATCHED_BY_SUPER_ADMINS:
            assert call.permissions == (OF_THE_PLATFORM,)
    assert MATRIX[Permission(OF_THE_PLATFORM)] == {Role.SUPER_ADMIN}


def test_without_a_token_every_guarded_call_answers_401(company: Company, calls: list[Call]) -> None:
    """Must ask for a token before it looks at anything else."""
    for call in calls:
        if call.permissions is not None:
            answer = company.client.request(call.method, call.at(ids_for(call, company.ids)[0]))
            assert (answer.status_code, told_of(answer)) == (401, []), call.operation


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_reads_what_the_matrix_says(company: Company, calls: list[Call], role: Role | None) -> None:
    """Must let a role of the company itself through each read that its permission opens, and break at none."""
    for call in calls:
        if call.reads and call.permissions and all(role in MATRIX[Permission(one)] for one in call.permissions):
            answer = company.call("GET", call.at(ids_for(call, company.ids)[0]), *_only(role))
            assert answer.status_code not in (401, 403), (call.operation, answer.text)
            assert answer.status_code < 500, (call.operation, answer.text)


@pytest.mark.parametrize("role", [*Role, None])
def test_no_role_of_another_company_meets_anything(company: Company, calls: list[Call], role: Role | None) -> None:
    """Must refuse each call that the role lacks, and answer the others as if the company's ids did not exist."""
    for call in sorted(calls, key=lambda one: not one.reads):
        closed = [one for one in call.permissions or () if role not in MATRIX[Permission(one)]]
        for identity in ids_for(call, company.ids)[: 1 if closed else None]:
            sent = {} if call.reads else call.sent(identity)
            answer = company.call(call.method, call.at(identity), *_only(role), tenant=f"rival-{role}", **sent)
            seen = (call.operation, role, answer.status_code, answer.text[:300])
            assert told_of(answer) == [] or (call.operation in WATCHED_BY_SUPER_ADMINS and not closed), seen
            if closed:
                assert (answer.status_code, answer.json()["code"]) == (403, "NotAuthorised"), seen
                assert answer.json()["permission"] in closed, seen
                continue
            assert answer.status_code < 500 or call.permissions is None, seen
            found = call.reads and bool(call.parameters) and call.permissions is not None
            assert not (found and answer.is_success), seen


def _only(role: Role | None) -> tuple[Role, ...]:
    return () if role is None else (role,)


def test_a_rival_with_every_role_changes_nothing(company: Company, calls: list[Call]) -> None:
    """Must leave every answer of the company as it was, after a rival has tried each write with the company's ids."""
    reads = [call for call in calls if call.reads and call.permissions and OF_THE_PLATFORM not in call.permissions]
    asked = [(call, identity) for call in reads for identity in ids_for(call, company.ids)[:1]]
    before = {call.operation: company.call("GET", call.at(identity), *Role).text for call, identity in asked}
    for call in calls:
        for identity in [] if call.reads else ids_for(call, company.ids):
            answer = company.call(call.method, call.at(identity), *Role, tenant="rival-all", **call.sent(identity))
            assert told_of(answer) == [], (call.operation, answer.text[:300])
            assert answer.status_code < 500, (call.operation, answer.text[:300])
    after = {call.operation: company.call("GET", call.at(identity), *Role).text for call, identity in asked}
    assert after == before


def test_strangers_read_no_mark_of_the_company(company: Company, calls: list[Call]) -> None:
    """Must show nothing that was not sealed to whoever has no account, at public calls and on pages."""
    for call in calls:
        for identity in ids_for(call, company.ids) if call.permissions is None else ():
            answer = company.client.request(call.method, call.at(identity))
            assert told_of(answer) == [], (call.operation, answer.text[:300])
    for identity in company.ids["products"]:
        assert told_of(company.client.get(f"/p/{identity}", headers={"Accept": "text/html"})) == []


def test_a_rivals_idempotency_key_is_another_key(company: Company) -> None:
    """Must do a rival's own deed under a key that the company used, and never hand out the company's answer."""
    key = {"Idempotency-Key": "fill-/api/scm/carbon/offset"}
    sent = {"offset_amount": 1, "offset_type": "VER", "certificate_id": "own", "provider": "own", "cost": 1}
    answer = company.call("POST", "/api/scm/carbon/offset", *Role, tenant="rival-key", json=sent, headers=key)
    assert answer.is_success, answer.text
    assert told_of(answer) == []
    assert [one for one in company.ids["offsets"] if one in answer.text] == []
