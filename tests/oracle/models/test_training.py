"""Facts about training: the same bytes again, nothing of the held-out time in a model, and no pickle anywhere."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from oracle.adapters.models.air_quality_file import TARGETS, Hours, read_hours
from oracle.adapters.models.boosted_trees import train as train_trees
from oracle.adapters.models.calibrator import CALIBRATION_FILE, TREES_FILE
from oracle.adapters.models.training import Trained, accuracy, judged_blocks, sha256_of, train
from oracle.domain.model_card import RIDGE, TREES
from oracle.domain.ridge import Row
from registry.adapters.embedded_chain import REPOSITORY
from registry.errors import InvalidInput
from tests.oracle.models.collocation import HOURS, collocation

PICKLERS = {"pickle", "cPickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}


def hours() -> Hours:
    return read_hours(collocation(), TARGETS["co"])


def test_training_again_gives_the_same_bytes(ridge: Trained) -> None:
    """Must give every file and the card again, byte for byte."""
    again = train(hours(), sha256_of(collocation()), with_trees=False)
    assert (again.files, again.card) == (ridge.files, ridge.card)


def test_trees_are_the_same_bytes_again(trees: Trained) -> None:
    """Must write the same text from the same rows, and another one from other rows."""
    names = [f"x{place}" for place in range(len(trees.training[0].inputs))]
    one, two = (train_trees(trees.training, names) for _ in range(2))
    assert one == two != train_trees(trees.training[:-1], names)


def test_nothing_held_out_reaches_a_model(ridge: Trained) -> None:
    """Must give the same files whatever the held-out reference said: only the measured figures move."""
    known = hours()
    cut = len(ridge.training)
    spoilt = tuple(Row(row.inputs, 1_000_000) for row in known.rows[cut:])
    other = train(replace(known, rows=known.rows[:cut] + spoilt), sha256_of(collocation()), with_trees=False)
    assert other.files == ridge.files
    assert other.card.metrics != ridge.card.metrics


def test_the_split_is_by_time(ridge: Trained) -> None:
    """Must hold out the last 30 % of the file's hours, every one later than every row of the training."""
    assert max(ridge.training_times_s) < min(ridge.held_out_times_s)
    assert len(ridge.held_out) == pytest.approx(0.3 * HOURS, abs=1)


def test_each_judged_block_is_predicted_from_what_lies_before_it() -> None:
    """Must hand over only earlier rows, and judge the later half of the training time, each row once."""
    rows = [Row((one,), one) for one in range(80)]
    seen: list[tuple[int, int, int]] = []

    def told(before: object, block: object) -> list[int]:
        assert isinstance(before, list)
        assert isinstance(block, list)
        seen.append((len(before), block[0].target, len(block)))
        return [0] * len(block)

    blocks = judged_blocks(rows, told)
    assert seen == [(40, 40, 10), (50, 50, 10), (60, 60, 10), (70, 70, 10)]
    assert [truth for block in blocks for _, truth in block] == list(range(40, 80))


def test_accuracy_is_one_less_wape() -> None:
    """Must take the sum of absolute errors over the sum of truths from one."""
    assert accuracy([(8, 10), (12, 10)]) == pytest.approx(0.8)


def test_a_card_names_data_code_libraries_and_files(trees: Trained, ridge: Trained) -> None:
    """Must state the hash of everything that the model is made of, and the metrics that it reached."""
    card = trees.card
    assert card.data == {"AirQualityUCI.csv": sha256_of(collocation())}
    assert card.artefacts == {name: sha256_of(content) for name, content in trees.files.items()}
    assert card.code["oracle/domain/ridge.py"] == sha256_of((REPOSITORY / "oracle/domain/ridge.py").read_bytes())
    assert set(card.libraries) == {"lightgbm", "numpy"}
    assert float(card.metrics["accuracyHourly"]) > float(card.metrics["accuracyOfTrainingMean"])
    assert (card.method, ridge.card.method) == (TREES, RIDGE)
    assert set(trees.files) == {CALIBRATION_FILE, TREES_FILE}


def test_a_collocation_of_a_few_hours_trains_nothing() -> None:
    """Must refuse a training time from whose later blocks no bound can be had."""
    content = collocation(9)
    with pytest.raises(InvalidInput):
        train(read_hours(content, TARGETS["co"]), sha256_of(content), with_trees=False)


def test_no_room_pickles_anything() -> None:
    """Must import no pickler in the oracle: a model is data, and reading it runs nothing."""
    for path in (REPOSITORY / "oracle").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & PICKLERS, path
