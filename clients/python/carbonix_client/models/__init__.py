"""Contains all the data models used in inputs/outputs"""

from .book_out import BookOut
from .cancel_body import CancelBody
from .cancelled_out import CancelledOut
from .certificate_out import CertificateOut
from .certificate_out_statement import CertificateOutStatement
from .found_out import FoundOut
from .health_out import HealthOut
from .level_out import LevelOut
from .order_body import OrderBody
from .order_body_side import OrderBodySide
from .place_body import PlaceBody
from .place_out import PlaceOut
from .placed_out import PlacedOut
from .problem import Problem
from .quote_out import QuoteOut
from .ready_out import ReadyOut
from .seal_out import SealOut
from .settlement_out import SettlementOut
from .trade_out import TradeOut
from .trade_out_status import TradeOutStatus
from .version_out import VersionOut

__all__ = (
    "BookOut",
    "CancelBody",
    "CancelledOut",
    "CertificateOut",
    "CertificateOutStatement",
    "FoundOut",
    "HealthOut",
    "LevelOut",
    "OrderBody",
    "OrderBodySide",
    "PlaceBody",
    "PlacedOut",
    "PlaceOut",
    "Problem",
    "QuoteOut",
    "ReadyOut",
    "SealOut",
    "SettlementOut",
    "TradeOut",
    "TradeOutStatus",
    "VersionOut",
)
