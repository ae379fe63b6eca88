from enum import StrEnum


class PlaceBodyTypeType0(StrEnum):
    LIMIT = "limit"
    MARKET = "market"

    def __str__(self) -> str:
        return str(self.value)
