"""Supply data over HTTP: a company writes and reads its partners, warehouses, routes, shipments and storage events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from passport.adapters.supply_documents import DOCUMENTS, SupplyDocument, document_of_record
from passport.adapters.supply_store import SupplyTable
from passport.bootstrap import Passport
from passport.domain.journeys import place_of
from passport.domain.supply import Kind, Record, ShippedLine
from passport.usecases.put_supply import put_supply
from registry.api.security import require
from registry.domain.roles import Permission, Principal
from registry.errors import InvalidInput

PAGE, LONGEST_PAGE = 50, 200
Writer = Annotated[Principal, Depends(require(Permission.WRITE_SUPPLY))]
ID_SIGNS = r"^[A-Za-z0-9._-]*$"
RecordId = Annotated[str, Path(min_length=1, max_length=78, pattern=ID_SIGNS)]
After = Annotated[str, Query(max_length=78, pattern=ID_SIGNS, description="the last id of the page before")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]
CREATED, REPLACED = 201, 200


@dataclass(frozen=True, slots=True)
class Names:
    """How one kind is called in operation ids, and who may read it."""

    one: str
    many: str
    reader: Permission


NAMES = {
    Kind.Partners: Names("Partner", "Partners", Permission.READ_PARTNERS),
    Kind.Warehouses: Names("Warehouse", "Warehouses", Permission.READ_TRANSPORT),
    Kind.Routes: Names("Route", "Routes", Permission.READ_TRANSPORT),
    Kind.Shipments: Names("Shipment", "Shipments", Permission.READ_TRANSPORT),
    Kind.StorageEvents: Names("StorageEvent", "StorageEvents", Permission.READ_TRANSPORT),
}


def supply_router(passport: Passport) -> APIRouter:
    """POST, PUT, GET and list of each kind of supply data but products."""
    router = APIRouter(prefix="/api/v1", tags=["supply"])
    for kind in NAMES:
        _add_writers(router, passport, kind)
        _add_readers(router, passport.supply, kind)
    return router


def _add_writers(router: APIRouter, passport: Passport, kind: Kind) -> None:
    def put(document: Any, caller: Principal, new: bool) -> tuple[dict[str, Any], bool]:
        record = document.record()
        fresh = put_supply(
            record,
            caller.tenant,
            store=passport.supply,
            factors=passport.factors_of(caller.tenant),
            new=new,
            author=passport.author(caller.subject),
        )
        return document_of_record(record), fresh

    def create(document: Any, caller: Writer) -> dict[str, Any]:
        """Stores a new record; an id that is there is refused."""
        return put(document, caller, True)[0]

    def replace(record_id: RecordId, document: Any, caller: Writer, response: Response) -> dict[str, Any]:
        """Stores the record in the place of the one with its id; 201 where there was none."""
        _check_id(record_id, document.id)
        stored, fresh = put(document, caller, False)
        response.status_code = CREATED if fresh else REPLACED
        return stored

    _takes(DOCUMENTS[kind], create, replace)
    one = NAMES[kind].one
    router.add_api_route(
        f"/{kind}", create, methods=["POST"], status_code=CREATED, operation_id=f"create{one}", name=f"create {one}"
    )
    router.add_api_route(f"/{kind}/{{record_id}}", replace, methods=["PUT"], operation_id=f"put{one}")


def _add_readers(router: APIRouter, store: SupplyTable, kind: Kind) -> None:
    names = NAMES[kind]
    reader = require(names.reader)

    def get_one(record_id: RecordId, caller: Annotated[Principal, Depends(reader)]) -> dict[str, Any]:
        """One record of the caller's company."""
        return shown([store.record(kind, record_id, caller.tenant)], store, caller.tenant)[0]

    def get_page(
        caller: Annotated[Principal, Depends(reader)], response: Response, after: After = "", limit: Limit = PAGE
    ) -> dict[str, Any]:
        """The company's records in the order of their ids; the next page begins `after` the last one of this page."""
        found = store.page(kind, caller.tenant, after=after, limit=limit)
        items = shown(found, store, caller.tenant)
        return paged(items, "id", limit, response, f"/api/v1/{kind}")

    for endpoint in (get_one, get_page):
        endpoint.__annotations__["caller"] = Annotated[Principal, Depends(reader)]
    router.add_api_route(f"/{kind}", get_page, methods=["GET"], operation_id=f"list{names.many}")
    router.add_api_route(f"/{kind}/{{record_id}}", get_one, methods=["GET"], operation_id=f"get{names.one}")


def shown(records: Sequence[Record], store: SupplyTable, tenant: str) -> list[dict[str, Any]]:
    """The records as documents; a shipment line also says whether it is inside of a footprint."""
    routes = store.routes_of(records, tenant)
    documents = []
    for record in records:
        document = document_of_record(record)
        if isinstance(record, ShippedLine):
            document["footprint"] = place_of(record, routes.get(record.route_id or ""))
        documents.append(document)
    return documents


def paged(items: list[dict[str, Any]], key: str, limit: int, response: Response, path: str) -> dict[str, Any]:
    """A page with the id after which the next one begins, also as a Link header (RFC 8288)."""
    following = items[-1][key] if len(items) == limit else None
    if following is not None:
        response.headers["Link"] = f'<{path}?after={following}&limit={limit}>; rel="next"'
    return {"items": items, "next": following}


def _takes(document: type[SupplyDocument], *endpoints: Callable[..., Any]) -> None:
    """Gives endpoints that were written once the body of their kind."""
    for endpoint in endpoints:
        endpoint.__annotations__["document"] = document


def _check_id(named: str, sent: str) -> None:
    if named != sent:
        raise InvalidInput("id", sent, f"must be {named}, the id of the address")
