"""Proposes a company's own factor set; it holds from the moment in which a second person agrees, and not before."""

from __future__ import annotations

from collections.abc import Sequence

from passport.domain.factor_changes import FactorChange
from passport.ports import FactorDesk
from registry.domain.approvals import Approval, ApprovalKind
from registry.domain.roles import Principal
from registry.ports import ApprovalDesk
from registry.usecases.propose_change import propose_change

PAYLOAD_TYPE = "carbonix/factor-override/1"


def propose_factors(
    changes: Sequence[FactorChange],
    note: str,
    *,
    caller: Principal,
    now: int,
    sets: FactorDesk,
    desk: ApprovalDesk,
) -> Approval:
    """The pending approval of the default set with exactly these changes; none at all is the default set again.

    Raises NotAuthorised, and InvalidInput as `changed_set` does: what could not be carried out is not proposed.
    """
    base_name, base_hash = sets.checked(caller.tenant, changes)
    payload = {
        "type": PAYLOAD_TYPE,
        "baseSet": base_name,
        "baseHash": base_hash,
        "factors": [change.document() for change in changes],
        "note": note,
    }
    return propose_change(ApprovalKind.FACTOR_OVERRIDE, payload, caller=caller, now=now, desk=desk)
