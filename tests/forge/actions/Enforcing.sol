// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICarbonCredit as C} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {IEnforcement as E} from "../../../contracts/interfaces/IEnforcement.sol";
import {IERC7943MultiToken as T} from "../../../contracts/interfaces/IERC7943MultiToken.sol";
import {BatchId} from "../../../contracts/types/Ids.sol";
import {vm} from "../world/Vm.sol";
import {Holding} from "./Holding.sol";

/// @title Freeze, announce and force
/// @dev A ripe or expired announcement is met by turning the chain's clock on for one call: the next move finds the run's own again.
abstract contract Enforcing is Holding {
    struct Force {
        address from;
        address to;
        uint256 id;
        uint64 kg;
        uint64 ripeAt;
    }

    Force[] private _announced;

    function freeze(uint256 seed) external drawing(seed) {
        Stock memory stock = _stock(1);
        uint256 fault = _draw(4) == 0 ? _turn("freeze", 3) : NONE;
        (address caller, address account, bytes4 refusal) = (COMPLIANCE, stock.holder, bytes4(0));
        uint256 kg = _draw(3) == 0 ? 0 : _draw(uint256(stock.kg) + 1);
        if (fault == 0) (caller, refusal) = (STRANGER, IAccessManaged.AccessManagedUnauthorized.selector);
        if (fault == 1) (account, refusal) = (address(0), T.ERC7943CannotSend.selector);
        if (fault == 2) (kg, refusal) = (1 << 248, SafeCast.SafeCastOverflowedUintDowncast.selector);
        uint256 id = BatchId.unwrap(stock.batch);
        _do("freeze", caller, address(credit), abi.encodeCall(T.setFrozenTokens, (account, id, kg)), refusal);
        if (refusal == 0) frozenKg[stock.batch][stock.holder] = uint64(kg);
        _promiseFrozen(stock);
    }

    function announce(uint256 seed) external drawing(seed) {
        Stock memory stock = _stock(1);
        uint256 fault = _draw(4) == 0 ? _turn("announce", 5) : NONE;
        Force memory force_ =
            Force(stock.holder, _other(stock.holder), BatchId.unwrap(stock.batch), _part(stock), clock + 2 days);
        bytes4 refusal = _ripeAt(force_) == 0 ? bytes4(0) : E.ForcedTransferAnnouncedAlready.selector;
        E.ForceReason reason = E.ForceReason(1 + _draw(4));
        if (fault == 0) (force_.from, refusal) = (address(0), T.ERC7943CannotSend.selector);
        if (fault == 1) (force_.to, refusal) = (address(0), T.ERC7943CannotReceive.selector);
        if (fault == 2) (force_.to, refusal) = (force_.from, T.ERC7943CannotTransfer.selector);
        if (fault == 3) (reason, refusal) = (E.ForceReason.Unspecified, E.ReasonMissing.selector);
        if (fault == 4 && _announced.length > 0) {
            (force_, refusal) = (_announced[_draw(_announced.length)], E.ForcedTransferAnnouncedAlready.selector);
        }
        bytes memory data = abi.encodeCall(
            E.announceForcedTransfer, (force_.from, force_.to, force_.id, force_.kg, reason, keccak256("order"))
        );
        _do("announce", COMPLIANCE, address(credit), data, refusal);
        if (refusal == 0) _announced.push(force_);
    }

    function force(uint256 seed) external drawing(seed) {
        if (_announced.length == 0) return;
        uint256 place = _draw(_announced.length);
        Force memory force_ = _announced[place];
        uint256 fault = _draw(4) == 0 ? _turn("force", 4) : NONE;
        bytes4 refusal = _affords(force_) ? bytes4(0) : C.InsufficientCredits.selector;
        vm.warp(force_.ripeAt);
        if (fault == 0) (force_.kg, refusal) = (type(uint64).max, E.ForcedTransferUnknown.selector);
        if (fault == 1) refusal = E.ForcedTransferUnripe.selector;
        if (fault == 1) vm.warp(force_.ripeAt - 1);
        if (fault == 2) refusal = E.ForcedTransferExpired.selector;
        if (fault == 2) vm.warp(force_.ripeAt + 30 days);
        if (fault == 3) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        bytes memory data = abi.encodeCall(T.forcedTransfer, (force_.from, force_.to, force_.id, force_.kg));
        _do("force", fault == 3 ? STRANGER : COMPLIANCE, address(credit), data, refusal);
        if (refusal == 0) _carriedOut(place, force_);
        else if (refusal == C.InsufficientCredits.selector) _takeBack(place, force_);
    }

    /// @dev What it took of the frozen kilograms is not frozen any more; not a kilogram more was freed.
    function _carriedOut(uint256 place, Force memory done) private {
        BatchId batch = BatchId.wrap(done.id);
        uint64 left = uint64(credit.balanceOf(done.from, done.id));
        if (frozenKg[batch][done.from] > left) frozenKg[batch][done.from] = left;
        _promiseFrozen(Stock(done.from, batch, left, 0, false));
        _forget(place);
    }

    /// @dev Nothing is left to take: compliance withdraws, so that the list stays lively.
    function _takeBack(uint256 place, Force memory lost) private {
        bytes memory data = abi.encodeCall(E.withdrawForcedTransfer, (lost.from, lost.to, lost.id, lost.kg));
        _do("withdraw", COMPLIANCE, address(credit), data, 0);
        _forget(place);
    }

    function _forget(uint256 place) private {
        _announced[place] = _announced[_announced.length - 1];
        _announced.pop();
    }

    function _affords(Force memory asked) private view returns (bool) {
        return credit.balanceOf(asked.from, asked.id) >= asked.kg;
    }

    function _ripeAt(Force memory asked) private view returns (uint64) {
        return credit.forcedTransferRipeAt(asked.from, asked.to, asked.id, asked.kg);
    }

    function _other(address holder) private returns (address to) {
        uint256 first = _draw(MAKERS);
        to = makerOf(first) == holder ? makerOf(first + 1) : makerOf(first);
    }
}
