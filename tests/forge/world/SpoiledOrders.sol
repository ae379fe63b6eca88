// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IERC1155Errors, IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {ICarbonCredit} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {ICreditExchange as X} from "../../../contracts/interfaces/ICreditExchange.sol";
import {IRetirementCertificate} from "../../../contracts/interfaces/IRetirementCertificate.sol";
import {BatchId} from "../../../contracts/types/Ids.sol";
import {SpoiledSignatures} from "./SpoiledSignatures.sol";
import {Orders} from "./Orders.sol";
import {TypedData} from "./TypedData.sol";

/// @title A valid trade with exactly one fault, and the error that must refuse it
/// @dev Faults below SIGNED_ORDER_FAULTS are in what both sides rightly signed or in the match; the others in a signature.
abstract contract SpoiledOrders is Orders {
    uint256 internal constant SIGNED_ORDER_FAULTS = 62;
    uint256 internal constant TRADE_FAULTS = 86;

    /// @dev Precondition: `trade` would settle, of 2 credits or more, and the maker of neither order is in need.
    function _spoilTrade(Trade memory trade, uint256 fault) internal view returns (bytes4 refusal) {
        if (fault < 9) refusal = _spoilPair(trade, fault);
        else if (fault < 18) refusal = _spoilPrices(trade, fault);
        else if (fault < 24) refusal = _spoilLife(trade, fault);
        else if (fault < 35) refusal = _spoilFill(trade, fault);
        else if (fault < 42) refusal = _spoilDelivery(trade, fault);
        else if (fault < SIGNED_ORDER_FAULTS) refusal = _spoilCriteria(trade, fault - 42);
        _signTrade(trade);
        if (fault >= SIGNED_ORDER_FAULTS) refusal = _spoilSignatures(trade, fault - SIGNED_ORDER_FAULTS);
    }

    function _spoilPair(Trade memory t, uint256 fault) private view returns (bytes4) {
        if (fault == 0) t.buy.side = X.Side.Sell;
        if (fault == 1) t.sell.side = X.Side.Buy;
        if (fault == 2) (t.buy, t.sell) = (t.sell, t.buy);
        if (fault < 3) return X.SidesNotOpposite.selector;
        if (fault == 3) _name(t.buy, BatchId.wrap(BatchId.unwrap(t.sell.batch) + 1));
        if (fault == 3) return X.BatchMismatch.selector;
        if (fault == 4) t.sell.payment = address(credit);
        if (fault == 4) return X.PaymentMismatch.selector;
        if (fault == 5) t.buy.payment = t.sell.payment = address(rule);
        if (fault == 5) return X.PaymentNotListed.selector;
        if (fault == 6) t.buy.maker = t.sell.maker;
        if (fault == 6) return X.SelfTrade.selector;
        if (fault == 7) t.buy.taker = PENNILESS;
        else t.sell.taker = PENNILESS;
        return X.TakerMismatch.selector;
    }

    function _spoilPrices(Trade memory t, uint256 fault) private pure returns (bytes4) {
        if (fault == 9) t.price = t.buy.price + TICK;
        if (fault == 10) t.price = t.sell.price - TICK;
        if (fault == 11) t.sell.price = t.price + 1;
        if (fault == 12) t.buy.price = t.price - 1;
        if (fault < 13) return X.PriceOutsideLimits.selector;
        if (fault == 13) t.buy.price += 1;
        if (fault == 14) t.sell.price -= 1;
        if (fault == 15) (t.sell.price, t.price, t.buy.price) = (0, 0, TICK);
        if (fault == 16) (t.price, t.buy.price) = (t.price + 1, t.price + TICK);
        if (fault < 17) return X.PriceOffTick.selector;
        t.credits = 0;
        return X.ZeroCredits.selector;
    }

    function _spoilLife(Trade memory t, uint256 fault) private view returns (bytes4) {
        if (fault == 18) t.buy.expiry = clock;
        if (fault == 19) t.sell.expiry = clock - 1;
        if (fault < 20) return X.OrderExpired.selector;
        if (fault == 20) t.buy.epoch += 1;
        if (fault == 21) t.sell.epoch = type(uint64).max;
        if (fault < 22) return X.OrderEpoch.selector;
        if (fault == 22) t.buy.recipient = address(exchange);
        else t.sell.recipient = address(exchange);
        return X.RecipientIsExchange.selector;
    }

    function _spoilFill(Trade memory t, uint256 fault) private pure returns (bytes4) {
        if (fault == 24) t.buy.flags = 4;
        if (fault == 25) t.sell.flags = 2; // only a buyer retires
        if (fault == 26) t.sell.flags = 255;
        if (fault < 27) return X.OrderFlags.selector;
        if (fault == 27) t.buy.maxFeeBps = 44;
        if (fault == 28) t.sell.maxFeeBps = 0;
        if (fault < 29) return X.OrderFee.selector;
        if (fault == 29) t.buy.credits = t.credits - 1;
        if (fault == 30) t.sell.credits = t.credits - 1;
        if (fault < 31) return X.OrderOverfilled.selector;
        if (fault == 31) (t.buy.flags, t.buy.credits) = (1, t.credits + 1);
        if (fault == 32) (t.sell.flags, t.sell.credits) = (1, t.credits + 1);
        if (fault < 33) return X.OrderAllOrNone.selector;
        if (fault == 33) t.buy.minFill = t.credits + 1;
        else t.sell.minFill = t.credits + 1;
        return X.OrderBelowMinimum.selector;
    }

    function _spoilDelivery(Trade memory t, uint256 fault) private view returns (bytes4) {
        if (fault == 35) t.credits = t.buy.credits = t.sell.credits = 1e9; // more than anyone holds
        if (fault == 35) return ICarbonCredit.InsufficientCredits.selector;
        if (fault == 36) (t.sell.maker, t.sell.epoch, t.buy.flags) = (PENNILESS, 0, 0);
        if (fault == 36) return IERC1155Errors.ERC1155MissingApprovalForAll.selector;
        if (fault == 37) (t.buy.maker, t.buy.epoch) = (PENNILESS, 0);
        if (fault == 37) return IERC20Errors.ERC20InsufficientAllowance.selector;
        if (fault == 38) t.price = t.buy.price = 1e30; // more than anyone has
        if (fault == 38) return IERC20Errors.ERC20InsufficientBalance.selector;
        if (fault == 39) (t.buy.recipient, t.buy.flags) = (address(token), 0); // takes no credits
        if (fault == 39) return IERC1155Errors.ERC1155InvalidReceiver.selector;
        if (fault == 40) t.sell.recipient = t.buy.maker; // a payment to oneself
        if (fault == 40) return X.PaymentShort.selector;
        (t.buy.flags, t.buy.memo) = (2, bytes32(0));
        return IRetirementCertificate.EmptyDetails.selector; // to retire, and nothing to say about it
    }

    /// @dev 0 to 5: a buy order wants what the batch is not. 6 to 11: a sell order has wishes. 12 to 17: a buy order has wishes and a
    ///      batch. 18: nobody knows what is sold; 19: nor what is bought, and the seller has wishes.
    function _spoilCriteria(Trade memory t, uint256 fault) private pure returns (bytes4) {
        _name(t.buy, t.sell.batch);
        if (fault < 6) {
            t.buy.batch = BatchId.wrap(0);
            _wish(t.buy, fault, true);
            return X.CriteriaNotMet.selector;
        }
        if (fault < 12) _wish(t.sell, fault - 6, false);
        else if (fault < 18) _wish(t.buy, fault - 12, false);
        else (t.buy.batch, t.sell.batch) = (BatchId.wrap(0), BatchId.wrap(0));
        if (fault == 19) _wish(t.sell, 2, false);
        return X.OrderCriteria.selector;
    }

    /// @dev One criterion, such as every batch of this world meets, or such as none does.
    function _wish(X.Order memory o, uint256 criterion, bool vain) internal pure {
        if (criterion == 0) o.kind = vain ? 1 : 2;
        if (criterion == 1) o.standard = vain ? 4 : 1;
        if (criterion == 2) o.country = vain ? bytes2("VN") : bytes2("TH");
        if (criterion == 3) o.vintageFrom = vain ? type(uint16).max : 2_016;
        if (criterion == 4) o.vintageTo = vain ? 2_015 : type(uint16).max;
        if (criterion == 5) o.labels = vain ? 1 << 31 : 1;
    }

    function _name(X.Order memory o, BatchId batch) private pure {
        (o.batch, o.kind, o.standard, o.country, o.vintageFrom, o.vintageTo, o.labels) = (batch, 0, 0, 0, 0, 0, 0);
    }

    /// @dev 0 to 5: a signature that is not the maker's over this order for this exchange. 6 on: a field changed after signing.
    function _spoilSignatures(Trade memory t, uint256 fault) private view returns (bytes4) {
        X.Order memory o = fault % 2 == 0 ? t.buy : t.sell;
        if (fault < 6) {
            bytes memory signature = fault % 2 == 0 ? t.buySignature : t.sellSignature;
            if (fault == 0) signature = _sign(PENNILESS_KEY, _hash(o));
            if (fault == 1) signature = SpoiledSignatures.mirrored(signature);
            if (fault == 2) signature = SpoiledSignatures.cut(signature, o.salt);
            if (fault == 3) signature = _signAs(o, block.chainid + 1, address(exchange));
            if (fault == 4) signature = _signAs(o, block.chainid, address(oracle));
            if (fault == 5) signature = t.buySignature; // of the other order
            if (fault % 2 == 0) t.buySignature = signature;
            else t.sellSignature = signature;
            return X.InvalidSignature.selector;
        }
        if (fault == 6) o.taker = t.sell.maker;
        if (fault == 7) o.recipient = PENNILESS;
        if (fault == 8) o.credits += 1;
        if (fault == 9) o.credits += 1_000;
        if (fault == 10) o.price += TICK;
        if (fault == 11) o.price = TICK;
        if (fault == 12) o.expiry += 1;
        if (fault == 13) o.maxFeeBps = 46;
        if (fault == 14) o.flags ^= 2;
        if (fault == 15) o.minFill = 0;
        if (fault == 16) o.memo = keccak256("another memo");
        if (fault == 17) o.salt += 1 << 128;
        if (fault == 18) o.kind ^= 2;
        if (fault == 19) o.standard = 1;
        if (fault == 20) o.country ^= "TH";
        if (fault == 21) o.vintageFrom = 2_016;
        if (fault == 22) o.vintageTo ^= type(uint16).max;
        if (fault == 23) o.labels = 1;
        return X.InvalidSignature.selector;
    }

    function _signAs(X.Order memory o, uint256 chainId, address door) private view returns (bytes memory) {
        return _sign(_keyOfMaker(o.maker), TypedData.ofOrder(chainId, door, o));
    }
}
