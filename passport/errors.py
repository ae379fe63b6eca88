"""The refusals of the passport room.

CarbonixError
├── InvalidInput
│   ├── ModeUnknown         a shipment names a mode of transport that the factor set does not hold
│   ├── CategoryUnknown     the product's category has no manufacturing factor
│   ├── WarehouseUnknown    a stay names a type of warehouse that the factor set does not hold
│   ├── DistanceMissing     a shipment has neither a recorded distance nor two GPS points
│   ├── GwpMixed            kilograms of different sets of global warming potentials would be added
│   ├── IndustryUnknown     a product names an industry that is not on the list
│   ├── ReferenceUnknown    a record names a product, partner, route or warehouse that the company does not have
│   └── FileRefused         a file as a whole cannot be taken: its form, its size, what it would unpack to
├── NotFound
│   ├── FootprintMethodUnknown no methodology of this identity
│   ├── ProductUnknown      no product is stored under this id
│   ├── SupplyUnknown       the company has no partner, warehouse, route, shipment or storage event of this id
│   ├── OffsetUnknown       the company has no offset record of this id
│   ├── ImportUnknown       the company has no staged file of this id
│   ├── FactorSetUnknown    the company has no factor set of this name
│   ├── GtinUnknown         no product that its company shows has this GTIN
│   ├── MonthNotKept        the footprint of the product was not kept in this month
│   ├── BenchmarkNotReleased no benchmark was released yet
│   ├── CompanyReportUnknown the company has no report of this id
│   └── PassportNotSealed   the product is known, its passport was never sealed
└── Refused
    ├── BaseYearFrozen      a report names another base year, or other figures of it, than the frozen one
    ├── ReportNotReleased   nobody may have a file of a report that two people have not released
    ├── ReportDiffers       an approval names other files than those that are kept
    ├── FactorBaseChanged   the default set is no longer the one that a proposal was made on
    ├── ProductExists       the id belongs to another tenant's product
    ├── GtinTaken           the GTIN names another product
    ├── OffsetCertificateUsed  an offset certificate, or serials of it, was recorded before
    ├── SupplyExists        a new record has the id of one that is there
    ├── ImportClosed        the staged file was committed or dropped before
    └── ImportOutdated      what a staged file would replace was changed since
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.errors import InvalidInput, NotFound, Refused


class ModeUnknown(InvalidInput):
    """A mode that nobody has a factor for."""

    def __init__(self, field: str, mode: str, known: Iterable[str]) -> None:
        super().__init__(field, mode, f"the mode must be one of {', '.join(known)}")


class CategoryUnknown(InvalidInput):
    """A category that nobody has a factor for."""

    def __init__(self, category: str, known: Iterable[str]) -> None:
        super().__init__("category", category, f"the category must be one of {', '.join(known)}")


class WarehouseUnknown(InvalidInput):
    """A type of warehouse that nobody has a factor for."""

    def __init__(self, field: str, warehouse_type: str, known: Iterable[str]) -> None:
        super().__init__(field, warehouse_type, f"the type must be one of {', '.join(known)}")


class DistanceMissing(InvalidInput):
    """A way of unknown length."""

    def __init__(self, field: str, points: int) -> None:
        super().__init__(
            field, f"{points} GPS points", "a shipment needs a recorded distance or at least two GPS points"
        )


class GwpMixed(InvalidInput):
    """Kilograms of CO2e under two sets of potentials, which have no sum."""

    def __init__(self, sets: Iterable[str], rule: str) -> None:
        super().__init__("gwp_set", ", ".join(sets), rule)


class FootprintMethodUnknown(NotFound):
    """A methodology that is not in the list."""

    def __init__(self, identity: str, known: Iterable[str]) -> None:
        super().__init__("methodology", f"{identity}; there are {', '.join(known)}")


class IndustryUnknown(InvalidInput):
    """An industry that nobody knows."""

    def __init__(self, industry: str, known: Iterable[str]) -> None:
        super().__init__("industry", industry, f"the industry must be one of {', '.join(known)}")


class ReferenceUnknown(InvalidInput):
    """A record that names what is not there."""

    def __init__(self, field: str, target: str, kind: str) -> None:
        super().__init__(field, target, f"must be the id of one of the company's {kind}")


class FileRefused(InvalidInput):
    """A file of which nothing can be taken."""

    def __init__(self, value: object, rule: str) -> None:
        super().__init__("file", value, rule)


class SupplyUnknown(NotFound):
    """No such record of this company."""

    def __init__(self, kind: str, record_id: str) -> None:
        super().__init__(f"record in {kind}", record_id)


class ImportUnknown(NotFound):
    """No such staged file of this company."""

    def __init__(self, import_id: str) -> None:
        super().__init__("import", import_id)


class ProductUnknown(NotFound):
    """No such product."""

    def __init__(self, product_id: str) -> None:
        super().__init__("product", product_id)


class PassportNotSealed(NotFound):
    """A product without a sealed passport."""

    def __init__(self, product_id: str) -> None:
        super().__init__("sealed passport of product", product_id)


class ProductExists(Refused):
    """Product ids are public addresses: one id, one owner."""

    def __init__(self, product_id: str) -> None:
        super().__init__(
            "ProductExists", {"product": product_id}, f"product id {product_id} is taken by another tenant"
        )


class SupplyExists(Refused):
    """POST makes a new record; PUT replaces one."""

    def __init__(self, kind: str, record_id: str) -> None:
        facts = {"kind": kind, "id": record_id}
        super().__init__("SupplyExists", facts, f"{record_id} is in {kind} already: PUT replaces it")


class ImportClosed(Refused):
    """What was staged is used once."""

    def __init__(self, import_id: str, state: str) -> None:
        facts = {"id": import_id, "state": state}
        super().__init__("ImportClosed", facts, f"import {import_id} is {state}: stage the file again")


class ImportOutdated(Refused):
    """A commit writes what its preview showed, or nothing."""

    def __init__(self, import_id: str) -> None:
        sentence = f"what import {import_id} would replace was changed since it was staged: stage the file again"
        super().__init__("ImportOutdated", {"id": import_id}, sentence)


class FactorSetUnknown(NotFound):
    """No such factor set, or another company's."""

    def __init__(self, name: str) -> None:
        super().__init__("factor set", name)


class FactorBaseChanged(Refused):
    """Two people agreed to changes of another set than the one that is there now."""

    def __init__(self, proposed: str, present: str) -> None:
        super().__init__(
            "FactorBaseChanged",
            {"proposedHash": proposed, "presentHash": present},
            f"the proposal was made on the default set {proposed}, which is now {present}: propose it again",
        )


class GtinUnknown(NotFound):
    """A GTIN that leads nowhere."""

    def __init__(self, gtin: str) -> None:
        super().__init__("product with GTIN", gtin)


class GtinTaken(Refused):
    """GTINs are public addresses: one number, one product."""

    def __init__(self, gtin: str) -> None:
        super().__init__("GtinTaken", {"gtin": gtin}, f"GTIN {gtin} names another product")


class MonthNotKept(NotFound):
    """A month without a kept footprint."""

    def __init__(self, product_id: str, month: str) -> None:
        super().__init__("kept month", f"{month} of product {product_id}")


class BenchmarkNotReleased(NotFound):
    """Nobody has released a benchmark yet."""

    def __init__(self) -> None:
        super().__init__("released", "benchmark")


class CompanyReportUnknown(NotFound):
    """No such report of this company."""

    def __init__(self, report: str) -> None:
        super().__init__("report", report)


class BaseYearFrozen(Refused):
    """Targets stand on one base year: what the first released report set is never set again."""

    def __init__(self, frozen: int, asked: str) -> None:
        facts = {"frozen": frozen, "asked": asked}
        super().__init__("BaseYearFrozen", facts, f"the base year is frozen at {frozen}; the report stands on {asked}")


class ReportNotReleased(Refused):
    """A draft leaves the house in no form."""

    def __init__(self, report: str) -> None:
        super().__init__("ReportNotReleased", {"report": report}, f"report {report} was not released by two people")


class ReportDiffers(Refused):
    """What was agreed to is not what is kept."""

    def __init__(self, report: str) -> None:
        sentence = f"the approval names other files than those of report {report}"
        super().__init__("ReportDiffers", {"report": report}, sentence)


class OffsetUnknown(NotFound):
    """No such offset record of this tenant."""

    def __init__(self, offset_id: str) -> None:
        super().__init__("offset record", offset_id)


class OffsetCertificateUsed(Refused):
    """A certificate counts once, for one company. Whose it is already is nobody else's to know."""

    def __init__(self, provider: str, certificate_id: str) -> None:
        super().__init__(
            "OffsetCertificateUsed",
            {"provider": provider, "certificateId": certificate_id},
            f"certificate {certificate_id} of {provider} was recorded before; an alert was raised",
        )
