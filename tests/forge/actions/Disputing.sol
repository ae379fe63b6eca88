// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {ProjectId} from "../../../contracts/types/Ids.sol";
import {Issuing} from "./Issuing.sol";

/// @title Finalise, challenge, rule, release, collect the bonds: in time, a second too late, by the wrong hand, or twice
abstract contract Disputing is Issuing {

    /// @dev A stranger finalises: too early, in time, too late, twice, or what was never submitted.
    function finalise(uint256 seed) external drawing(seed) {
        if (pending.length == 0 || _draw(6) == 0) {
            bytes32 any = _anyReport();
            return _decided("finalise", any, abi.encodeCall(V.finalise, (any)));
        }
        uint256 position = _draw(3) == 0 ? _mostlyRevoked() : _draw(pending.length);
        Pending memory one = pending[position];
        if (one.challenger == address(0)) {
            uint256 moment = _draw(12);
            if (moment < 4) _passUntil(one.finalisableAt - 1);
            else if (moment < 11) _passUntil(one.finalisableAt);
            else _passUntil(one.finalisableAt + CLAIM_LIFETIME_S);
        }
        _finalise(position);
    }

    function challenge(uint256 seed) external drawing(seed) {
        uint256 position = _inWindow();
        if (position == NONE || _draw(8) == 0) {
            bytes32 any = _anyReport();
            _decided("challenge", any, abi.encodeCall(V.challenge, (any, keccak256("grounds"))));
            return;
        }
        _challenge(position, _draw(3) == 0 ? _turn("challenge", 5) : NONE);
    }

    function _challenge(uint256 position, uint256 fault) private {
        Pending storage one = pending[position];
        (bytes32 grounds, uint256 value, bytes4 refusal) = (keccak256("grounds"), BOND, bytes4(0));
        if (fault == 0) (grounds, refusal) = (0, V.GroundsMissing.selector);
        if (fault == 1) (value, refusal) = (BOND - 1, V.BondWrong.selector);
        if (fault == 2) (value, refusal) = (BOND + 1, V.BondWrong.selector);
        if (fault == 3) _passUntil(one.finalisableAt);
        if (fault == 4) _passUntil(one.finalisableAt - 1);
        if (fault == 3) refusal = V.WindowClosed.selector;

        address by = _draw(4) == 0 ? STRANGER : makerOf(_draw(MAKERS));
        bytes memory data = abi.encodeCall(V.challenge, (one.report, grounds));
        _doPaying("challenge", by, value, address(oracle), data, refusal);
        if (refusal == 0) (one.challenger, one.challengedAt) = (by, clock);
    }

    function judge(uint256 seed) external drawing(seed) {
        bytes32 reason = keccak256("reason");
        uint256 position = _findPending(true);
        if (_draw(8) == 0 && (position = _findPending(false)) != NONE) {
            bytes memory early = abi.encodeCall(V.rule, (pending[position].report, true, reason));
            _do("judge", ARBITER, address(oracle), early, V.UnexpectedClaimStatus.selector);
            return;
        }
        if (position == NONE && (position = _inWindow()) != NONE) _challenge(position, NONE);
        if (position != NONE) _judge(position, reason, _draw(3) == 0 ? _turn("judge", 4) : NONE);
    }

    function _judge(uint256 position, bytes32 reason, uint256 fault) private {
        Pending memory one = pending[position];
        bool upheld = _draw(2) == 0;
        if (fault == 2) _passUntil(one.challengedAt + RULING_TIME_S);
        if (fault == 3) _passUntil(one.challengedAt + RULING_TIME_S - 1);
        bytes4 refusal = !upheld && _isRevoked(one) ? V.SignerIsRevoked.selector : bytes4(0);
        if (clock >= one.challengedAt + RULING_TIME_S) refusal = V.RulingTimeOver.selector;
        if (fault == 0) (reason, refusal) = (0, V.GroundsMissing.selector);
        if (fault == 1) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        bytes memory data = abi.encodeCall(V.rule, (one.report, upheld, reason));
        _do("judge", fault == 1 ? OPERATOR : ARBITER, address(oracle), data, refusal);
        if (refusal == 0) _noteRuling(position, upheld);
    }

    function _noteRuling(uint256 position, bool upheld) private {
        Pending storage one = pending[position];
        if (upheld) {
            _owe(one.challenger);
            return _noteVoid(position);
        }
        _owe(_receiverOf(one));
        one.finalisableAt += clock - one.challengedAt;
        one.challenger = address(0);
    }

    /// @dev Anyone frees a project: after silence, after a revocation, at the end of a lifetime; or in vain.
    function release(uint256 seed) external drawing(seed) {
        if (pending.length == 0 || _draw(6) == 0) {
            bytes32 any = _anyReport();
            return _decided("release", any, abi.encodeCall(V.release, (any)));
        }
        uint256 position = _draw(pending.length);
        if (_draw(2) == 0) _passUntil(_endOf(pending[position]) - uint64(_draw(2)));
        _release(position);
    }

    /// @dev Where so many claims are open, one is left to its end, so that its project can be claimed for.
    function _freeOne(uint256 open) internal {
        if (pending.length < open) return;
        _passUntil(_endOf(pending[0]));
        _release(0);
    }

    /// @dev A bridged project without an open claim; where each has one, one of them is given up.
    function _bridgedToReport() internal returns (ProjectId project) {
        uint256 count = RESERVE - MEASURED;
        uint256 first = _draw(count);
        for (uint256 i = 0; i < count; ++i) {
            project = projects[MEASURED + (first + i) % count];
            if (!hasOpenClaim[project]) return project;
        }
        for (uint256 i = 0; i < pending.length; ++i) {
            if (ProjectId.unwrap(pending[i].said.project) != ProjectId.unwrap(project)) continue;
            _passUntil(_endOf(pending[i]));
            _release(i);
            return project;
        }
    }

    function _release(uint256 position) private {
        Pending memory one = pending[position];
        bytes4 refusal = _canRelease(one) ? bytes4(0) : V.ClaimStands.selector;
        _do("release", STRANGER, address(oracle), abi.encodeCall(V.release, (one.report)), refusal);
        if (refusal != 0) return;
        if (one.challenger != address(0)) _owe(one.challenger);
        _noteVoid(position);
    }

    function withdrawBonds(uint256 seed) external drawing(seed) {
        address by = STRANGER;
        for (uint256 tries = 0; tries < 2 * MAKERS && bonds[by] == 0; ++tries) {
            by = _draw(4) == 0 ? addressOf(Who(_draw(PEOPLE))) : makerOf(_draw(MAKERS));
        }
        uint256 owed = bonds[by];
        bonds[by] = 0;
        uncollected -= owed;
        uint256 purse = by.balance;
        bytes4 refusal = owed == 0 ? V.NoBonds.selector : bytes4(0);
        _do("withdrawBonds", by, address(oracle), abi.encodeCall(V.withdrawBonds, ()), refusal);
        _promise(by.balance == purse + owed, "L-4.6: bonds are paid whole");
    }

    /// @dev What is final, void or unknown stays so.
    function _decided(string memory action, bytes32 report, bytes memory data) private {
        bool known = report == lastFinalised || report == lastVoid;
        bytes4 refusal = known ? V.UnexpectedClaimStatus.selector : V.ClaimUnknown.selector;
        _do(action, STRANGER, address(oracle), data, refusal);
    }

    function _anyReport() private returns (bytes32) {
        uint256 which = _draw(3);
        if (which == 0 && lastFinalised != 0) return lastFinalised;
        return which == 1 && lastVoid != 0 ? lastVoid : keccak256(abi.encode("never submitted", moves));
    }

    /// @dev Position of an open claim whose window is open, submitted now if there is none; every project busy: NONE.
    function _inWindow() private returns (uint256) {
        for (uint256 i = 0; i < pending.length; ++i) {
            if (pending[i].challenger == address(0) && clock < pending[i].finalisableAt) return i;
        }
        for (uint256 i = 0; i < MEASURED; ++i) {
            if (hasOpenClaim[projects[i]]) continue;
            _submit(_validSubmission(projects[i], _draw(1e9)));
            return pending.length - 1;
        }
        return NONE;
    }

    /// @dev Position of an open claim of which a signer was revoked, if there is one.
    function _mostlyRevoked() private view returns (uint256 position) {
        for (uint256 i = 0; i < pending.length; ++i) {
            if (pending[i].challenger == address(0) && _isRevoked(pending[i])) position = i;
        }
    }

    /// @dev Position of an open claim, or of one that the arbiter can still rule on.
    function _findPending(bool challenged) private view returns (uint256) {
        for (uint256 i = 0; i < pending.length; ++i) {
            Pending storage one = pending[i];
            bool inTime = !challenged || clock < one.challengedAt + RULING_TIME_S;
            if ((one.challenger != address(0)) == challenged && inTime) return i;
        }
        return NONE;
    }

    function _passUntil(uint64 time) private {
        if (time > clock) _passTime(time - clock);
    }
}
