"""Lists every small wrong change of a Solidity file, read from the compiler's own syntax tree."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Node = Mapping[str, Any]

OPPOSITES = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "%": "/",
    "&&": "||",
    "||": "&&",
    "&": "|",
    "|": "&",
    "^": "&",
    "<<": ">>",
    ">>": "<<",
    "+=": "-=",
    "-=": "+=",
    "*=": "/=",
    "/=": "*=",
    "|=": "&=",
    "&=": "|=",
    "++": "--",
    "--": "++",
}
NAMED = {"FunctionDefinition", "ModifierDefinition"}
CHECKED_BY_OTHERS = {"PragmaDirective", "ImportDirective", "StructuredDocumentation"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: `before` at byte `start` becomes `after`."""

    file: str
    line: int
    column: int
    text: str
    start: int
    before: str
    after: str
    operator: str
    function: str

    @property
    def key(self) -> str:
        """Name that stays the same while the text of its line does, wherever the line goes."""
        return f"{self.file} | {self.text} | {self.column} | {self.before} -> {self.after}"

    def applied(self, source: bytes) -> bytes:
        """The whole file with this change.

        Raises ValueError if the file is no longer the one that the change was read from.
        """
        end = self.start + len(self.before.encode())
        if source[self.start : end] != self.before.encode():
            raise ValueError(f"{self.file} changed since its mutants were listed")
        return source[: self.start] + self.after.encode() + source[end:]


def syntax_trees(root: Path, files: Sequence[str]) -> dict[str, Node]:
    """Syntax tree of each file by its path, from the pinned compiler."""
    question = {
        "language": "Solidity",
        "sources": {file: {"content": (root / file).read_text()} for file in files},
        "settings": {
            "remappings": ["@openzeppelin/=node_modules/@openzeppelin/"],
            "evmVersion": "shanghai",
            "outputSelection": {"*": {"": ["ast"]}},
        },
    }
    answer = subprocess.run(
        [str(root / "scripts" / "solc" / "solc"), "--standard-json"],
        cwd=root,
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    sources = json.loads(answer.stdout)["sources"]
    return {file: sources[file]["ast"] for file in files}


def mutants_of(file: str, source: bytes, tree: Node) -> list[Mutant]:
    """Every mutant of a file, in the order of its text, each once."""
    found = {(start, before, after): operator for start, before, after, operator in _changes(tree, source)}
    functions = [(*_span(node, source), node["name"]) for node in _nodes(tree) if node["nodeType"] in NAMED]
    return [
        _placed(file, source, functions, (start, before, after, operator))
        for (start, before, after), operator in sorted(found.items())
    ]


def _placed(
    file: str, source: bytes, functions: Sequence[tuple[int, int, str]], change: tuple[int, str, str, str]
) -> Mutant:
    """The mutant with its line and function; its column counts from the first letter of the line."""
    start, before, after, operator = change
    opening = source.rfind(b"\n", 0, start) + 1
    line = source[opening:].split(b"\n", 1)[0].decode()
    return Mutant(
        file=file,
        line=source.count(b"\n", 0, start) + 1,
        column=start - opening - (len(line) - len(line.lstrip())),
        text=line.strip(),
        start=start,
        before=before,
        after=after,
        operator=operator,
        function=next((name for begins, ends, name in functions if begins <= start < ends), ""),
    )


def sampled(mutants: Sequence[Mutant], limit: int, seed: str) -> list[Mutant]:
    """At most `limit` of them, in the order of the text; a larger limit keeps what a smaller one chose."""
    order = list(range(len(mutants)))
    random.Random(f"{seed}:{mutants[0].file}").shuffle(order)
    return [mutants[position] for position in sorted(order[:limit])]


def _changes(tree: Node, source: bytes) -> Iterator[tuple[int, str, str, str]]:
    """(start, before, after, operator) of every change below a node."""
    for node in _nodes(tree):
        for start, end, after, operator in _of_node(node, source):
            before = source[start:end].decode()
            if before != after:
                yield start, before, after, operator


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict) and value.get("nodeType") not in CHECKED_BY_OTHERS:
        if "nodeType" in value:
            yield value
        # Numbers in a type are sizes that the compiler checks; a loop that steps nowhere only wastes the run's time.
        for name, child in value.items():
            if name not in {"typeName", "typeDescriptions", "baseContracts", "loopExpression"} and isinstance(
                child, dict | list
            ):
                yield from _nodes(child)


def _of_node(node: Node, source: bytes) -> Iterator[tuple[int, int, str, str]]:
    match node["nodeType"]:
        case "IfStatement":
            yield from _condition(node["condition"], guard=_reverts(node["trueBody"]))
        case "Conditional":
            yield from _condition(node["condition"], guard=False)
        case "BinaryOperation" | "Assignment":
            yield from _operator_between(node, source)
        case "UnaryOperation":
            yield from _unary(node, source)
        case "ExpressionStatement":
            yield (*_span(node, source), "{}", "statement left out")
        case "EmitStatement":
            yield (*_span(node, source), "{}", "event left out")
        case "ModifierInvocation" if node.get("kind") == "modifierInvocation":
            yield (*_span(node, source), "", "modifier left out")
        case "Literal" if node["kind"] in {"number", "bool"}:
            yield from _literal(node, source)


def _span(node: Node, source: bytes) -> tuple[int, int]:
    """Bytes of a node; those of a statement with its semicolon."""
    start, length, _ = (int(part) for part in node["src"].split(":"))
    end = start + length
    if node["nodeType"] in {"ExpressionStatement", "EmitStatement"} and source[end : end + 1] == b";":
        end += 1
    return start, end


def _condition(node: Node, *, guard: bool) -> Iterator[tuple[int, int, str, str]]:
    start, length, _ = (int(part) for part in node["src"].split(":"))
    yield start, start + length, "false", "guard left out" if guard else "branch never taken"
    if not guard:
        yield start, start + length, "true", "branch always taken"


def _reverts(body: Node) -> bool:
    statements = body.get("statements", [body]) or [body]
    return bool(statements[-1]["nodeType"] == "RevertStatement")


def _operator_between(node: Node, source: bytes) -> Iterator[tuple[int, int, str, str]]:
    word = node["operator"]
    left, right = (
        (node["leftExpression"], node["rightExpression"])
        if node["nodeType"] == "BinaryOperation"
        else (node["leftHandSide"], node["rightHandSide"])
    )
    after = OPPOSITES.get(word)
    if after is None:
        return
    gap_start, gap_end = _span(left, source)[1], _span(right, source)[0]
    start = source.find(word.encode(), gap_start, gap_end)
    if start >= 0:
        yield start, start + len(word), after, "operator changed"


def _unary(node: Node, source: bytes) -> Iterator[tuple[int, int, str, str]]:
    start, end = _span(node, source)
    word = node["operator"]
    if word == "!":
        yield start, start + 1, "", "negation left out"
    elif word in {"++", "--"}:
        place = start if node["prefix"] else end - len(word)
        yield place, place + len(word), OPPOSITES[word], "operator changed"


def _literal(node: Node, source: bytes) -> Iterator[tuple[int, int, str, str]]:
    start, end = _span(node, source)
    text = source[start:end].decode()
    if node["kind"] == "bool":
        yield start, end, "false" if text == "true" else "true", "value changed"
        return
    number, _, _unit = text.partition(" ")
    plain = number.replace("_", "")
    if plain.isdigit():
        yield start, start + len(number), str(int(plain) + 1), "value changed"
