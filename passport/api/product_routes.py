"""Products over HTTP: a company writes its product documents and reads them with what was recorded of them since."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from passport.adapters.door_types import check_industry
from passport.adapters.product_document import ProductDocument, document_of, product_of_document
from passport.api.supply_routes import CREATED, PAGE, REPLACED, After, Limit, RecordId, Writer, paged
from passport.api.visible import visible_document
from passport.bootstrap import Passport
from passport.errors import ProductUnknown
from registry.api.security import require
from registry.domain.roles import Permission, Principal
from registry.errors import InvalidInput

Reader = Annotated[Principal, Depends(require(Permission.READ_PASSPORTS))]
LONGEST_LIST = 100


def product_data_router(passport: Passport) -> APIRouter:
    """POST, PUT, GET and list of products."""
    router = APIRouter(prefix="/api/v1/products", tags=["supply"])

    def put(document: ProductDocument, caller: Principal, new: bool) -> dict[str, Any]:
        check_industry(document.industry)
        product = product_of_document(document)
        passport.register(product, caller.tenant, new=new, author=passport.author(caller.subject))
        return document_of(product)

    def there(product_id: str, tenant: str) -> bool:
        try:
            passport.products.document(product_id, tenant)
        except ProductUnknown:
            return False
        return True

    @router.post("", status_code=CREATED, operation_id="createProduct")
    def create_product(document: ProductDocument, caller: Writer) -> dict[str, Any]:
        """Stores a new product whose footprint can be computed; an id that is there is refused."""
        return put(document, caller, True)

    @router.put("/{product_id}", operation_id="putProduct")
    def put_product(product_id: RecordId, document: ProductDocument, caller: Writer, response: Response) -> Any:
        """Stores the product in the place of the one with its id; 201 where there was none."""
        if product_id != document.product_id:
            raise InvalidInput("product_id", document.product_id, f"must be {product_id}, the id of the address")
        response.status_code = REPLACED if there(product_id, caller.tenant) else CREATED
        return put(document, caller, False)

    @router.get("", operation_id="listProducts")
    def list_products(caller: Reader, response: Response, after: After = "", limit: Limit = PAGE) -> dict[str, Any]:
        """The company's products in the order of their ids."""
        page = passport.products.page(caller.tenant, after=after, limit=limit)
        items = [visible_document(document_of(product), caller) for product in page]
        return paged(items, "product_id", limit, response, "/api/v1/products")

    @router.get("/{product_id}", operation_id="getProduct")
    def get_product(product_id: RecordId, caller: Reader) -> dict[str, Any]:
        """The product as it was sent, and the shipment lines of it that wait outside for a distance."""
        product = document_of(passport.products.document(product_id, caller.tenant))
        if not caller.may(Permission.READ_TRANSPORT):
            return {"product": visible_document(product, caller)}
        outside = passport.supply.outside(product_id, caller.tenant)
        return {
            "product": product,
            "outside": {"reason": "no distance", "lines": len(outside), "first": list(outside[:LONGEST_LIST])},
        }

    return router
