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
    uint256 internal constant SIGNED_ORDER_FAULTS = 42;
    uint256 internal constant TRADE_FAULTS = 60;

    /// @dev Precondition: `trade` would settle, of 2 credits or more, and the maker of neither order is in need.
    function _spoilTrade(Trade memory trade, uint256 fault) internal view returns (bytes4 refusal) {
        if (fault < 9) refusal = _spoilPair(trade, fault);
        else if (fault < 18) refusal = _spoilPrices(trade, fault);
        else if (fault < 24) refusal = _spoilLife(trade, fault);
        else if (fault < 35) refusal = _spoilFill(trade, fault);
        else if (fault < SIGNED_ORDER_FAULTS) refusal = _spoilDelivery(trade, fault);
        _signTrade(trade);
        if (fault >= SIGNED_ORDER_FAULTS) refusal = _spoilSignatures(trade, fault);
    }

    function _spoilPair(Trade memory t, uint256 fault) private view returns (bytes4) {
        if (fault == 0) t.buy.side = X.Side.Sell;
        if (fault == 1) t.sell.side = X.Side.Buy;
        if (fault == 2) (t.buy, t.sell) = (t.sell, t.buy);
        if (fault < 3) return X.SidesNotOpposite.selector;
        if (fault == 3) t.buy.batch = BatchId.wrap(BatchId.unwrap(t.buy.batch) + 1);
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

    /// @dev 42 to 47: a signature that is not the maker's over this order for this exchange. 48 on: a field changed after signing.
    function _spoilSignatures(Trade memory t, uint256 fault) private view returns (bytes4) {
        X.Order memory o = fault % 2 == 0 ? t.buy : t.sell;
        if (fault < 48) {
            bytes memory signature = fault % 2 == 0 ? t.buySignature : t.sellSignature;
            if (fault == 42) signature = _sign(PENNILESS_KEY, _hash(o));
            if (fault == 43) signature = SpoiledSignatures.mirrored(signature);
            if (fault == 44) signature = SpoiledSignatures.cut(signature, o.salt);
            if (fault == 45) signature = _signAs(o, block.chainid + 1, address(exchange));
            if (fault == 46) signature = _signAs(o, block.chainid, address(oracle));
            if (fault == 47) signature = t.buySignature; // of the other order
            if (fault % 2 == 0) t.buySignature = signature;
            else t.sellSignature = signature;
            return X.InvalidSignature.selector;
        }
        if (fault == 48) o.taker = t.sell.maker;
        if (fault == 49) o.recipient = PENNILESS;
        if (fault == 50) o.credits += 1;
        if (fault == 51) o.credits += 1_000;
        if (fault == 52) o.price += TICK;
        if (fault == 53) o.price = TICK;
        if (fault == 54) o.expiry += 1;
        if (fault == 55) o.maxFeeBps = 46;
        if (fault == 56) o.flags ^= 2;
        if (fault == 57) o.minFill = 0;
        if (fault == 58) o.memo = keccak256("another memo");
        if (fault == 59) o.salt += 1 << 128;
        return X.InvalidSignature.selector;
    }

    function _signAs(X.Order memory o, uint256 chainId, address door) private view returns (bytes memory) {
        return _sign(_keyOfMaker(o.maker), TypedData.ofOrder(chainId, door, o));
    }
}
