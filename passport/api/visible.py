"""Takes out of a passport's answer what the caller's roles may not see: the scopes, the way shipment by shipment."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from registry.domain.roles import Permission, Principal


def visible(answer: dict[str, Any], caller: Principal) -> dict[str, Any]:
    """The same answer for who may see all of it; else without the keys that the matrix closes (spec, section 8)."""
    scopes, transport = caller.may(Permission.READ_SCOPES), caller.may(Permission.READ_TRANSPORT)
    if scopes and transport:
        return answer
    shown = answer if transport else _without_transport(answer)
    return shown if scopes else _without_scopes(shown)


def without_kpi(figures: BaseModel, caller: Principal) -> dict[str, Any]:
    """The figures of a company; its overall grade is the executive's KPI, and left out for everybody else."""
    answer = figures.model_dump(mode="json")
    if not caller.may(Permission.READ_ESG_KPI):
        answer.pop("grade", None)
    return answer


def visible_document(document: dict[str, Any], caller: Principal) -> dict[str, Any]:
    """A product as it was sent; who may not see the way of a product is shown no shipment of it."""
    return document if caller.may(Permission.READ_TRANSPORT) else document | {"shipments": []}


def _without_transport(answer: dict[str, Any]) -> dict[str, Any]:
    """No shipment is named, neither as a leg nor as an input."""
    legs = {leg["shipment_id"] for scope in answer["scopes"] for leg in scope.get("transport_breakdown", ())}
    scopes = [
        {key: value for key, value in scope.items() if key != "transport_breakdown"} for scope in answer["scopes"]
    ]
    inputs = [known for known in answer["inputs"] if known["name"].rpartition(": ")[0] not in legs]
    return answer | {"scopes": scopes, "inputs": inputs}


def _without_scopes(answer: dict[str, Any]) -> dict[str, Any]:
    """The total stays; of the scopes only the legs that another permission opens."""
    legs = [
        {key: scope[key] for key in ("type", "label", "transport_breakdown")}
        for scope in answer["scopes"]
        if "transport_breakdown" in scope
    ]
    return {key: value for key, value in answer.items() if key != "scope_breakdown"} | {"scopes": legs}
