"""Retires for many from a list: faults row by row, then a plan that the holder's wallet signs; nothing is kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse

from registry.adapters.abi import encode_call, load_abi
from registry.domain.bulk_list import COLUMNS, LONGEST_LIST, BulkLine, LineFault, read_bulk_list
from registry.domain.certificate import UseCase
from registry.domain.details import SALT_BYTES
from registry.domain.portions import PortionScope
from registry.domain.roles import Permission
from registry.errors import CarbonixError, InvalidInput
from registry.usecases.plan_bulk_retirement import BulkPlan, plan_bulk_retirement
from web.demonstration_wallet import key_of
from web.front import Frame, Front
from web.languages import translated as _
from web.reading import read_address
from web.session import caller_of, require_caller
from web.sheets import Sheet

LONGEST_PURPOSE = 200
LONGEST_BATCH = 78  # digits of 2^256
MOST_LIST_BYTES = 4 * LONGEST_LIST  # a character of UTF-8 has at most four
Written = Annotated[str, Form(max_length=LONGEST_LIST)]
Chosen = Annotated[UploadFile | None, File()]


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in: it comes back whole, whatever becomes of it."""

    batch: str = ""
    holder: str = ""
    purpose: str = ""
    use: str = UseCase.Voluntary.name
    listed: str = ""


def retirement_router(front: Front) -> APIRouter:
    """`/retire`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/retire")
    def ask(request: Request) -> Response:
        caller = _caller(request)
        wallets = front.registry.wallets.of_account(caller)
        signer = key_of(caller) if front.is_demonstration else None
        holder = wallets[0] if wallets else signer.address if signer else ""
        return _page(front, request, Filled(holder=holder))

    @router.post("/retire")
    def plan(
        request: Request,
        batch: Written = "",
        holder: Written = "",
        purpose: Written = "",
        use: Written = "",
        listed: Written = "",
        file: Chosen = None,
    ) -> Response:
        _caller(request)
        filled = Filled(batch, holder, purpose, use, listed)
        try:
            filled = Filled(batch, holder, purpose, use, _listed(listed, file))
            lines, faults = read_bulk_list(filled.listed)
            if faults:
                return _page(front, request, filled, 422, faults=faults)
            return _page(front, request, filled, plan=_plan(front, filled, lines), lines=lines)
        except CarbonixError as refusal:
            return _page(front, request, filled, 422, refusal=refusal)

    return router


def _caller(request: Request) -> Any:
    here = _("Retire credits for many beneficiaries at once, from a list.")
    return require_caller(request, Permission.PLACE_ORDERS, here=here)


def _listed(text: str, file: UploadFile | None) -> str:
    if file is None or not file.filename:
        return text.replace("\r\n", "\n")
    # Read whole or refused: a list that was cut would retire for fewer than it names.
    data = file.file.read(MOST_LIST_BYTES + 1)
    if len(data) > MOST_LIST_BYTES:
        raise InvalidInput("file", file.filename, f"must have at most {MOST_LIST_BYTES:,} bytes")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        raise InvalidInput("file", file.filename, "must be CSV in UTF-8") from fault


def _plan(front: Front, filled: Filled, lines: Sequence[BulkLine]) -> BulkPlan:
    number, purpose = filled.batch.strip(), filled.purpose.strip()
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_BATCH):
        raise InvalidInput("batch", number, "must be the number of a batch")
    if not 1 <= len(purpose) <= LONGEST_PURPOSE:
        raise InvalidInput("purpose", purpose, f"must be 1 to {LONGEST_PURPOSE} characters")
    if filled.use not in UseCase.__members__:
        raise InvalidInput("use", filled.use, f"must be one of {', '.join(UseCase.__members__)}")
    chain = front.registry.chain
    batch = int(number)
    return plan_bulk_retirement(
        lines,
        batch=batch,
        holder=read_address("holder", filled.holder.strip()),
        purpose=purpose,
        use_case=UseCase[filled.use],
        salts=[secrets.token_hex(SALT_BYTES) for _line in range(len(lines) + 1)],
        scope=PortionScope(front.registry.deployment.chain_id, chain.address_of("RetirementCertificate"), batch),
        ledger=front.registry.projection(),
    )


def _page(
    front: Front,
    request: Request,
    filled: Filled,
    status: int = 200,
    *,
    faults: Sequence[LineFault] = (),
    refusal: CarbonixError | None = None,
    plan: BulkPlan | None = None,
    lines: Sequence[BulkLine] = (),
) -> Response:
    frame, caller = front.frame(), caller_of(request)
    shown: dict[str, Any] = {
        "filled": filled,
        "faults": faults,
        "refusal": refusal,
        "plan": plan,
        "lines": lines,
        "uses": list(UseCase.__members__),
        "columns": COLUMNS,
        "holdings": _holdings(frame, filled.holder),
        "known": None if plan is None else _known(front, plan, filled.holder.strip().lower(), caller),
    }
    if status != 200:
        return front.render("retire.html", frame, status, **shown)
    return front.answer("retire.html", frame, Sheet("retire", COLUMNS), **shown)


def _holdings(frame: Frame, holder: str) -> dict[int, int]:
    """Kilograms by batch of an address, so that the reader can choose one."""
    own = holder.strip().lower()
    return {batch: kg for (batch, who), kg in sorted(frame.ledger.holdings.items()) if who == own and kg}


def _known(front: Front, plan: BulkPlan, holder: str, caller: Any) -> dict[str, Any]:
    """What the island hands to the wallet, and what the reader takes home."""
    entry = load_abi("CarbonCredit").function("retireInBulk", len(plan.call))
    chain = front.registry.chain
    transaction = {
        "from": holder,
        "to": chain.address_of("CarbonCredit"),
        "data": "0x" + encode_call(entry, plan.call).hex(),
    }
    return {
        "transaction": transaction,
        "certificates": chain.address_of("RetirementCertificate"),
        "chainId": front.registry.deployment.chain_id,
        "document": json.dumps(plan.document, ensure_ascii=False, indent=1),
        "file": f"portions-{plan.document['root'][2:10]}.json",
        "demonstrationWallet": front.is_demonstration and key_of(caller) is not None,
    }
