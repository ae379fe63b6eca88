from enum import StrEnum


class PlacedOutStatus(StrEnum):
    CANCELED = "canceled"
    CLOSED = "closed"
    OPEN = "open"

    def __str__(self) -> str:
        return str(self.value)
