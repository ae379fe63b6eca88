from enum import StrEnum


class TradeOutStatus(StrEnum):
    FAILED = "failed"
    SENT = "sent"
    SETTLED = "settled"
    WAITING = "waiting"

    def __str__(self) -> str:
        return str(self.value)
