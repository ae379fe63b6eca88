"""What programs read of a public passport: JSON-LD in GS1's and schema.org's words, and the link set of a code."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from passport.domain.certificates import SustainabilityCertificate, Validity
from passport.domain.rounding import rounded
from passport.usecases.show_public_passport import PublicPassport

JSON_LD = "application/ld+json"
LINK_SET = "application/linkset+json"
CONTEXT = {
    "gs1": "https://ref.gs1.org/voc/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LINK_TYPES = ("gs1:defaultLink", "gs1:pip", "gs1:sustainabilityInfo")
GRAMS_PER_KG = 1_000
KILOGRAM = "KGM"  # UN/ECE Recommendation 20
GROSS = "kgCO2e per unit, gross; bought credits are never subtracted"


def page_path(product_id: str) -> str:
    """Where people read a passport."""
    return f"/p/{product_id}"


def address_of(passport: PublicPassport, base: str) -> str:
    """What the printed code carries: a GS1 Digital Link where the product has a GTIN, else its page."""
    return f"{base}/01/{passport.gtin}" if passport.gtin else base + page_path(passport.product_id)


def json_ld(passport: PublicPassport, base: str) -> dict[str, Any]:
    """The public passport; the total and what it could be computed from only where its company shows them."""
    shown: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": ["gs1:Product", "schema:Product"],
        "@id": address_of(passport, base),
        "gs1:productName": [{"@value": passport.name}],
        "schema:name": passport.name,
        "schema:url": base + page_path(passport.product_id),
    }
    if passport.gtin:
        shown["gs1:gtin"] = passport.gtin
    shown["schema:additionalProperty"] = _properties(passport)
    if passport.certificates:
        shown["gs1:certification"] = [_certification(*held) for held in passport.certificates]
    if passport.published.level.shows_total:
        shown["schema:subjectOf"] = _proof(passport, base)
    return shown


def link_set(passport: PublicPassport, base: str) -> dict[str, Any]:
    """The links of a GS1 Digital Link (RFC 9264; GS1-Conformant Resolver Standard)."""
    page = base + page_path(passport.product_id)
    html = {"href": page, "type": "text/html", "title": f"Carbon passport of {passport.name}"}
    data = {"href": page, "type": JSON_LD, "title": "the same for programs"}
    words = {f"{CONTEXT['gs1']}{name.removeprefix('gs1:')}": [html] for name in LINK_TYPES}
    words[f"{CONTEXT['gs1']}sustainabilityInfo"] = [html, data]
    return {"linkset": [{"anchor": address_of(passport, base), **words}]}


def _properties(passport: PublicPassport) -> list[dict[str, Any]]:
    statement = passport.published.sealed.statement
    properties = [_property("carbonFootprintGrade", passport.grade or "")]
    if passport.total_grams is not None:
        kilograms = f"{rounded(Fraction(passport.total_grams, GRAMS_PER_KG), 3):f}"
        total = _property("carbonFootprint", kilograms)
        properties.append(total | {"schema:unitCode": KILOGRAM, "schema:unitText": GROSS})
    keys = ("basis", "methodology", "factorSet", "gwpSet")
    return properties + [_property(key, statement[key]) for key in keys]


def _property(name: str, value: str) -> dict[str, Any]:
    return {"@type": "schema:PropertyValue", "schema:propertyID": name, "schema:value": value}


def _certification(held: SustainabilityCertificate, standing: Validity) -> dict[str, Any]:
    return {
        "@type": "gs1:CertificationDetails",
        "gs1:certificationStandard": held.scheme,
        "gs1:certificationIdentification": held.number,
        "gs1:certificationAgency": held.issuer,
        "gs1:certificationStartDate": {"@value": held.valid_from.isoformat(), "@type": "xsd:date"},
        "gs1:certificationEndDate": {"@value": held.valid_until.isoformat(), "@type": "xsd:date"},
        "gs1:certificationStatement": standing.value,
    }


def _proof(passport: PublicPassport, base: str) -> dict[str, Any]:
    sealed = passport.published.sealed
    return {
        "@type": "schema:DigitalDocument",
        "schema:name": f"seal {sealed.seal_id} on chain, leaf {sealed.subject}",
        "schema:url": f"{base}/verify?q={sealed.subject}",
    }
