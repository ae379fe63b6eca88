// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICarbonCredit as C} from "../../contracts/interfaces/ICarbonCredit.sol";
import {IEnforcement as E} from "../../contracts/interfaces/IEnforcement.sol";
import {IERC7943MultiToken as T} from "../../contracts/interfaces/IERC7943MultiToken.sol";
import {Everyone, Promises} from "./Promises.sol";

/// @title Freezes and forced transfers between all other ways in which kilograms move
contract EnforcementInvariants is Promises {
    function setUp() public {
        _begin("enforcement");
        everyone = new Everyone(0);
        _target("submit", everyone.submit.selector);
        _target("transfer", everyone.transfer.selector);
        _target("retire", everyone.retire.selector);
        _target("cancel", everyone.cancel.selector);
        _target("freeze", everyone.freeze.selector);
        _target("announce", everyone.announce.selector);
        _target("force", everyone.force.selector);
        _target("intrude", everyone.intrude.selector);
    }

    /// @notice Must keep I-3, I-4 and I-6, and every foretold outcome, whatever is done in whatever order; judged at the end of a run.
    /// forge-config: default.invariant.runs = 4
    /// forge-config: long.invariant.runs = 40
    function invariant_enforcement() public view {}

    function afterInvariant() public {
        _check();
        if (_isReplay()) return;
        _countRun();
        _checkLively();
        _checkSeen("InsufficientCredits", C.InsufficientCredits.selector);
        _checkSeen("ERC7943InsufficientUnfrozenBalance", T.ERC7943InsufficientUnfrozenBalance.selector);
        _checkSeen("ERC7943CannotSend", T.ERC7943CannotSend.selector);
        _checkSeen("ERC7943CannotReceive", T.ERC7943CannotReceive.selector);
        _checkSeen("ERC7943CannotTransfer", T.ERC7943CannotTransfer.selector);
        _checkSeen("ReasonMissing", E.ReasonMissing.selector);
        _checkSeen("ForcedTransferAnnouncedAlready", E.ForcedTransferAnnouncedAlready.selector);
        _checkSeen("ForcedTransferUnknown", E.ForcedTransferUnknown.selector);
        _checkSeen("ForcedTransferUnripe", E.ForcedTransferUnripe.selector);
        _checkSeen("ForcedTransferExpired", E.ForcedTransferExpired.selector);
        _checkSeen("SafeCastOverflowedUintDowncast", SafeCast.SafeCastOverflowedUintDowncast.selector);
        _checkSeen("AccessManagedUnauthorized", IAccessManaged.AccessManagedUnauthorized.selector);
    }
}
