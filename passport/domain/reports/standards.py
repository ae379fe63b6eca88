"""A reporting standard as data: its edition, whether it is in force, and what each disclosure asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Translated = Mapping[str, str]  # language -> text


class Force(StrEnum):
    """Whether anybody has to report by it; `voluntary` standards bind whoever says that they follow them."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet_effective"
    NOT_IN_FORCE = "not_in_force"
    VOLUNTARY = "voluntary"


class Reason(StrEnum):
    """Why a figure is left out: the four reasons of GRI 1: Foundation 2021, requirement 6."""

    NOT_APPLICABLE = "not_applicable"
    LEGAL_PROHIBITIONS = "legal_prohibitions"
    CONFIDENTIALITY = "confidentiality_constraints"
    UNAVAILABLE = "information_unavailable"


@dataclass(frozen=True, slots=True)
class Omission:
    """What a disclosure asks for and the report does not give."""

    reason: Reason
    explanation: Translated


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One item of a standard: its code, its official English title, translations of ours, and its figures by name."""

    code: str
    title: Translated
    measures: tuple[str, ...]
    omissions: tuple[Omission, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition of a standard."""

    identity: str
    title: str
    edition: str
    issuer: str
    force: Force
    note: Translated
    disclosures: tuple[Disclosure, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """What one report covers: standards in the order of its pages, and the sentences that it opens with."""

    identity: str
    title: Translated
    standards: tuple[Standard, ...]
    said: tuple[Translated, ...]
