from enum import StrEnum


class TradeOutState(StrEnum):
    FAILED = "failed"
    FINAL = "final"
    MATCHED = "matched"
    MINED = "mined"
    SUBMITTED = "submitted"

    def __str__(self) -> str:
        return str(self.value)
