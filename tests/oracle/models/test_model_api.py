"""Facts about the doors to calibrations: propose, list, calibrate, and one problem for whatever is wrong."""

from __future__ import annotations

from typing import Any

from oracle.adapters.models.training import Trained
from registry.domain.roles import Role
from tests.oracle.models.desk import Desk
from tests.oracle.models.test_register_model import NAME, rows_of

CALIBRATIONS = "/api/v1/calibrations"


def sent(trained: Trained) -> dict[str, Any]:
    files = {name: content.decode() for name, content in trained.files.items()}
    return {"card": trained.card.document(), "files": files, "note": "first version"}


def test_a_model_goes_from_the_proposal_to_its_first_value(embedded: Desk, trees: Trained) -> None:
    """Must accept with 202, show the card without a version, then with one, and calibrate with it."""
    operator = embedded.client(Role.OPERATOR, subject="ola")
    proposed = operator.post(CALIBRATIONS, json=sent(trees))
    assert (proposed.status_code, proposed.json()["kind"], proposed.json()["state"]) == (
        202,
        "model_version",
        "pending",
    )
    reader = embedded.client(Role.COMPLIANCE)
    assert [(one["version"], one["inForce"]) for one in reader.get(CALIBRATIONS).json()] == [(None, False)]
    embedded.decided(embedded.oracle.registry.approvals.find("sensors", proposed.json()["id"]))
    (shown,) = reader.get(CALIBRATIONS).json()
    assert (shown["version"], shown["inForce"], shown["card"]["name"]) == (1, True, f"{NAME}-trees")
    answer = operator.post(f"{CALIBRATIONS}/{NAME}-trees/values", json={"rows": rows_of(trees)}).json()
    expected = trees.model.ordered([row.inputs for row in trees.held_out[:3]])
    assert [(one["value"], one["lower"], one["by"]) for one in answer["values"]] == [
        (str(one.value), str(one.lower), one.by) for one in expected
    ]
    assert answer["cardHash"] == shown["cardHash"]


def test_each_refusal_is_one_problem(embedded: Desk, ridge: Trained) -> None:
    """Must answer by the error's name: no role, a wrong card, another file, no such model, a row without an input."""
    operator, body = embedded.client(Role.OPERATOR, subject="ola"), sent(ridge)
    assert embedded.client(Role.NET_ABSORBER).post(CALIBRATIONS, json=body).json()["code"] == "NotAuthorised"
    assert operator.post(CALIBRATIONS, json=body | {"card": {}}).json()["code"] == "InvalidInput"
    assert operator.post(CALIBRATIONS, json=body | {"files": {}}).json()["code"] == "ModelFileDiffers"
    unknown = operator.post(f"{CALIBRATIONS}/{NAME}/values", json={"rows": []})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "ModelUnknown")
    embedded.agreed(ridge)
    wrong = operator.post(f"{CALIBRATIONS}/{NAME}/values", json={"rows": [{"T": 1}]})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "InvalidInput", "inputs")
    floated = operator.post(f"{CALIBRATIONS}/{NAME}/values", json={"rows": [{"T": 1.5}]})
    assert floated.status_code == 422


def test_a_rival_calibrates_with_nobody_elses_model(embedded: Desk, ridge: Trained) -> None:
    """Must tell another company neither that there is a model nor what it says."""
    embedded.agreed(ridge)
    rival = embedded.client(Role.OPERATOR, Role.COMPLIANCE, tenant="mill")
    assert rival.get(CALIBRATIONS).json() == []
    assert rival.post(f"{CALIBRATIONS}/{NAME}/values", json={"rows": rows_of(ridge)}).status_code == 404
