from enum import StrEnum


class Purpose(StrEnum):
    ALLOW_DESTINATION = "allow_destination"
    LINK_WALLET = "link_wallet"
    REMOVE_DESTINATION = "remove_destination"
    SIGN_IN = "sign_in"
    UNLINK_WALLET = "unlink_wallet"

    def __str__(self) -> str:
        return str(self.value)
