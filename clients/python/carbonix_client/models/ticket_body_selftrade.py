from enum import StrEnum


class TicketBodySelftrade(StrEnum):
    CANCEL_BOTH = "cancel_both"
    CANCEL_NEWEST = "cancel_newest"
    CANCEL_OLDEST = "cancel_oldest"
    DECREMENT = "decrement"

    def __str__(self) -> str:
        return str(self.value)
