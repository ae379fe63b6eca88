"""Two people enrol the devices, and the devices speak over MQTT: figures can be led back to messages from here on."""

from __future__ import annotations

from oracle.adapters.device_line import Receipt, replay
from oracle.errors import DeviceUnknown
from registry.domain.roles import Principal, Role
from registry.usecases.decide_change import decide_change
from web.story import air, metec
from web.story.devices import TENANT, StoryDevice, story_devices
from web.story.errors import NotProved
from web.story.record import Chapter, measured, verified
from web.story.stage import Stage

PROPOSER = Principal("demonstration-owner", TENANT, frozenset({Role.NET_ABSORBER}))
SECOND = Principal("demonstration-compliance", TENANT, frozenset({Role.COMPLIANCE}))


def enrol_devices(stage: Stage) -> Chapter:
    """Each device is proposed by one person and enrolled by another; done again it changes nothing."""
    stage.say("enrolling the devices")
    devices = story_devices()
    for device in devices:
        enrol(stage, device)
    return Chapter(
        "The devices",
        "Two people agreed on each device before it was heard: what it measures, in which unit and range, and the key "
        "that it signs with. The keys are of the demonstration and prove the way, not the origin: the inverters "
        "are real and replayed, the dwelling is a sample whose origin is not published, the flare and the station of "
        "air are SIMULATED.",
        tuple(
            verified(f"device {device.id}", f"{device.feed}, project {device.project or 'none'}") for device in devices
        ),
    )


def take_readings(stage: Stage) -> Chapter:
    """All messages over MQTT, then the lake; what came in stands under a root on chain, hour by hour."""
    stage.say("hearing the devices over MQTT")
    oracle = stage.oracle
    told = [speak(stage, device) for device in story_devices()]
    refused = sum(len(receipt["problems"]) for receipts in told for receipt in receipts)
    if refused:
        raise NotProved(f"{refused} readings of the demonstration were refused: {_first_problem(told)}")
    stage.say("working the lake")
    oracle.lake.refresh()
    sealed = oracle.lake.seal_hours(stage.registry.clock.now(), stage.cast.sealer)
    return Chapter(
        "The readings",
        "Every message was signed by its device, published over MQTT 3.1.1, checked for replay, and on disk before it "
        "was answered. The lake gave each reading its unit, its integer and its flags; what was received stands under "
        "one root an hour, sealed on chain. Readings of the flare are SIMULATED.",
        (
            measured("messages answered", sum(map(len, told))),
            measured("readings in bronze, each once", oracle.log.count - readings_of(stage, metec.DEVICE, air.DEVICE)),
        ),
        {f"bronze sealed, part {number}": each.transaction for number, each in enumerate(sealed, start=1)},
    )


def enrol(stage: Stage, device: StoryDevice) -> None:
    """One person proposes the device, another agrees; an enrolled one stays as it is."""
    desk, registry = stage.oracle.intake, stage.registry
    if not is_enrolled(stage, device.id):
        waiting = desk.propose({"action": "enrol", "enrolled": device.facts}, PROPOSER)
        decide_change(
            waiting.id,
            approved=True,
            payload_hash=waiting.payload_hash,
            reason="of the demonstration",
            caller=SECOND,
            now=registry.clock.now(),
            desk=registry.approvals,
        )


def is_enrolled(stage: Stage, device: str) -> bool:
    """True if two people have agreed on the device."""
    try:
        stage.oracle.intake.devices.find(TENANT, device)
    except DeviceUnknown:
        return False
    return True


def readings_of(stage: Stage, *devices: str) -> int:
    """How many readings of the devices are in bronze."""
    enrolled = {(TENANT, device) for device in devices if is_enrolled(stage, device)}
    return sum((one.tenant, one.device) in enrolled for one in stage.oracle.log.since(0)) if enrolled else 0


def speak(stage: Stage, device: StoryDevice) -> list[Receipt]:
    """One device after the other: what the broker holds back for the intake is then never more than seconds of work."""
    [receipts] = replay(stage.oracle.intake.accept, stage.registry.settings.home, [list(device.messages())])
    return receipts


def _first_problem(told: list[list[Receipt]]) -> object:
    return next(receipt["problems"] for receipts in told for receipt in receipts if receipt["problems"])
