"""Boosted trees by LightGBM, in its own text format: nothing is pickled, and the same rows give the same bytes.

One thread, a fixed seed, column-wise histograms and no sampling: no order of additions is left to chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from oracle.domain.ridge import Row
from registry.errors import InvalidInput

SEED = 20_252
ROUNDS = 300
PARAMETERS: dict[str, object] = {
    "objective": "regression_l1",  # the table's metric is made of absolute errors
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
    "seed": SEED,
    "verbosity": -1,
}
LARGEST_TEXT = 4 * 1024 * 1024
_HEAD = re.compile(r"tree\nversion=v\d+\n")
_INPUTS = re.compile(r"^max_feature_idx=(\d{1,3})$", re.MULTILINE)


def train(rows: Sequence[Row], names: Sequence[str]) -> str:
    """The trees of these rows as LightGBM's text."""
    import lightgbm
    import numpy

    inputs = numpy.array([row.inputs for row in rows], dtype=numpy.float64)
    targets = numpy.array([row.target for row in rows], dtype=numpy.float64)
    # LightGBM takes no brackets in names: the card's calibration file has the full ones, in the same order.
    plain = [re.sub(r"\W", "_", name) for name in names]
    data = lightgbm.Dataset(inputs, targets, feature_name=plain, params={"verbosity": -1})
    text: str = lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS).model_to_string()
    return text


def check_text(text: str, inputs: int) -> None:
    """Looks at the text's head without opening it: LightGBM's own parser is for texts that two people agreed to.

    Raises InvalidInput for a text that is none of LightGBM, or was trained on another number of inputs.
    """
    if len(text) > LARGEST_TEXT or not _HEAD.match(text):
        raise InvalidInput("trees", text[:40], f"LightGBM's text format, at most {LARGEST_TEXT} characters")
    stated = _INPUTS.search(text)
    if stated is None or int(stated[1]) + 1 != inputs:
        raise InvalidInput("trees", "max_feature_idx", f"trees over {inputs} inputs")


class Trees:
    """Trees read back from their text."""

    def __init__(self, text: str, inputs: int) -> None:
        """Raises InvalidInput for a text that is none of LightGBM, or was trained on another number of inputs."""
        import lightgbm

        check_text(text, inputs)
        try:
            self._booster: Any = lightgbm.Booster(model_str=text)
        except lightgbm.basic.LightGBMError as fault:
            raise InvalidInput("trees", str(fault), "LightGBM's text format") from fault

    def values(self, rows: Sequence[Sequence[int]]) -> list[int]:
        """The estimates, rounded to the nearest integer, never below 0."""
        import numpy

        if not rows:
            return []
        found = self._booster.predict(numpy.array(rows, dtype=numpy.float64), num_threads=1)
        return [max(0, round(float(one))) for one in found]
