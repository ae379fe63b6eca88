"""What a company lets somebody without an account see of its passports: nothing, the grade, or grade and total."""

from __future__ import annotations

from enum import StrEnum


class Disclosure(StrEnum):
    """The level of a tenant. Sealing publishes; a company that publishes less says so."""

    Hidden = "hidden"
    Grade = "grade"
    GradeAndTotal = "grade_and_total"

    @property
    def shows_grade(self) -> bool:
        """The grade with its assessment."""
        return self is not Disclosure.Hidden

    @property
    def shows_total(self) -> bool:
        """Kilograms, and everything that they could be computed from."""
        return self is Disclosure.GradeAndTotal


UNLESS_SET = Disclosure.GradeAndTotal
