from enum import StrEnum


class PlaceBodyTimeInForceType0(StrEnum):
    FOK = "fok"
    GTC = "gtc"
    IOC = "ioc"
    POST = "post"

    def __str__(self) -> str:
        return str(self.value)
