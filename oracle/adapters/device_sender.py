"""Speaks as a device does: packs records into SenML, counts its messages, signs them; simulators and replays use it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from oracle.adapters.device_keys import DeviceSigner
from oracle.domain.envelope import Envelope, signed_bytes


@dataclass(frozen=True, slots=True)
class SenmlRecord:
    """A value as a device packs it: decimal text, and the time in Unix seconds as decimal text."""

    name: str
    unit: str
    value: str
    time: str

    def written(self) -> str:
        """Its JSON; numbers stand as they came."""
        return f'{{"n":{json.dumps(self.name)},"u":{json.dumps(self.unit)},"v":{self.value},"t":{self.time}}}'


@dataclass(slots=True)
class DeviceSender:
    """A device with its running boot and counter; without a signer its messages are unsigned."""

    tenant: str
    device: str
    signer: DeviceSigner | None = None
    key: str = ""
    boot: int = 1
    counter: int = 0

    def message(self, records: Sequence[SenmlRecord]) -> Envelope:
        """The next message."""
        payload = "[" + ",".join(record.written() for record in records) + "]"
        envelope = Envelope(self.tenant, self.device, self.boot, self.counter, payload)
        self.counter += 1
        if self.signer is None:
            return envelope
        return replace(envelope, key=self.key, signature=self.signer.sign(signed_bytes(envelope)))


def wire(envelope: Envelope) -> bytes:
    """The message as it is published; tenant and device stand in the topic."""
    members: dict[str, object] = {"boot": envelope.boot, "counter": envelope.counter, "payload": envelope.payload}
    if envelope.signature:
        members |= {"key": envelope.key, "signature": envelope.signature}
    return json.dumps(members, separators=(",", ":")).encode()
