"""Contains all the data models used in inputs/outputs"""

from .book_out import BookOut
from .cancel_body import CancelBody
from .cancelled_out import CancelledOut
from .certificate_out import CertificateOut
from .certificate_out_statement import CertificateOutStatement
from .challenge_in import ChallengeIn
from .challenge_out import ChallengeOut
from .found_out import FoundOut
from .health_out import HealthOut
from .level_out import LevelOut
from .link_in import LinkIn
from .order_body import OrderBody
from .order_body_side import OrderBodySide
from .place_body import PlaceBody
from .place_out import PlaceOut
from .placed_out import PlacedOut
from .problem import Problem
from .purpose import Purpose
from .quote_out import QuoteOut
from .ready_out import ReadyOut
from .seal_out import SealOut
from .session_out import SessionOut
from .settlement_out import SettlementOut
from .signed_in import SignedIn
from .trade_out import TradeOut
from .trade_out_status import TradeOutStatus
from .version_out import VersionOut
from .wallets_out import WalletsOut

__all__ = (
    "BookOut",
    "CancelBody",
    "CancelledOut",
    "CertificateOut",
    "CertificateOutStatement",
    "ChallengeIn",
    "ChallengeOut",
    "FoundOut",
    "HealthOut",
    "LevelOut",
    "LinkIn",
    "OrderBody",
    "OrderBodySide",
    "PlaceBody",
    "PlacedOut",
    "PlaceOut",
    "Problem",
    "Purpose",
    "QuoteOut",
    "ReadyOut",
    "SealOut",
    "SessionOut",
    "SettlementOut",
    "SignedIn",
    "TradeOut",
    "TradeOutStatus",
    "VersionOut",
    "WalletsOut",
)
