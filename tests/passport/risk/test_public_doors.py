"""Facts about what anybody sees: codes and Digital Links lead to what the company shows, and to nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import segno

from passport.usecases import assign_gtin, show_public_passport
from registry.config import load_settings
from registry.domain.roles import Role
from registry.errors import InvalidInput
from tests.passport.risk.conftest import BASE, TENANT, Desk

VERBS = (assign_gtin, show_public_passport)
GTIN = "9506000134352"
LINK = f"/01/{GTIN}"
DATA = {"Accept": "application/ld+json"}
DISCLOSURE = "/api/v1/disclosure"


def published(desk: Desk) -> None:
    """Tea of 10 kg, sealed, with a GTIN."""
    desk.register("tea", "10", name="Tea")
    desk.seal("tea")
    desk.put("/api/v1/products/tea/gtin", {"gtin": GTIN})


def data(desk: Desk, path: str = LINK) -> dict[str, Any]:
    answer = desk.client.get(path, headers=DATA)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/ld+json"
    document: dict[str, Any] = answer.json()
    return document


def properties(document: dict[str, Any]) -> dict[str, str]:
    return {one["schema:propertyID"]: one["schema:value"] for one in document["schema:additionalProperty"]}


def test_every_verb_says_what_it_promises() -> None:
    """Must open each verb's file with one sentence."""
    assert all(verb.__doc__ and verb.__doc__.strip().endswith(".") for verb in VERBS)


def test_a_scanned_code_leads_people_to_the_page(desk: Desk) -> None:
    """Must redirect for the time being (307) and name the link set, whatever lot the code speaks of."""
    published(desk)
    for path in (LINK, f"/01/0{GTIN}", f"{LINK}/10/LOT7/21/99"):
        answer = desk.client.get(path, headers={"Accept": "text/html,*/*"})
        assert (answer.status_code, answer.headers["location"]) == (307, "/p/tea")
        assert 'rel="linkset"' in answer.headers["link"]
        assert answer.headers["vary"] == "Accept"


def test_programs_read_json_ld(desk: Desk) -> None:
    """Must state name, GTIN, grade and gross total, with methodology and a way to the proof."""
    published(desk)
    document = data(desk)
    assert document["@id"] == f"{BASE}/01/0{GTIN}"
    assert (document["gs1:gtin"], document["schema:name"]) == (f"0{GTIN}", "Tea")
    shown = properties(document)
    assert (shown["carbonFootprintGrade"], shown["carbonFootprint"]) == ("A", "10.000")
    assert shown["methodology"] == "owner-default-2025"
    assert document["schema:subjectOf"]["schema:url"].startswith(f"{BASE}/verify?q=0x")


def test_the_link_set_names_page_and_data(desk: Desk) -> None:
    """Must answer RFC 9264 to whoever asks for it by type or by kind of link."""
    published(desk)
    for answer in (
        desk.client.get(f"{LINK}?linkType=linkset"),
        desk.client.get(f"{LINK}?linkType=all"),
        desk.client.get(LINK, headers={"Accept": "application/linkset+json"}),
    ):
        assert answer.headers["content-type"] == "application/linkset+json"
        (entry,) = answer.json()["linkset"]
        assert entry["anchor"] == f"{BASE}/01/0{GTIN}"
        info = entry["https://ref.gs1.org/voc/sustainabilityInfo"]
        assert [(one["href"], one["type"]) for one in info] == [
            (f"{BASE}/p/tea", "text/html"),
            (f"{BASE}/p/tea", "application/ld+json"),
        ]
    assert desk.client.get(f"{LINK}?linkType=gs1:pip").status_code == 307
    assert desk.client.get(f"{LINK}?linkType=gs1:recipeInfo").status_code == 404


def test_a_company_decides_what_is_shown(desk: Desk) -> None:
    """Must show grade and total, the grade alone, or nothing at all: no total may be left anywhere."""
    published(desk)
    assert desk.get(DISCLOSURE, Role.SCM_OPS) == {"level": "grade_and_total"}
    desk.put(DISCLOSURE, {"level": "grade"})
    document = data(desk)
    assert set(properties(document)) == {"carbonFootprintGrade", "basis", "methodology", "factorSet", "gwpSet"}
    assert "10.000" not in json.dumps(document)
    assert "schema:subjectOf" not in document
    desk.put(DISCLOSURE, {"level": "hidden"})
    gone = desk.client.get(LINK, headers=DATA)
    never = desk.client.get("/01/40170725", headers=DATA)
    assert (gone.status_code, gone.json()["code"]) == (never.status_code, never.json()["code"]) == (404, "GtinUnknown")
    hidden, unknown = (desk.client.get(f"/p/{product}/qr.svg") for product in ("tea", "nothing"))
    assert (hidden.json()["code"], unknown.json()["code"]) == ("PassportNotSealed", "PassportNotSealed")
    assert desk.rooms.public.passports() == []


def test_only_who_manages_esg_decides_what_is_shown(embedded: Desk) -> None:
    """Must refuse everybody else, a level that does not exist, and reach no other company."""
    published(embedded)
    for role in (Role.SCM_OPS, Role.RISK, Role.SUPER_ADMIN, Role.CEO):
        assert embedded.put(DISCLOSURE, {"level": "hidden"}, role, expect=403)["permission"] == "esg:manage"
    assert embedded.put(DISCLOSURE, {"level": "everything"}, expect=422)["field"] == "level"
    embedded.put(DISCLOSURE, {"level": "hidden"}, tenant="rival")
    assert properties(data(embedded))["carbonFootprint"] == "10.000"
    told = embedded.rooms.registry.audit_log.entries("rival")
    assert [(one.action, one.actor, one.facts) for one in told] == [("disclosure.set", "ann", {"level": "hidden"})]


def test_certificates_stand_on_the_public_passport(desk: Desk) -> None:
    """Must show scheme, number and validity, and how each stands today."""
    published(desk)
    sent = {"subjectKind": "product", "subjectId": "tea", "scheme": "Organic", "number": "O-7"}
    sent |= {"validFrom": "2026-01-01", "validUntil": "2026-11-21"}
    desk.put("/api/v1/sustainability-certificates/o", sent, expect=204)
    (shown,) = data(desk)["gs1:certification"]
    assert (shown["gs1:certificationStandard"], shown["gs1:certificationIdentification"]) == ("Organic", "O-7")
    assert shown["gs1:certificationStatement"] == "expired"
    assert shown["gs1:certificationEndDate"] == {"@value": "2026-11-21", "@type": "xsd:date"}


@pytest.mark.parametrize(("form", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_the_code_holds_the_digital_link(embedded: Desk, form: str, begins: bytes) -> None:
    """Must draw the same code, module by module, as the address of the Digital Link has."""
    published(embedded)
    answer = embedded.client.get(f"/p/tea/qr.{form}")
    assert answer.content.startswith(begins)
    assert answer.headers["content-type"] == {"svg": "image/svg+xml", "png": "image/png"}[form]
    assert answer.content == embedded.client.get(f"/p/tea/qr.{form}").content
    if form == "svg":
        wanted = segno.make_qr(f"{BASE}/01/0{GTIN}", error="m", boost_error=False)
        assert re.findall(r' d="([^"]+)"', answer.text) == re.findall(r' d="([^"]+)"', wanted.svg_inline(border=4))


def test_a_product_without_gtin_has_a_code_of_its_page(embedded: Desk) -> None:
    """Must lead to the page, and refuse a form that nobody draws."""
    embedded.register("milk", "3")
    embedded.seal("milk")
    assert embedded.client.get("/p/milk/qr.svg").status_code == 200
    assert embedded.rooms.public.passport("milk").gtin is None
    assert embedded.client.get("/p/milk/qr.bmp").status_code == 422


def test_a_gtin_names_one_product(desk: Desk) -> None:
    """Must refuse a number that is taken, by anybody, wrong or another company's product; and set one free."""
    published(desk)
    desk.register("milk", "3")
    desk.register("beer", "3", tenant="rival")
    taken = desk.put("/api/v1/products/milk/gtin", {"gtin": GTIN}, expect=409)
    assert (taken["code"], taken["gtin"]) == ("GtinTaken", f"0{GTIN}")
    assert desk.put("/api/v1/products/beer/gtin", {"gtin": GTIN}, tenant="rival", expect=409)["code"] == "GtinTaken"
    assert desk.put("/api/v1/products/tea/gtin", {"gtin": GTIN}, tenant="rival", expect=404)["code"] == "ProductUnknown"
    assert desk.put("/api/v1/products/milk/gtin", {"gtin": "9506000134353"}, expect=422)["field"] == "gtin"
    assert desk.put("/api/v1/products/tea/gtin", {"gtin": GTIN})["path"] == f"/01/0{GTIN}"
    desk.put("/api/v1/products/tea/gtin", {"gtin": "40170725"})
    assert desk.put("/api/v1/products/milk/gtin", {"gtin": GTIN})["gtin"] == f"0{GTIN}"
    assert desk.rooms.public.table.gtin_of("tea") == "00000040170725"


def test_what_was_never_sealed_is_not_public(embedded: Desk) -> None:
    """Must answer a GTIN of a product without sealed passport as a passport that is not there."""
    embedded.register("tea", "10")
    embedded.put("/api/v1/products/tea/gtin", {"gtin": GTIN})
    assert embedded.client.get(LINK).json()["code"] == "PassportNotSealed"


@pytest.mark.parametrize(
    "path", ["/01/9506000134353", "/01/abc", f"{LINK}/99/1", f"{LINK}/10", f"{LINK}/10/" + "x" * 21]
)
def test_a_link_that_is_none_is_refused(embedded: Desk, path: str) -> None:
    """Must say what is wrong with the code, by one problem."""
    refusal = embedded.client.get(path)
    assert (refusal.status_code, refusal.json()["code"]) == (422, "InvalidInput")


@pytest.mark.parametrize("text", ["id.example.com", "ftp://x", "https://x/y", "https://", "javascript:alert(1)"])
def test_the_public_address_is_checked(text: str) -> None:
    """Must refuse an address that printed codes could not lead to."""
    with pytest.raises(InvalidInput):
        load_settings({"CARBONIX_PUBLIC_URL": text})
    assert load_settings({"CARBONIX_PUBLIC_URL": f"{BASE}/"}).public_url == BASE
    assert load_settings({}).public_url is None


def test_the_audit_log_tells_of_the_gtin(embedded: Desk) -> None:
    """Must record who named a product."""
    published(embedded)
    told = embedded.rooms.registry.audit_log.entries(TENANT)
    assert [(one.action, one.subject, one.facts["gtin"]) for one in told] == [("product.gtin", "tea", f"0{GTIN}")]
