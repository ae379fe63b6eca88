"""Facts about administration: who sees it, what a second person decides, and what a refusal leaves of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from passport.api import import_routes
from passport.domain.intake import Intake
from passport.domain.supply import Kind
from registry.domain.approvals import ApprovalKind
from registry.domain.roles import MATRIX, Permission, Role
from tests.web.html_page import Page
from tests.web.told import Told
from web.asking import COOKIE
from web.pages import changes

pytestmark = pytest.mark.chain
HTML = {"Accept": "text/html"}
TENANT = "administered"
OK, SEE_OTHER, UNAUTHORISED, FORBIDDEN, CONFLICT, INVALID = 200, 303, 401, 403, 409, 422


def signed_in(told: Told, subject: str, *roles: Role, tenant: str = TENANT) -> TestClient:
    """A browser whose cookie says who reads."""
    client = told.client()
    now = told.registry.clock.now()
    client.cookies[COOKIE] = told.registry.tokens.issue_token(subject, tenant, frozenset(roles), now)
    client.headers.update(HTML)
    return client


@pytest.fixture(scope="module")
def keeper(told: Told) -> Iterator[TestClient]:
    with signed_in(told, "keeper", Role.COMPANY_ADMIN) as client:
        yield client


@pytest.fixture(scope="module")
def officer(told: Told) -> Iterator[TestClient]:
    with signed_in(told, "officer", Role.COMPLIANCE) as client:
        yield client


def test_a_stranger_is_told_what_is_here_and_where_the_door_is(browser: TestClient) -> None:
    """Must answer 401 with a sentence about the page and a way to the sign-in that comes back."""
    answer = browser.get("/th/administration")
    assert answer.status_code == UNAUTHORISED
    assert 'href="/th/sign-in?next=/th/administration"' in answer.text


def test_another_role_is_told_which_would_do(told: Told) -> None:
    """Must answer 403 and name the roles."""
    with signed_in(told, "sailor", Role.CEO) as client:
        answer = client.get("/administration")
    assert answer.status_code == FORBIDDEN
    assert "company_admin" in answer.text


def test_the_matrix_is_the_one_that_is_checked(browser: TestClient) -> None:
    """Must hold every permission and role, with yes where the service lets through."""
    rows = browser.get("/administration/roles?format=json").json()["rows"]
    assert {row["permission"] for row in rows} == {permission.value for permission in Permission}
    assert all(row[role.value] == (role in MATRIX[Permission(row["permission"])]) for row in rows for role in Role)
    assert Page(browser.get("/administration/roles").text).complaints() == []


def test_a_factor_holds_when_a_second_person_has_agreed(keeper: TestClient, officer: TestClient) -> None:
    """Must show the difference, refuse the proposer's own word, carry out the other's, and keep both versions."""
    form = {"factor": "transport:rail", "value": "0.021", "source": "SIMULATED measurement", "note": ""}
    proposed = keeper.post("/administration/factors", data=form)
    assert proposed.status_code == SEE_OTHER
    address = proposed.headers["location"]
    (row,) = officer.get(f"{address}?format=json").json()["rows"]
    assert (row["field"], row["now"], row["proposed"]) == ("transport: rail", "0.022", "0.021")
    payload_hash = Page(officer.get(address).text).all("input")[0]["value"]
    word = {"word": "approve", "payload_hash": payload_hash, "reason": ""}
    assert keeper.post(address, data=word).status_code == CONFLICT
    stale = officer.post(address, data=word | {"payload_hash": "0x" + "00" * 32})
    assert stale.status_code == CONFLICT
    assert officer.post(address, data=word).status_code == SEE_OTHER
    page = keeper.get("/administration/factors").text
    assert "own; default: 0.022" in page
    assert "DEFRA" not in page


def test_a_refused_number_leaves_the_form_as_it_was(keeper: TestClient) -> None:
    """Must say what is wrong and keep what was typed."""
    form = {"factor": "transport:rail", "value": "a lot", "source": "a source", "note": "a note"}
    answer = keeper.post("/administration/factors", data=form)
    assert answer.status_code == INVALID
    assert "must be a decimal number" in answer.text
    assert all(f'value="{kept}"' in answer.text for kept in ("a lot", "a source", "a note"))


def test_a_form_without_a_session_can_be_sent_again(browser: TestClient, told: Told) -> None:
    """Must show what was typed with a way to send it anew, in every field of the form, and never a token."""
    fields = {"factor": "energy:grid", "value": "0.1", "source": "two\nlines <b>", "note": "a note"}
    ended = browser.post("/administration/factors", data=fields)
    assert ended.status_code == UNAUTHORISED
    assert 'action="/administration/factors"' in ended.text
    assert 'name="source" value="two\nlines &lt;b&gt;"' in ended.text
    assert all(f'name="{name}"' in ended.text for name in fields)
    assert Page(ended.text).complaints() == []
    with signed_in(told, "sailor", Role.CEO, tenant="curious-company") as client:
        assert 'value="a note"' in client.post("/administration/factors", data=fields).text
    with signed_in(told, "keeper", Role.COMPANY_ADMIN, tenant="curious-company") as client:
        long = client.post("/administration/factors", data=fields | {"value": "9" * 30})
    assert (long.status_code, 'value="a note"' in long.text) == (INVALID, True)
    secret = browser.post("/sign-in/token", data={"token": "x" * 20_000})
    assert 'name="token"' not in secret.text


def test_people_are_admitted_and_nobody_changes_themselves(keeper: TestClient, officer: TestClient) -> None:
    """Must list the admitted, refuse one's own roles in place, and end the way in of whom the company lists not."""
    own = keeper.post("/administration/users", data={"subject": "keeper", "role": ["auditor"], "active": "true"})
    assert own.status_code == INVALID
    assert 'value="keeper"' in own.text
    form = {"subject": "officer", "role": ["compliance"], "active": "true"}
    assert keeper.post("/administration/users", data=form).status_code == SEE_OTHER
    people = keeper.get("/administration?format=json").json()["rows"]
    assert {row["subject"]: row["roles"] for row in people} == {"keeper": "company_admin", "officer": "compliance"}
    assert officer.get("/administration").status_code == OK
    assert keeper.post("/administration/users", data={"subject": "officer", "role": []}).status_code == SEE_OTHER
    assert officer.get("/administration").status_code == UNAUTHORISED


def test_a_file_is_looked_at_before_it_changes_anything(keeper: TestClient) -> None:
    """Must judge the rows, change nothing before the word, and refuse what is no table with a sentence."""
    columns = b"id,name,country,trust_score,violations,kyc_status,total_shipments,late_shipments"
    rows = columns + b"\nS-1,Mill,TH,80,0,clear,3,0\n"
    staged = keeper.post("/administration/imports", data={"kind": "partners"}, files={"file": ("p.csv", rows)})
    assert staged.status_code == SEE_OTHER, staged.text
    address = staged.headers["location"]
    assert keeper.get(f"{address}?format=json").json()["report"]["state"] == "staged"
    assert keeper.post(address, data={"word": "commit"}).status_code == SEE_OTHER
    assert keeper.post(address, data={"word": "drop"}).status_code == CONFLICT
    broken = keeper.post("/administration/imports", data={"kind": "partners"}, files={"file": ("p.xlsx", b"PK")})
    assert broken.status_code == INVALID
    assert 'value="partners" selected' in broken.text


def test_a_file_is_judged_as_the_api_judges_it(keeper: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must take a seat of the doors' common limit, and a name that no spreadsheet would run."""
    front, seen, judge = keeper.app.state.front, [], import_routes.judged_file  # type: ignore[attr-defined]

    def watched(kind: Kind, file: Path, name: str, **rest: Any) -> tuple[Intake, str]:
        seen.append((name, front.passport.file_seats.borrowed_tokens))
        return judge(kind, file, name, **rest)

    monkeypatch.setattr(import_routes, "judged_file", watched)
    columns = b"id,name,country,trust_score,violations,kyc_status,total_shipments,late_shipments"
    rows = columns + b"\nS-2,Mill,TH,80,0,clear,3,0\n"
    for name in ("=cmd.csv", "partners.csv"):
        sent = {"file": (name, rows)}
        assert keeper.post("/administration/imports", data={"kind": "partners"}, files=sent).status_code == SEE_OTHER
    assert seen == [("upload", 1), ("partners.csv", 1)]


def test_every_change_is_reached_the_newest_first(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must show the newest changes on the first page, and each of the others once on those behind it."""
    monkeypatch.setattr(changes, "SHOWN", 2)
    desk, now = told.registry.approvals, told.registry.clock.now()
    made = [
        desk.open(kind=ApprovalKind.OFFSET, tenant="paged", proposer="ann", payload={"n": str(n)}, at=now - n // 2)
        for n in range(5)
    ]
    address, shown = "/administration/changes", list[str]()
    with signed_in(told, "keeper", Role.COMPANY_ADMIN, tenant="paged") as client:
        while address:
            answer = client.get(address)
            assert answer.status_code == OK
            shown += [one for one in re.findall(r"/administration/changes/(\w{32})", answer.text) if one not in shown]
            link = re.search(r'href="(/administration/changes\?before=\w+)">Earlier changes', answer.text)
            address = link[1] if link else ""
    assert sorted(shown) == sorted(one.id for one in made)
    assert set(shown[:2]) == {made[0].id, made[1].id}
    assert shown[-1] == made[4].id


def test_who_may_not_read_the_audit_log_may_not_check_it(browser: TestClient, told: Told) -> None:
    """Must refuse a stranger and every role without the right, and check nothing for them."""
    address = "/administration/audit-log?check=1"
    assert browser.get(address).status_code == UNAUTHORISED
    for role in set(Role) - set(MATRIX[Permission.READ_AUDIT]):
        with signed_in(told, "curious", role, tenant="curious-company") as client:
            answer = client.get(address)
        assert (role, answer.status_code) == (role, FORBIDDEN)
        assert "of the audit log under" not in answer.text


def test_the_audit_log_is_read_and_checked(keeper: TestClient) -> None:
    """Must list the company's own deeds and say that the chain of entries holds."""
    page = Page(keeper.get("/administration/audit-log?check=true").text)
    assert "The log holds from its first entry to its last" in page.words()
    assert "factors.changed" in page.words() or "approval.approved" in page.words()
    assert page.complaints() == []
