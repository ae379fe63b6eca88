// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC1155Errors, IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {ICarbonCredit as C} from "../../contracts/interfaces/ICarbonCredit.sol";
import {ICreditExchange as X} from "../../contracts/interfaces/ICreditExchange.sol";
import {IRetirementCertificate as K} from "../../contracts/interfaces/IRetirementCertificate.sol";
import {Everyone, Promises} from "./Promises.sol";

/// @title From minting at once through signed orders, settlement and pauses to retirement
contract TradeInvariants is Promises {
    function setUp() public {
        _begin("trade");
        everyone = new Everyone(0);
        _target("submit", everyone.submit.selector);
        _target("transfer", everyone.transfer.selector);
        _target("retire", everyone.retire.selector);
        _target("cancel", everyone.cancel.selector);
        _target("allot", everyone.allot.selector);
        _target("sign", everyone.sign.selector);
        _target("settle", everyone.settle.selector);
        _target("settleOwn", everyone.settleOwn.selector);
        _target("cancelOrder", everyone.cancelOrder.selector);
        _target("raiseEpoch", everyone.raiseEpoch.selector);
        _target("pause", everyone.pause.selector);
        _target("intrude", everyone.intrude.selector);
        _alsoLively("match");
    }

    /// @notice Must keep I-1 to I-5, I-7, I-8 and every foretold outcome, whatever is done in whatever order; judged at the end of a run.
    /// forge-config: default.invariant.runs = 8
    /// forge-config: default.invariant.depth = 10000
    /// forge-config: long.invariant.runs = 80
    /// forge-config: long.invariant.depth = 10000
    function invariant_trade() public view {}

    function afterInvariant() public {
        _check();
        if (_isReplay()) return;
        _countRun();
        _checkLively();
        _checkExchangeGuards();
        _checkOtherGuards();
    }

    function _checkExchangeGuards() private {
        _checkSeen("UnexpectedBatch", X.UnexpectedBatch.selector);
        _checkSeen("EmptyBatch", X.EmptyBatch.selector);
        _checkSeen("SignaturesMissing", X.SignaturesMissing.selector);
        _checkSeen("OrderIndexOutOfRange", X.OrderIndexOutOfRange.selector);
        _checkSeen("CallerNotSelf", X.CallerNotSelf.selector);
        _checkSeen("CallerNotMaker", X.CallerNotMaker.selector);
        _checkSeen("PaymentNotListed", X.PaymentNotListed.selector);
        _checkSeen("InvalidSignature", X.InvalidSignature.selector);
        _checkSeen("OrderExpired", X.OrderExpired.selector);
        _checkSeen("OrderEpoch", X.OrderEpoch.selector);
        _checkSeen("OrderWasCancelled", X.OrderWasCancelled.selector);
        _checkSeen("OrderOverfilled", X.OrderOverfilled.selector);
        _checkSeen("OrderAllOrNone", X.OrderAllOrNone.selector);
        _checkSeen("OrderBelowMinimum", X.OrderBelowMinimum.selector);
        _checkSeen("OrderFee", X.OrderFee.selector);
        _checkSeen("OrderFlags", X.OrderFlags.selector);
        _checkSeen("OrderCriteria", X.OrderCriteria.selector);
        _checkSeen("CriteriaNotMet", X.CriteriaNotMet.selector);
        _checkSeen("OperatorActive", X.OperatorActive.selector);
        _checkSeen("SidesNotOpposite", X.SidesNotOpposite.selector);
        _checkSeen("BatchMismatch", X.BatchMismatch.selector);
        _checkSeen("PaymentMismatch", X.PaymentMismatch.selector);
        _checkSeen("PriceOutsideLimits", X.PriceOutsideLimits.selector);
        _checkSeen("PriceOffTick", X.PriceOffTick.selector);
        _checkSeen("ZeroCredits", X.ZeroCredits.selector);
        _checkSeen("SelfTrade", X.SelfTrade.selector);
        _checkSeen("TakerMismatch", X.TakerMismatch.selector);
        _checkSeen("RecipientIsExchange", X.RecipientIsExchange.selector);
        _checkSeen("PaymentShort", X.PaymentShort.selector);
    }

    function _checkOtherGuards() private {
        _checkSeen("InsufficientCredits", C.InsufficientCredits.selector);
        _checkSeen("EmptyDetails", K.EmptyDetails.selector);
        _checkSeen("EnforcedPause", Pausable.EnforcedPause.selector);
        _checkSeen("ExpectedPause", Pausable.ExpectedPause.selector);
        _checkSeen("AccessManagedUnauthorized", IAccessManaged.AccessManagedUnauthorized.selector);
        _checkSeen("ERC1155InvalidReceiver", IERC1155Errors.ERC1155InvalidReceiver.selector);
        _checkSeen("ERC1155MissingApprovalForAll", IERC1155Errors.ERC1155MissingApprovalForAll.selector);
        _checkSeen("ERC20InsufficientAllowance", IERC20Errors.ERC20InsufficientAllowance.selector);
        _checkSeen("ERC20InsufficientBalance", IERC20Errors.ERC20InsufficientBalance.selector);
    }
}
