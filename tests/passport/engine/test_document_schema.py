"""The schema in the specification is the schema at the door."""

from __future__ import annotations

import json

import jsonschema

from passport.adapters.product_document import ProductDocument
from registry.adapters.embedded_chain import REPOSITORY
from tests.passport.products import COFFEE

SCHEMA = json.loads((REPOSITORY / "docs" / "spec" / "product-document.schema.json").read_text())


def test_the_specification_shows_the_schema_of_the_door() -> None:
    """Must change with the door; a reader validates by the one and is taken by the other."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    assert dialect | ProductDocument.model_json_schema() == SCHEMA


def test_the_example_is_valid_by_it() -> None:
    """Must take the coffee, and refuse a field that nobody knows."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    document = json.loads(COFFEE.read_text())
    assert validator.is_valid(document)
    assert not validator.is_valid(document | {"surprise": 1})
