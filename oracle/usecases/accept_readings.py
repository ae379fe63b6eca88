"""Takes messages in: each is verified and judged, good readings are durable when this returns, bad ones are listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from oracle.domain.bronze import BronzeReading, Trust
from oracle.domain.device import DeclaredChannel, Device, Kind
from oracle.domain.envelope import UPLOAD_BOOT, Message, signed_bytes
from oracle.domain.intake import (
    MessageReport,
    channel_named,
    check_clock,
    check_range,
    check_register,
    check_travel,
    check_unit,
    newest,
)
from oracle.domain.message_refusals import KeyRevoked, MessageRefused, SignatureInvalid, SignatureMissing
from oracle.domain.replay import (
    Fix,
    GuardState,
    Register,
    check_boot,
    check_upload,
    is_duplicate,
    remember,
    uploaded,
)
from oracle.domain.senml import Pack, Record, read_pack
from oracle.errors import DeviceUnknown, ReadingRefused
from oracle.ports.intake import BronzeLog, DeviceBook, GuardStore, SignatureCheck, UnitBook
from registry.errors import CarbonixError

DeviceKeyName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading that passed every rule that looks at the message alone, with its stored value."""

    row: int
    declared: DeclaredChannel
    stored: int
    reading: BronzeReading


@dataclass(slots=True)
class Candidate:
    """A message on its way: its readings so far, or why it is refused as a whole."""

    message: Message
    readings: list[Judged] = field(default_factory=list)
    problems: list[CarbonixError] = field(default_factory=list)
    duplicate: bool = False

    def report(self) -> MessageReport:
        """What became of it."""
        one = self.message.envelope
        taken = 0 if self.duplicate else len(self.readings)
        told = () if self.duplicate else tuple(self.problems)
        return MessageReport(
            one.tenant, one.device, one.boot, one.counter, self.message.digest, taken, self.duplicate, told
        )


def accept_readings(
    messages: Sequence[Message],
    *,
    devices: DeviceBook,
    guard: GuardStore,
    log: BronzeLog,
    signatures: SignatureCheck,
    units: UnitBook,
    now_ms: int,
) -> list[MessageReport]:
    """One report for each message, in order. What is reported as accepted is durable.

    The log is written before the guard. A crash between the two leaves readings that the guard has not seen: it reads
    them from the log before it judges anything else, so that a resent message is a duplicate and not a second reading.
    """
    if not messages:
        return []
    names = {(one.envelope.tenant, one.envelope.device) for one in messages}
    known = devices.named(names)
    judged = [_judged(message, known, signatures, units, now_ms) for message in messages]
    with guard.journal() as journal:
        behind = list(log.since(journal.position()))
        owners = names | {(reading.tenant, reading.device) for reading in behind}
        before = journal.states(owners)
        states = dict(before)
        _catch_up(states, behind, devices.named(owners) if behind else known, units)
        for candidate in judged:
            _guarded(candidate, states)
        taken = [candidate for candidate in judged if candidate.readings and not candidate.duplicate]
        readings = [one.reading for candidate in taken for one in candidate.readings]
        position = journal.position() + len(behind)
        if readings:
            position = log.append(readings, _payloads(taken))
        reports = [candidate.report() for candidate in judged]
        moved = {name: state for name, state in states.items() if before.get(name) is not state}
        journal.keep(moved, position, [report for report in reports if _belongs(report, known)], now_ms)
    return reports


def _belongs(report: MessageReport, known: Mapping[DeviceKeyName, Device]) -> bool:
    # What strangers send under invented names is answered, and not kept: it would fill the tables.
    return bool(report.problems) and (report.tenant, report.device) in known


def _judged(
    message: Message,
    known: Mapping[DeviceKeyName, Device],
    signatures: SignatureCheck,
    units: UnitBook,
    now_ms: int,
) -> Candidate:
    candidate, one = Candidate(message), message.envelope
    device = known.get((one.tenant, one.device))
    if device is None or not device.active:
        candidate.problems.append(DeviceUnknown(one.device))
        return candidate
    try:
        trust = _trust(message, device, signatures, now_ms)
        pack = read_pack(one.payload, now_ms)
    except MessageRefused as fault:
        candidate.problems.append(fault)
        return candidate
    candidate.problems.extend(pack.refused)
    for record in pack.records:
        try:
            candidate.readings.append(_reading(message, device, pack, record, trust, units, now_ms))
        except ReadingRefused as fault:
            candidate.problems.append(fault)
    return candidate


def _trust(message: Message, device: Device, signatures: SignatureCheck, now_ms: int) -> Trust:
    """SIGNED for a good signature, what the door vouches for from a device without keys.

    Raises SignatureMissing, SignatureInvalid, KeyRevoked.
    """
    one = message.envelope
    if not one.signature:
        if device.keys:
            raise SignatureMissing("signature", "", f"device {device.id} has keys: each message is signed")
        return message.unsigned_trust
    key = device.key(one.key)
    if key is None:
        raise SignatureInvalid("key", one.key, f"a key of device {device.id}")
    if not key.holds_at(now_ms // 1_000):
        raise KeyRevoked("key", one.key, f"held from {key.valid_from_s} until {key.revoked_at_s}, Unix seconds")
    if not signatures.holds(key, signed_bytes(one), bytes.fromhex(one.signature)):
        raise SignatureInvalid("signature", one.signature, f"that of key {key.id} over this message")
    return Trust.SIGNED


def _reading(
    message: Message,
    device: Device,
    pack: Pack,
    record: Record,
    trust: Trust,
    units: UnitBook,
    now_ms: int,
) -> Judged:
    row, one = record.place + 1, message.envelope
    declared = channel_named(row, device, record.name)
    channel = declared.channel
    check_unit(row, declared, record.unit)
    stored = units.stored(channel, record.unit, record.value)
    if not declared.lowest <= stored <= declared.highest:
        likely = units.likely(channel, record.value, declared.lowest, declared.highest)
        check_range(row, declared, record.value, stored, likely)
    check_clock(row, device.feed, record.time_ms, now_ms)
    if trust is Trust.SIGNED and device.calibrated(channel, record.time_ms):
        trust = Trust.SIGNED_CALIBRATED
    reading = BronzeReading(
        tenant=one.tenant,
        device=one.device,
        channel=channel,
        boot=one.boot,
        counter=one.counter,
        place=record.place,
        time_ms=record.time_ms,
        value=record.value,
        unit=record.unit,
        latitude_udeg=pack.latitude_udeg,
        longitude_udeg=pack.longitude_udeg,
        trust=trust,
        source=f"{message.door.value}/{device.feed.value}",
        received_ms=now_ms,
        payload_sha256=message.digest,
    )
    return Judged(row, declared, stored, reading)


def _guarded(candidate: Candidate, states: dict[DeviceKeyName, GuardState]) -> None:
    """Judges a message against what was seen of its device, and remembers it."""
    if not candidate.readings:
        return
    message = candidate.message
    name = (message.envelope.tenant, message.envelope.device)
    state = states.get(name, GuardState())
    try:
        if message.envelope.boot != UPLOAD_BOOT:
            candidate.duplicate = is_duplicate(state, message)
            check_boot(state, message, max(one.reading.time_ms for one in candidate.readings))
    except MessageRefused as fault:
        candidate.readings, candidate.problems = [], [*candidate.problems, fault]
    if candidate.duplicate or not candidate.readings:
        return
    kept: list[Judged] = []
    for one in candidate.readings:
        try:
            state = _moved(state, one)
            kept.append(one)
        except ReadingRefused as fault:
            candidate.problems.append(fault)
    candidate.readings = kept
    if kept:
        states[name] = _remembered(state, message, min(one.reading.time_ms for one in kept))


def _moved(state: GuardState, one: Judged) -> GuardState:
    """The state after a reading's position and register. Raises TravelImpossible, RegisterWentBack."""
    reading, channel = one.reading, one.reading.channel.value
    fix = _fix(reading)
    if fix is not None:
        check_travel(one.row, fix, state.fix)
    shown, before = Register(reading.boot, reading.time_ms, one.stored), state.registers.get(channel)
    check_register(one.row, one.declared, shown, before)
    if reading.boot == UPLOAD_BOOT:
        check_upload(state, one.row, channel, reading.time_ms)
    return _after(state, one.declared, fix, shown)


def _after(state: GuardState, declared: DeclaredChannel, fix: Fix | None, shown: Register) -> GuardState:
    if fix is not None and (state.fix is None or fix.time_ms >= state.fix.time_ms):
        state = replace(state, fix=fix)
    if declared.kind is Kind.REGISTER:
        channel = declared.channel.value
        registers = {**state.registers, channel: newest(shown, state.registers.get(channel))}
        state = replace(state, registers=registers)
    return uploaded(state, declared.channel.value, shown.time_ms) if shown.boot == UPLOAD_BOOT else state


def _remembered(state: GuardState, message: Message, first_ms: int) -> GuardState:
    one = message.envelope
    if one.boot == UPLOAD_BOOT:
        return state
    return remember(state, one.boot, one.counter, digest=message.digest, time_ms=first_ms)


def _catch_up(
    states: dict[DeviceKeyName, GuardState],
    behind: Sequence[BronzeReading],
    known: Mapping[DeviceKeyName, Device],
    units: UnitBook,
) -> None:
    """Shows the guard the readings that the log has and it has not: it ended between the two."""
    for reading in behind:
        name = (reading.tenant, reading.device)
        state = states.get(name, GuardState())
        if reading.boot != UPLOAD_BOOT:
            key = (reading.boot, reading.counter)
            state = remember(state, *key, digest=reading.payload_sha256, time_ms=reading.time_ms)
        device = known.get(name)
        declared = device.by_channel.get(reading.channel.value) if device is not None else None
        if declared is not None:
            state = _after(state, declared, _fix(reading), _shown(reading, units))
        states[name] = state


def _shown(reading: BronzeReading, units: UnitBook) -> Register:
    return Register(reading.boot, reading.time_ms, units.stored(reading.channel, reading.unit, reading.value))


def _fix(reading: BronzeReading) -> Fix | None:
    if reading.latitude_udeg is None or reading.longitude_udeg is None:
        return None
    return Fix(reading.time_ms, reading.latitude_udeg, reading.longitude_udeg)


def _payloads(taken: Sequence[Candidate]) -> list[bytes]:
    return list({candidate.message.digest: candidate.message.kept for candidate in taken}.values())
