"""Sentences for the events of the law: claims' ends, holds, the buffer pool, cooperatives, portions, rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from registry.domain.report import VoidCause
from web.formatting import credits_of, kilograms, plural, short, utc

Arguments = Mapping[str, Any]
WEI_PER_ETHER = 10**18
LARGEST_UINT256 = 2**256 - 1
FORCE_REASONS = ("unspecified", "court order", "sanction", "theft", "error")  # IEnforcement.ForceReason
STANDARDS = ("unspecified", "CarboniX", "T-VER", "Premium T-VER", "Verra", "Gold Standard")
CAUSES = {
    VoidCause.Upheld: "the arbiter upheld a challenge",
    VoidCause.ArbiterSilent: "the arbiter was silent",
    VoidCause.SignerRevoked: "a signer was revoked",
    VoidCause.Expired: "nobody made it final in time",
}


def mass(kg: int) -> str:
    """`2,000 kg (2 tCO2e)`."""
    return f"{kilograms(kg)} ({credits_of(kg)} tCO2e)"


def _challenged(said: Arguments) -> str:
    until = utc(said["rulingUntil"])
    return f"{short(said['challenger'])} challenged claim {short(said['reportHash'])}; the arbiter rules until {until}."


def _rejected(said: Arguments) -> str:
    to, until = short(said["receiver"]), utc(said["finalisableAt"])
    claim = short(said["reportHash"])
    return f"The challenge of claim {claim} was rejected: its bond goes to {to}, its window to {until}."


def _voided(said: Arguments) -> str:
    cause = CAUSES[VoidCause(said["cause"])]
    return f"Claim {short(said['reportHash'])} of project {said['project']} is void: {cause}."


def _withdrawn(said: Arguments) -> str:
    return f"{short(said['account'])} received {ether(said['amount'])} ether of bonds."


def ether(wei: int) -> str:
    """`0.1`."""
    return f"{(Decimal(wei) / WEI_PER_ETHER).normalize():f}"


def _held(said: Arguments) -> str:
    who, batch = short(said["account"]), said["batch"]
    if said["held"]:
        return f"Everything that {who} has of batch {batch} is held: a loss of it is claimed."
    return f"What {who} has of batch {batch} is no longer held for a claimed loss."


def _frozen(said: Arguments) -> str:
    """The amount is what of a balance may not move; the largest number that a contract knows freezes all of it."""
    who, batch, kg = short(said["account"]), said["tokenId"], said["amount"]
    if kg == 0:
        return f"Nothing that {who} has of batch {batch} is frozen any more."
    what = "Everything" if kg == LARGEST_UINT256 else mass(kg)
    return f"{what} that {who} has of batch {batch} is frozen."


def _forced_announced(said: Arguments) -> str:
    what = f"{mass(said['amount'])} of batch {said['tokenId']} from {short(said['from'])} to {short(said['to'])}"
    reason, ripe = FORCE_REASONS[said["reason"]], utc(said["ripeAt"])
    return f"A forced transfer of {what} was announced ({reason}), not before {ripe}."


def _forced(said: Arguments) -> str:
    what = f"{mass(said['amount'])} of batch {said['tokenId']}"
    return f"{what} were moved from {short(said['from'])} to {short(said['to'])} without the holder's consent."


def _force_withdrawn(said: Arguments) -> str:
    what = f"{mass(said['amount'])} of batch {said['tokenId']} from {short(said['from'])}"
    return f"The announced forced transfer of {what} was taken back."


def _share(said: Arguments) -> str:
    percent = f"{Decimal(said['bps']) / 100:f}"
    return f"{percent} % of later issuances of project {said['project']} go to the buffer pool."


def _accrued(said: Arguments) -> str:
    got, rest = mass(said["bufferKg"]), kilograms(said["carriedKg"])
    return f"The buffer pool received {got} of batch {said['batch']}; {rest} of its share are carried."


def _loss_opened(said: Arguments) -> str:
    lost, owner = mass(said["lossKg"]), mass(said["ownerKg"])
    return f"A loss of {lost} of batch {said['batch']} is verified; the owner's stock makes up for {owner}."


def _loss_covered(said: Arguments) -> str:
    owner, pool, debt = (kilograms(said[key]) for key in ("ownerKg", "poolKg", "debtKg"))
    impaired, retired = kilograms(said["impairedKg"]), kilograms(said["retiredKg"])
    sources = f"{owner} came from the owner, {pool} from the pool, {debt} are owed"
    return f"Loss {short(said['reportHash'])}: {sources}, {impaired} of {retired} retired are impaired."


def _claims_opened(said: Arguments) -> str:
    who = plural(said["size"], "member")
    return f"{mass(said['totalKg'])} of batch {said['batch']} wait for {who} of a cooperative."


def _claimed(said: Arguments) -> str:
    return f"{short(said['holder'])} took {kilograms(said['kg'])} of batch {said['batch']} as a member, by proof."


def _bulk(said: Arguments) -> str:
    who = plural(said["size"], "beneficiary", "beneficiaries")
    return f"Certificate {said['certificate']} is for {who}, each of whom may claim a portion."


def _against(said: Arguments) -> str:
    total, used = kilograms(said["totalKg"]), kilograms(said["retiredKg"])
    flag = ", openly beyond it" if said["beyond"] else ""
    named = f"certificate {said['certificate']} names the footprint {short(said['footprint'])}"
    return f"With {kilograms(said['kg'])}, {named}: {used} of {total} are retired against it{flag}."


def _immobilised(said: Arguments) -> str:
    standard = STANDARDS[said["standard"]]
    return f"Batch {said['batch']} stands for units immobilised at {standard}: {said['serial']}."


def _conflict(said: Arguments) -> str:
    word = "may not" if said["inConflict"] else "may again"
    return (
        f"Organisations {short(said['organisation'])} and {short(said['other'])} {word} verify each other's projects."
    )


def _rotated(said: Arguments) -> str:
    return f"Verifier {short(said['verifier'])} handed its accreditation to {short(said['successor'])}."


def _several(said: Arguments) -> str:
    moved = ", ".join(
        f"{kilograms(kg)} of batch {batch}" for batch, kg in zip(said["ids"], said["values"], strict=True)
    )
    return f"{moved} moved from {short(said['from'])} to {short(said['to'])}."


LAW_WORDINGS: Mapping[str, Callable[[Arguments], str]] = {
    "Heartbeat": lambda said: f"The oracle's operator said that it is alive, at {utc(said['at'])}.",
    "ClaimChallenged": _challenged,
    "ChallengeRejected": _rejected,
    "ClaimVoided": _voided,
    "BondsWithdrawn": _withdrawn,
    "DebtDeducted": lambda said: f"{mass(said['kg'])} of a quantity of project {said['project']} paid its debts.",
    "HeldForLoss": _held,
    "Frozen": _frozen,
    "ForcedTransferAnnounced": _forced_announced,
    "ForcedTransferWithdrawn": _force_withdrawn,
    "ForcedTransfer": _forced,
    "TransferBatch": _several,
    "ShareSet": _share,
    "BufferAccrued": _accrued,
    "LossOpened": _loss_opened,
    "PoolDrawn": lambda said: f"The buffer pool gave {mass(said['kg'])} of batch {said['batch']} for a loss.",
    "LossCovered": _loss_covered,
    "DebtRepaid": lambda said: (
        f"{kilograms(said['kg'])} of the debt of loss {short(said['reportHash'])} were paid, "
        f"{kilograms(said['outstandingKg'])} are owed."
    ),
    "ClaimsOpened": _claims_opened,
    "KilogramsClaimed": _claimed,
    "SurplusSetAside": lambda said: (
        f"{mass(said['kg'])} of batch {said['batch']} beyond the members' total wait for {short(said['owner'])}."
    ),
    "SurplusCollected": lambda said: f"{short(said['owner'])} took {mass(said['kg'])} of batch {said['batch']}.",
    "BulkOpened": _bulk,
    "PortionClaimed": lambda said: (
        f"Certificate {said['portion']} was claimed out of certificate {said['certificate']}, "
        f"of which {kilograms(said['claimedKg'])} are claimed."
    ),
    "FootprintAdmitted": lambda said: (
        f"The footprint {short(said['footprint'])} of {kilograms(said['totalKg'])} can be named by retirements."
    ),
    "RetiredAgainst": _against,
    "BlockImmobilised": _immobilised,
    "DailyCapProposed": lambda said: (
        f"{kilograms(said['dailyCapKg'])} a day were proposed as the largest reduction of project {said['project']}."
    ),
    "DailyCapChanged": lambda said: (
        f"The largest daily reduction of project {said['project']} was {kilograms(said['beforeKg'])}, "
        f"it is {kilograms(said['afterKg'])} now."
    ),
    "SealSuperseded": lambda said: f"Seal {said['by']} stands in the place of seal {said['old']}.",
    "ConflictSet": _conflict,
    "VerifierKeyRotated": _rotated,
    "RoundOpened": lambda said: (
        f"Round {said['round']} gathers {plural(said['credits'], 'credit')} of batch {said['batch']} from remnants."
    ),
    "RoundJoined": lambda said: f"{short(said['member'])} put {kilograms(said['kg'])} into round {said['round']}.",
    "RoundLeft": lambda said: f"{short(said['member'])} took {kilograms(said['kg'])} out of round {said['round']}.",
    "RoundTaken": lambda said: (
        f"{short(said['taker'])} paid for the {plural(said['credits'], 'credit')} of round {said['round']}."
    ),
    "ProceedsCollected": lambda said: (
        f"{short(said['member'])} collected {said['amount']:,} payment units for {kilograms(said['kg'])}."
    ),
}
