"""Builds the freight methodologies from rows of the government's publication, each factor with the ids of its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from passport.adapters.factor_files import DATA, carriers_of, content_hash
from passport.domain.boundary import Boundary, Stage
from passport.domain.factors import Equivalents, FactorSet, Hauls, Targets
from passport.domain.gwp import GwpSet, restated_kg
from passport.domain.methodology import Methodology
from passport.domain.names import plain_name
from passport.errors import GwpMixed

FREIGHT_ROWS = "iso14083-defra-2025"
TRANSPORT = frozenset({Stage.Transport})
WELL_TO_WHEEL = Boundary("transport, well-to-wheel; manufacturing and warehousing are outside", TRANSPORT)
TANK_TO_WHEEL = Boundary(
    "transport, tank-to-wheel; the making of fuels, manufacturing and warehousing are outside", TRANSPORT
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One reading of the rows."""

    identity: str
    label: str
    gwp_set: GwpSet
    boundary: Boundary
    radiative_forcing: bool = False


VARIANTS = (
    Variant(
        "iso14083-defra-2025/ar5",
        "ISO 14083 with the government's freight rows of 2025, without radiative forcing, as the standard wants it",
        GwpSet.AR5,
        WELL_TO_WHEEL,
    ),
    Variant(
        "iso14083-defra-2025/ar5+rf",
        "the same rows with radiative forcing of flights, as DEFRA advises for company reports; not ISO 14083",
        GwpSet.AR5,
        WELL_TO_WHEEL,
        radiative_forcing=True,
    ),
    Variant("freight-ttw-defra-2025/ar5", "the vehicles' own emissions, as published", GwpSet.AR5, TANK_TO_WHEEL),
    Variant(
        "freight-ttw-defra-2025/ar6",
        "the vehicles' own emissions, gas by gas under the potentials of AR6",
        GwpSet.AR6,
        TANK_TO_WHEEL,
    ),
)
# Asked for and refused: its well-to-tank rows are published as one number, so nobody can restate them.
REFUSED = {"iso14083-defra-2025/ar6": "well-to-tank rows hold no gases: they are AR5 and cannot be restated"}


@cache
def freight_methodologies() -> tuple[Methodology, ...]:
    """Every variant of the committed rows."""
    document = json.loads((DATA / f"{FREIGHT_ROWS}.json").read_text(encoding="utf-8"))
    return tuple(methodology_of(document, variant) for variant in VARIANTS)


def methodology_of(document: Mapping[str, Any], variant: Variant) -> Methodology:
    """One variant. Raises GwpMixed where it would add restated rows to rows that cannot be restated."""
    return Methodology(variant.identity, document["version"], variant.label, _factor_set(document, variant))


def _factor_set(document: Mapping[str, Any], variant: Variant) -> FactorSet:
    transport, sources = {}, {}
    for mode, factor, source in _modes(document, variant):
        transport[mode], sources[mode] = factor, source
    activity, hauls = document["activity"], document["hauls"]
    flight = plain_name(hauls["mode"])
    transport[flight], sources[flight] = transport[plain_name(hauls["long"])], sources[plain_name(hauls["long"])]
    return FactorSet(
        name=variant.identity,
        methodology=variant.identity,
        owner_label="",
        gwp_set=variant.gwp_set,
        content_hash=content_hash({"rows": dict(document), "variant": variant.identity}),
        manufacturing={},
        warehousing={},
        warehouse_of_category={},
        warehouse_otherwise="",
        storage_days_per_event=Decimal(0),
        area_m2_per_unit=Decimal(0),
        transport=transport,
        carriers=carriers_of(activity),
        mode_otherwise=plain_name(activity["otherwise"]),
        weight_otherwise_t=Decimal(activity["tonnes_per_unit_otherwise"]),
        earth_radius_km=Decimal(activity["earth_radius_km"]),
        grades=(),
        equivalents=Equivalents(**{key: Decimal(text) for key, text in document["equivalents"].items()}),
        targets=Targets(**{key: Decimal(text) for key, text in document["targets"].items()}),
        boundary=variant.boundary,
        hauls=Hauls(flight, Decimal(hauls["below_km"]), plain_name(hauls["short"]), plain_name(hauls["long"])),
        sources=sources,
    )


def _modes(document: Mapping[str, Any], variant: Variant) -> Iterator[tuple[str, Decimal, str]]:
    """Mode, factor in kgCO2e per tonne-km, and the rows that it is the sum of."""
    for name, mode in document["modes"].items():
        if variant.boundary is TANK_TO_WHEEL and mode.get("well_to_wheel_only"):
            continue
        vehicle = mode["tank_to_wheel"]
        if variant.radiative_forcing:
            vehicle = mode.get("tank_to_wheel_with_radiative_forcing", vehicle)
        rows = [vehicle, *(mode["upstream"] if variant.boundary is WELL_TO_WHEEL else ())]
        factor = sum((_row_kg(document, row, variant.gwp_set) for row in rows), Decimal(0))
        yield plain_name(name), factor, _source(document, rows, mode.get("note"), variant.gwp_set)


def _row_kg(document: Mapping[str, Any], row: str, gwp_set: GwpSet) -> Decimal:
    parts, gwp = document["rows"][row], document["gwp"]
    if gwp_set is GwpSet.AR5:
        return Decimal(parts["total"])
    if "CH4" not in parts:
        raise GwpMixed([GwpSet.AR5, gwp_set], f"row {row} holds no gases: it is AR5 and cannot be restated")
    total, by_gas = Decimal(parts["total"]), {gas: Decimal(parts[gas]) for gas in ("CH4", "N2O")}
    before, after = ({gas: Decimal(text) for gas, text in gwp[key].items()} for key in (GwpSet.AR5, gwp_set))
    return restated_kg(total, by_gas, before, after, document["decimals_of_a_restated_factor"])


def _source(document: Mapping[str, Any], rows: list[str], note: str | None, gwp_set: GwpSet) -> str:
    named = " + ".join(f"row {row}_1 ({document['rows'][row]['activity']})" for row in rows)
    restated = "" if gwp_set is GwpSet.AR5 else f", its gases (rows _3, _4) restated to {gwp_set}"
    return f"{document['publication']}: {named}{restated}" + (f"; {note}" if note else "")
