"""Facts about errors: each contract error has its sentence, and each error becomes one problem document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from registry.adapters.embedded_chain import REPOSITORY
from registry.api.problems import install, problem_of
from registry.errors import (
    BlockUnavailable,
    CarbonixError,
    InvalidInput,
    NotAuthenticated,
    NotAuthorised,
    NotFound,
    Refused,
)
from registry.sentences import SENTENCES, sentence_of


def declared_errors() -> Iterator[tuple[str, set[str]]]:
    """Every custom error of our contracts with the names of its arguments."""
    for path in sorted((REPOSITORY / "contracts").rglob("*.sol")):
        if "testing" not in path.parts:
            yield from errors_in(path)


def errors_in(path: Path) -> Iterator[tuple[str, set[str]]]:
    for name, arguments in re.findall(r"^\s*error (\w+)\(([^)]*)\)", path.read_text(), re.MULTILINE):
        yield name, {argument.split()[-1] for argument in arguments.split(",") if argument.strip()}


def test_every_contract_error_has_one_sentence_with_its_own_facts() -> None:
    """Must say each refusal of the contracts in one sentence that uses only arguments which the error carries."""
    faults = []
    for name, arguments in declared_errors():
        used = {field for _, field, _, _ in Formatter().parse(SENTENCES.get(name, "")) if field}
        if name not in SENTENCES or used - arguments:
            faults.append(f"{name}({', '.join(sorted(arguments))}) uses {sorted(used)}")
    assert not faults, "\n".join(faults)


def test_a_refusal_names_both_numbers() -> None:
    """Must show what was held and what was needed."""
    facts = {"holder": "0xab", "batch": 1, "heldKg": 400, "neededKg": 1000}
    assert Refused("InsufficientCredits", facts).sentence == "0xab holds 400 kg of batch 1, needed 1000 kg"


def test_an_error_without_a_sentence_loses_no_fact() -> None:
    """Must list the facts of an error that has no sentence, or too few facts for it."""
    assert sentence_of("SomethingNew", {"a": 1, "b": "x"}) == "SomethingNew: a 1, b x"
    assert sentence_of("BatchUnknown", {"data": "0x"}) == "BatchUnknown: data 0x"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("InsufficientCredits", {"heldKg": 400}), 409),
        (Refused("BatchUnknown", {"batch": 9}), 404),
        (Refused("AccessManagedUnauthorized", {"caller": "0xab"}), 403),
        (NotFound("certificate", 7, name="CertificateUnknown"), 404),
        (InvalidInput("port", "x", "must be a number"), 422),
        (NotAuthenticated("no token"), 401),
        (NotAuthorised("audit:read", (), ("auditor",)), 403),
        (BlockUnavailable(5, 9), 503),
        (CarbonixError("broken", name="SomethingElse"), 500),
    ],
)
def test_each_error_becomes_one_problem(error: CarbonixError, status: int) -> None:
    """Must answer with the error's own name as code, its sentence as detail and its facts as members."""
    problem = problem_of(error)
    body = problem.document
    assert (problem.status, body["status"], body["code"], body["detail"]) == (
        status,
        status,
        error.name,
        error.sentence,
    )
    assert body["type"] == f"/problems/{error.name}"
    assert all(body[key] == value for key, value in error.facts.items())


def test_a_problem_travels_over_http() -> None:
    """Must answer refusals, broken fields, unknown paths and unknown errors as problem documents."""
    app = FastAPI()
    install(app)

    @app.get("/refuse")
    def refuse() -> None:
        raise Refused("ZeroAddress", {"name": "treasury"})

    @app.get("/count")
    def count(kg: int) -> int:
        return kg

    @app.get("/break")
    def fail() -> None:
        raise RuntimeError("secret detail")

    client = TestClient(app, raise_server_exceptions=False)
    refused = client.get("/refuse")
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert refused.json()["name"] == "treasury"
    invalid = client.get("/count", params={"kg": "many"}).json()
    assert (invalid["code"], invalid["field"], invalid["value"]) == ("InvalidInput", "kg", "many")
    assert client.get("/nowhere").json()["code"] == "NotFound"
    broken = client.get("/break")
    assert broken.json()["code"] == "InternalServerError"
    assert "secret" not in broken.text
