"""Contains all the data models used in inputs/outputs"""

from .account_out import AccountOut
from .attribute_bid_out import AttributeBidOut
from .attribute_bid_out_criteria import AttributeBidOutCriteria
from .cancel_many_body import CancelManyBody
from .cancelled_out import CancelledOut
from .candle_out import CandleOut
from .certificate_out import CertificateOut
from .certificate_out_statement import CertificateOutStatement
from .challenge_in import ChallengeIn
from .challenge_out import ChallengeOut
from .collar_body import CollarBody
from .contract_body import ContractBody
from .credit_balance_out import CreditBalanceOut
from .entered_out import EnteredOut
from .entered_out_facts_type_0 import EnteredOutFactsType0
from .export_my_trades_format import ExportMyTradesFormat
from .export_my_trades_sort import ExportMyTradesSort
from .export_ohlcv_format import ExportOhlcvFormat
from .export_ohlcv_timeframe import ExportOhlcvTimeframe
from .export_orders_format import ExportOrdersFormat
from .export_orders_sort import ExportOrdersSort
from .export_orders_status_type_0 import ExportOrdersStatusType0
from .export_trades_format import ExportTradesFormat
from .export_trades_sort import ExportTradesSort
from .fee_line_out import FeeLineOut
from .fee_out import FeeOut
from .fetch_attribute_bids_sort import FetchAttributeBidsSort
from .fetch_my_trades_sort import FetchMyTradesSort
from .fetch_ohlcv_sort import FetchOhlcvSort
from .fetch_ohlcv_timeframe import FetchOhlcvTimeframe
from .fetch_open_orders_sort import FetchOpenOrdersSort
from .fetch_orders_sort import FetchOrdersSort
from .fetch_orders_status_type_0 import FetchOrdersStatusType0
from .fetch_trades_sort import FetchTradesSort
from .fill_out import FillOut
from .fill_out_side import FillOutSide
from .fill_out_takerormaker import FillOutTakerormaker
from .found_out import FoundOut
from .governed_out import GovernedOut
from .halt_body import HaltBody
from .health_out import HealthOut
from .journal_day_out import JournalDayOut
from .kill_body import KillBody
from .level_out import LevelOut
from .limits_body import LimitsBody
from .limits_out import LimitsOut
from .link_in import LinkIn
from .market_body import MarketBody
from .market_out import MarketOut
from .market_trade_out import MarketTradeOut
from .market_trade_out_side import MarketTradeOutSide
from .marketplace_api_settlement_schemas_difference_out import MarketplaceApiSettlementSchemasDifferenceOut
from .modify_body import ModifyBody
from .open_order_out import OpenOrderOut
from .open_order_out_side import OpenOrderOutSide
from .open_order_out_type import OpenOrderOutType
from .order_body import OrderBody
from .order_body_out import OrderBodyOut
from .order_body_out_side import OrderBodyOutSide
from .order_body_side import OrderBodySide
from .order_book_out import OrderBookOut
from .own_order_out import OwnOrderOut
from .own_order_out_criteria import OwnOrderOutCriteria
from .own_order_out_side import OwnOrderOutSide
from .own_order_out_status import OwnOrderOutStatus
from .place_body import PlaceBody
from .place_body_time_in_force_type_0 import PlaceBodyTimeInForceType0
from .place_body_type_type_0 import PlaceBodyTypeType0
from .place_many_body import PlaceManyBody
from .place_out import PlaceOut
from .placed_out import PlacedOut
from .placed_out_status import PlacedOutStatus
from .problem import Problem
from .purpose import Purpose
from .quote_out import QuoteOut
from .ready_out import ReadyOut
from .reconciliation_out import ReconciliationOut
from .registry_api_proof_schemas_seal_out import RegistryApiProofSchemasSealOut
from .replace_body import ReplaceBody
from .replace_body_time_in_force_type_0 import ReplaceBodyTimeInForceType0
from .replace_body_type_type_0 import ReplaceBodyTypeType0
from .retire_body import RetireBody
from .retire_body_details import RetireBodyDetails
from .retirement_out import RetirementOut
from .session_out import SessionOut
from .settlement_out import SettlementOut
from .signed_in import SignedIn
from .standard_contract_out import StandardContractOut
from .standard_contract_out_criteria import StandardContractOutCriteria
from .statement_line_out import StatementLineOut
from .statement_out import StatementOut
from .strike_out import StrikeOut
from .strikes_out import StrikesOut
from .ticker_out import TickerOut
from .ticket_body import TicketBody
from .ticket_body_selftrade import TicketBodySelftrade
from .ticket_body_side import TicketBodySide
from .ticket_body_timeinforce import TicketBodyTimeinforce
from .ticket_out import TicketOut
from .trade_out import TradeOut
from .trade_out_state import TradeOutState
from .trade_out_status import TradeOutStatus
from .treasury_out import TreasuryOut
from .version_out import VersionOut
from .wallets_out import WalletsOut
from .word_body import WordBody

__all__ = (
    "AccountOut",
    "AttributeBidOut",
    "AttributeBidOutCriteria",
    "CancelledOut",
    "CancelManyBody",
    "CandleOut",
    "CertificateOut",
    "CertificateOutStatement",
    "ChallengeIn",
    "ChallengeOut",
    "CollarBody",
    "ContractBody",
    "CreditBalanceOut",
    "EnteredOut",
    "EnteredOutFactsType0",
    "ExportMyTradesFormat",
    "ExportMyTradesSort",
    "ExportOhlcvFormat",
    "ExportOhlcvTimeframe",
    "ExportOrdersFormat",
    "ExportOrdersSort",
    "ExportOrdersStatusType0",
    "ExportTradesFormat",
    "ExportTradesSort",
    "FeeLineOut",
    "FeeOut",
    "FetchAttributeBidsSort",
    "FetchMyTradesSort",
    "FetchOhlcvSort",
    "FetchOhlcvTimeframe",
    "FetchOpenOrdersSort",
    "FetchOrdersSort",
    "FetchOrdersStatusType0",
    "FetchTradesSort",
    "FillOut",
    "FillOutSide",
    "FillOutTakerormaker",
    "FoundOut",
    "GovernedOut",
    "HaltBody",
    "HealthOut",
    "JournalDayOut",
    "KillBody",
    "LevelOut",
    "LimitsBody",
    "LimitsOut",
    "LinkIn",
    "MarketBody",
    "MarketOut",
    "MarketplaceApiSettlementSchemasDifferenceOut",
    "MarketTradeOut",
    "MarketTradeOutSide",
    "ModifyBody",
    "OpenOrderOut",
    "OpenOrderOutSide",
    "OpenOrderOutType",
    "OrderBody",
    "OrderBodyOut",
    "OrderBodyOutSide",
    "OrderBodySide",
    "OrderBookOut",
    "OwnOrderOut",
    "OwnOrderOutCriteria",
    "OwnOrderOutSide",
    "OwnOrderOutStatus",
    "PlaceBody",
    "PlaceBodyTimeInForceType0",
    "PlaceBodyTypeType0",
    "PlacedOut",
    "PlacedOutStatus",
    "PlaceManyBody",
    "PlaceOut",
    "Problem",
    "Purpose",
    "QuoteOut",
    "ReadyOut",
    "ReconciliationOut",
    "RegistryApiProofSchemasSealOut",
    "ReplaceBody",
    "ReplaceBodyTimeInForceType0",
    "ReplaceBodyTypeType0",
    "RetireBody",
    "RetireBodyDetails",
    "RetirementOut",
    "SessionOut",
    "SettlementOut",
    "SignedIn",
    "StandardContractOut",
    "StandardContractOutCriteria",
    "StatementLineOut",
    "StatementOut",
    "StrikeOut",
    "StrikesOut",
    "TickerOut",
    "TicketBody",
    "TicketBodySelftrade",
    "TicketBodySide",
    "TicketBodyTimeinforce",
    "TicketOut",
    "TradeOut",
    "TradeOutState",
    "TradeOutStatus",
    "TreasuryOut",
    "VersionOut",
    "WalletsOut",
    "WordBody",
)
