from enum import StrEnum


class ReplaceBodyTypeType0(StrEnum):
    LIMIT = "limit"
    MARKET = "market"

    def __str__(self) -> str:
        return str(self.value)
