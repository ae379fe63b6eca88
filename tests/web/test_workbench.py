"""Facts about the workbench's door: for verifiers alone, in words that say why, in every language."""

from __future__ import annotations

from fastapi.testclient import TestClient

from oracle.adapters.checklists import checklist_of
from registry.domain.roles import Role
from tests.web.told import Told
from web.demonstration import READERS, VERIFIERS_TENANT
from web.languages import words_of

NOWHERE = "/workbench/0x" + "ab" * 32


def test_the_workbench_is_for_verifiers(told: Told, browser: TestClient) -> None:
    """Must send nobody to the door and back, name the role to another, and open to a verifier."""
    nobody = browser.get("/workbench")
    assert (nobody.status_code, "/sign-in?next=/workbench" in nobody.text.replace("%2F", "/")) == (401, True)
    other = browser.get("/workbench", headers=told.token(Role.NET_EMITTER))
    assert (other.status_code, "verifier" in other.text) == (403, True)
    for language in ("", "/th", "/vi"):
        assert browser.get(f"{language}/workbench", headers=told.token(Role.VERIFIER)).status_code == 200


def test_a_claim_that_nobody_reported_is_not_there(told: Told, browser: TestClient) -> None:
    """Must answer 404 at each door of an unknown claim, and refuse an address that is none."""
    verifier = told.token(Role.VERIFIER)
    key = {"verifier": "0x" + "11" * 20}
    assert browser.get(NOWHERE, headers=verifier).status_code == 404
    assert browser.post(f"{NOWHERE}/recompute", headers=verifier).status_code == 404
    assert browser.post(f"{NOWHERE}/open", data=key, headers=verifier).status_code == 404
    assert browser.get("/workbench/0xnothing", headers=verifier).status_code == 422
    assert browser.post(f"{NOWHERE}/open", data={"verifier": "me"}, headers=verifier).status_code == 422


def test_the_demonstrations_verifier_is_of_a_company_of_its_own() -> None:
    """Must not inspect what its own company measures."""
    tenants = {name: reader.principal.tenant for name, reader in READERS.items()}
    assert [name for name, tenant in tenants.items() if tenant == VERIFIERS_TENANT] == ["verifier"]


def test_a_verifier_reads_each_question_in_their_language() -> None:
    """Must have every point of the demonstration's waiting claim in Thai and Vietnamese."""
    points = checklist_of("CarboniX DestroyedMethane after ACM0001, v1").points
    for language in ("th", "vi"):
        words = words_of(language)
        assert [point.id for point in points if words.gettext(point.text) == point.text] == []
