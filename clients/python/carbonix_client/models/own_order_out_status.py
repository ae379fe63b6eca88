from enum import StrEnum


class OwnOrderOutStatus(StrEnum):
    CANCELED = "canceled"
    CLOSED = "closed"
    EXPIRED = "expired"
    OPEN = "open"

    def __str__(self) -> str:
        return str(self.value)
