"""What every JSON document of this house looks like from outside: camelCase as on chain, and no unknown keys."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from registry.domain.struct import camel


class Schema(BaseModel):
    """camelCase outside, snake_case inside; unknown keys are refused."""

    model_config = ConfigDict(alias_generator=camel, populate_by_name=True, extra="forbid")
