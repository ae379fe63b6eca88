"""The facts of one retirement as page, data and paper name them, as far as its holder shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.domain.projection import Projection
from registry.domain.records import Certificate
from registry.domain.reversals import Status
from registry.domain.visibility import Shown, Visibility
from web.formatting import credits_of
from web.languages import translated as _
from web.printing.certificate import printed_day


@dataclass(frozen=True, slots=True)
class Fact:
    """A named value, and how it is known."""

    name: str
    value: str
    known: str = "verified"


def certificate_facts(
    ledger: Projection, facts: Certificate, statement: Mapping[str, str], shown: Shown
) -> Sequence[Fact]:
    """What a reader may see of it, in the reader's language."""
    batch = ledger.batches[facts.batch]
    project = ledger.projects[batch.project]
    own = [] if shown.level is Visibility.PRIVATE else _own(statement, shown)
    return [
        Fact(_("Retired"), f"{facts.kg:,} kg CO2e ({credits_of(facts.kg)} tCO2e)"),
        *own,
        Fact(_("Project"), f"{project.name} ({project.id}, {statement['country']})"),
        Fact(_("Vintage"), f"{printed_day(batch.vintage_start)} – {printed_day(batch.vintage_end)}"),
        Fact(_("Methodology"), ledger.methodologies[project.methodology].name),
        Fact(_("Retired on"), printed_day(int(statement["retiredAt"]))),
        Fact(_("Transaction"), facts.transaction),
    ]


def _own(statement: Mapping[str, str], shown: Shown) -> list[Fact]:
    """What the holder may keep off the page; names stand there with what proves them."""
    named = [Fact(f"{_('Beneficiary')}: {key}", value) for key, value in shown.details.items()]
    return [
        Fact(_("Serials"), statement["serials"]),
        Fact(_("Beneficiary's address"), statement["beneficiary"]),
        *named,
    ]


def status_words(status: Status) -> str:
    """The status in the reader's language."""
    return {Status.Intact: _("Intact"), Status.Impaired: _("Impaired"), Status.MadeGood: _("Made good")}[status]


def status_sentence(status: Status, outstanding_kg: int, kg: int) -> str:
    """What losses of its batch mean for the certificate, in the reader's language."""
    said = {
        Status.Intact: _("No loss of the batch touches its {kg} kg."),
        Status.Impaired: _("Losses of the batch stand for {impaired} of its {kg} kg, and are not made up for yet."),
        Status.MadeGood: _("Losses of the batch had hit a part of its {kg} kg, and were made up for since."),
    }[status]
    return said.replace("{kg}", f"{kg:,}").replace("{impaired}", f"{outstanding_kg:,}")
