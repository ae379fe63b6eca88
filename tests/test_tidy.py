"""Holds what of the house style a machine can hold: layers, sizes, words, mirrors, and documents that are true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("registry", "passport", "oracle", "marketplace", "web")
UPPER_ROOMS = ("passport", "oracle", "marketplace")
MONEY_ROOMS = ("registry", "passport", "marketplace")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
FORBIDDEN_WORDS = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|NotImplementedError|not implemented|for now|placeholder|lorem)\b", re.IGNORECASE
)
FORBIDDEN_CLAIMS = re.compile(r"carbon[- ]neutral|climate[- ]neutral|net[- ]zero product|DEFRA 2025", re.IGNORECASE)
TEXT_ENDINGS = {".py", ".sol", ".js", ".css", ".html", ".md", ".toml", ".yaml", ".yml", ".json", ".txt", ".sh", ""}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files that git knows or would add: what a stranger gets."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(path for line in listing.stdout.splitlines() if (path := ROOT / line).is_file())


def python_files(*tops: str) -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in tops]


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported module of a file with its line, relative imports made absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def where(path: Path, line: int | None = None) -> str:
    return str(path.relative_to(ROOT)) + (f":{line}" if line else "")


def test_domain_code_imports_only_the_standard_library() -> None:
    """Must keep domain/ pure: standard library, own and registry's domain and errors; no clock, randomness or I/O."""
    impure = {
        "time",
        "random",
        "secrets",
        "os",
        "socket",
        "subprocess",
        "sqlite3",
        "asyncio",
        "threading",
        "urllib",
        "uuid",
    }
    faults = []
    for path in python_files(*ROOMS):
        parts = path.relative_to(ROOT).parts
        if len(parts) < 3 or parts[1] != "domain":
            continue
        for line, name in imports_of(path):
            top, *rest = name.split(".")
            ours = (top in {parts[0], "registry"} and rest[:1] in (["domain"], ["errors"])) or top == "_typeshed"
            if not ours and (top not in sys.stdlib_module_names or top in impure):
                faults.append(f"{where(path, line)} imports {name}")
    assert not faults, "\n".join(faults)


def test_upper_rooms_never_import_each_other() -> None:
    """Must keep passport, oracle and marketplace apart: what they share belongs to registry."""
    faults = [
        f"{where(path, line)} imports {name}"
        for room in UPPER_ROOMS
        for path in python_files(room)
        for line, name in imports_of(path)
        if name.split(".")[0] in (set(UPPER_ROOMS) | {"web", "scripts", "tests"}) - {room}
    ]
    assert not faults, "\n".join(faults)


def test_registry_stands_on_nothing_of_ours() -> None:
    """Must keep the ground floor on the ground: registry imports no other room."""
    faults = [
        f"{where(path, line)} imports {name}"
        for path in python_files("registry")
        for line, name in imports_of(path)
        if name.split(".")[0] in {*UPPER_ROOMS, "web", "scripts", "tests"}
    ]
    assert not faults, "\n".join(faults)


def test_inner_floors_do_not_look_outward() -> None:
    """Must let use cases know ports, never adapters: the arrows of the house point inward."""
    allowed = {
        "ports": {"domain", "ports", "errors"},
        "usecases": {"domain", "ports", "errors", "usecases"},
    }
    faults = []
    for path in python_files(*ROOMS):
        floor = path.relative_to(ROOT).with_suffix("").parts[1]
        for line, name in imports_of(path) if floor in allowed else ():
            top, *rest = name.split(".")
            if top in ROOMS and (not rest or rest[0] not in allowed[floor]):
                faults.append(f"{where(path, line)} imports {name}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("library", "door"),
    [
        ("web3", "registry/adapters/chain.py"),
        ("sqlmodel.create_engine", "registry/adapters/database.py"),
        ("sqlalchemy.create_engine", "registry/adapters/database.py"),
        ("merkletools", "registry/adapters/merkle_tree.py"),
        ("ipfshttpclient", "registry/adapters/evidence_ipfs.py"),
    ],
)
def test_each_outside_thing_has_one_door(library: str, door: str) -> None:
    """Must reach an outside thing through one file only."""
    faults = [
        where(path, line)
        for path in python_files(*ROOMS)
        for line, name in imports_of(path)
        if (name == library or name.startswith(library + ".")) and where(path) != door
    ]
    assert not faults, f"{library} is imported outside of {door}: {faults}"


def test_only_the_database_commits() -> None:
    """Must commit at the edge, once: no file but the database's door calls commit()."""
    faults = [
        where(path, node.lineno)
        for path in python_files(*ROOMS)
        if where(path) != "registry/adapters/database.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not faults, faults


def test_only_config_reads_the_environment() -> None:
    """Must read the environment in config.py and nowhere else."""
    faults = [
        where(path, node.lineno)
        for path in python_files(*ROOMS)
        if path.name != "config.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert not faults, faults


def test_no_float_touches_money_or_mass() -> None:
    """Must count in integers, Decimal or Fraction wherever balances, prices and footprints live."""
    faults = []
    for path in python_files(*MONEY_ROOMS):
        if path.relative_to(ROOT).parts[1] != "domain":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.Name) and node.id == "float"
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if named or literal:
                faults.append(where(path, getattr(node, "lineno", None)))
    assert not faults, faults


def test_files_and_functions_stay_small() -> None:
    """Must keep files at or below 400 lines and functions at or below 60."""
    faults = []
    for path in tracked_files():
        if path.suffix in {".py", ".sol", ".js", ".ts"}:
            lines = path.read_text().count("\n")
            if lines > MAX_FILE_LINES:
                faults.append(f"{where(path)} has {lines} lines")
    for path in python_files(*ROOMS, "scripts", "tests"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    faults.append(f"{where(path, node.lineno)} {node.name} has {length} lines")
    assert not faults, "\n".join(faults)


def test_names_say_what_a_thing_is() -> None:
    """Must not name a file or folder utils, helpers, common or manager."""
    faults = [
        where(path) for path in tracked_files() if FORBIDDEN_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert not faults, faults


def test_no_unfinished_words_and_no_forbidden_claims() -> None:
    """Must not ship unfinished work, nor print a claim that the law forbids or that we cannot prove."""
    faults = []
    for path in tracked_files():
        if (
            path.suffix not in TEXT_ENDINGS
            or path == Path(__file__).resolve()
            or "lock" in path.name
            or "locks" in path.parts
        ):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
            if path.suffix not in {".md", ".json"} and FORBIDDEN_WORDS.search(line) and "placeholder=" not in line:
                faults.append(f"{where(path, number)} unfinished: {line.strip()[:80]}")
            if FORBIDDEN_CLAIMS.search(line) and not _is_quoted_as_forbidden(line):
                faults.append(f"{where(path, number)} claim: {line.strip()[:80]}")
    assert not faults, "\n".join(faults)


def _is_quoted_as_forbidden(line: str) -> bool:
    """A line may name a claim only to forbid it or to record the owner's label."""
    return bool(
        re.search(r"\b(never|forbid|forbidden|not in|owner's label|owner_label|must not)\b", line, re.IGNORECASE)
    )


def test_no_path_of_a_machine_is_committed() -> None:
    """Must hold no absolute path of somebody's machine and no address of a package registry."""
    pattern = re.compile(r"/(?:root|home/[a-z]|work)/|python[h]osted|registry\.npm[j]s|pypi\.org/s[i]mple")
    faults = [
        where(path, number)
        for path in tracked_files()
        if path.suffix in TEXT_ENDINGS and path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not faults, faults


def test_every_test_says_what_must_hold() -> None:
    """Must give each test a docstring that begins with Must."""
    faults = [
        where(path, node.lineno) + " " + node.name
        for path in python_files("tests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not (ast.get_docstring(node) or "").startswith("Must")
    ]
    assert not faults, "\n".join(faults)


def test_public_python_modules_open_with_a_sentence() -> None:
    """Must open each module with one sentence that says what it promises."""
    faults = [
        where(path)
        for path in python_files(*ROOMS, "scripts")
        if path.read_text().strip()
        and not ast.get_docstring(ast.parse(path.read_text()))
        and "migrations" not in path.parts
    ]
    assert not faults, faults


def test_every_refusal_of_a_contract_is_tested_by_name() -> None:
    """Must name each custom error of our interfaces in at least one Brownie test."""
    declared = {
        name
        for path in (ROOT / "contracts" / "interfaces").glob("*.sol")
        for name in re.findall(r"^\s*error (\w+)\(", path.read_text(), re.MULTILINE)
    }
    tests = "\n".join(path.read_text() for path in (ROOT / "tests" / "contracts").rglob("*.py"))
    missing = sorted(name for name in declared if not re.search(rf"\b{name}\b", tests))
    assert not missing, f"errors that no Brownie test names: {missing}"


def test_every_use_case_is_mirrored_by_a_test() -> None:
    """Must import each use case in a test of its own room (or of the web room, which composes them)."""
    faults = []
    for path in python_files(*ROOMS):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if len(parts) == 3 and parts[1] == "usecases" and parts[2] != "__init__":
            tests = "\n".join(test.read_text() for test in (ROOT / "tests").rglob("*.py"))
            if parts[2] not in tests:
                faults.append(where(path))
    assert not faults, f"use cases that no test names: {faults}"


def test_documents_point_at_things_that_exist() -> None:
    """Must keep every relative link and every `make` target named in a document true."""
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    faults = []
    for path in tracked_files():
        if path.suffix != ".md":
            continue
        text = path.read_text()
        for link in re.findall(r"\]\(([^)#\s]+)\)", text):
            if "://" not in link and not (path.parent / link).exists():
                faults.append(f"{where(path)} links to {link}")
        for target in re.findall(r"`make ([a-z][\w-]*)", text):
            if target not in targets:
                faults.append(f"{where(path)} names make {target}")
        for named in re.findall(
            r"`((?:contracts|scripts|registry|oracle|passport|marketplace|web|tests|docs)/[\w./-]+)`", text
        ):
            if not (ROOT / named).exists():
                faults.append(f"{where(path)} names {named}")
    assert not faults, "\n".join(faults)
