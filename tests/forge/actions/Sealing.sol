// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ISealRegistry as S} from "../../../contracts/interfaces/ISealRegistry.sol";
import {SealId} from "../../../contracts/types/Ids.sol";
import {Reports} from "../world/Reports.sol";
import {Deeds} from "./Deeds.sol";

/// @title Seal, supersede and nullify; and a print of every seal as it was made
abstract contract Sealing is Deeds {
    bytes32[] public sealPrints; // of seal 1, 2, ...
    bytes32[] public nullifiers;
    mapping(uint256 old => uint256) private _superseded;
    uint256 private _lastSuperseded;

    function sealPrintCount() external view returns (uint256) {
        return sealPrints.length;
    }

    function nullifierCount() external view returns (uint256) {
        return nullifiers.length;
    }

    function sealRoot(uint256 seed) external drawing(seed) {
        S.Kind kind = S.Kind(_draw(7));
        bytes32 root = keccak256(abi.encode("root", seed, sealPrints.length));
        uint64 size = uint64(1 + _draw(1e6));
        if (_draw(2) == 0) return _sealWrongly(kind, root, size, _turn("sealRoot", 4));
        _do("sealRoot", SEALER, address(seals), abi.encodeCall(S.seal, (kind, root, size, "ipfs://leaves")), 0);
        _noteSealed();
    }

    function _sealWrongly(S.Kind kind, bytes32 root, uint64 size, uint256 fault) private {
        bytes4 refusal;
        if (fault == 0) (root, refusal) = (0, S.ZeroRoot.selector);
        if (fault == 1) (size, refusal) = (0, S.ZeroSize.selector);
        if (fault == 2 && sealPrints.length > 0) {
            S.Seal memory last = seals.sealOf(SealId.wrap(uint64(1 + _draw(sealPrints.length))));
            (kind, root, refusal) = (last.kind, last.root, S.RootSealed.selector);
        } else if (fault >= 2) {
            refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        }
        address caller = refusal == IAccessManaged.AccessManagedUnauthorized.selector ? STRANGER : SEALER;
        _do("sealRoot", caller, address(seals), abi.encodeCall(S.seal, (kind, root, size, "")), refusal);
    }

    /// @dev Two seals at random, mostly a standing one and a later one of its kind; the outcome follows from the second book.
    function supersede(uint256 seed) external drawing(seed) {
        uint256 old = 0;
        uint256 by = 0;
        bytes4 refusal = S.SealUnknown.selector;
        bool honest = _draw(3) > 0;
        for (uint256 tries = 0; tries < 12 && refusal != 0; ++tries) {
            (old, by) = (_draw(sealPrints.length + 1), _draw(sealPrints.length + 1));
            if (!honest) (old, by) = _wrongPair(old, by);
            refusal = _whyNot(old, by);
            if (!honest) break;
        }
        _supersede(old, by, refusal);
    }

    /// @dev A seal that is superseded already, one that is not there yet, or whatever luck finds.
    function _wrongPair(uint256 old, uint256 by) private returns (uint256, uint256) {
        uint256 fault = _turn("supersede", 3);
        if (fault == 0) return (_lastSuperseded, _superseded[_lastSuperseded]);
        return fault == 1 ? (old, sealPrints.length + 1) : (old, by);
    }

    function _supersede(uint256 old, uint256 by, bytes4 refusal) internal {
        bytes memory data = abi.encodeCall(S.supersede, (SealId.wrap(uint64(old)), SealId.wrap(uint64(by))));
        _do("supersede", SEALER, address(seals), data, refusal);
        if (refusal == 0) (_superseded[old], _lastSuperseded) = (by, old);
        uint256 last = sealPrints.length;
        if (old == 0 || old > last) return;
        _promise(SealId.unwrap(seals.supersededBy(SealId.wrap(uint64(old)))) == _superseded[old], "superseded once");
    }

    function _whyNot(uint256 old, uint256 by) private view returns (bytes4) {
        uint256 last = sealPrints.length;
        if (old == 0 || old > last || by == 0 || by > last) return S.SealUnknown.selector;
        if (seals.kindOf(SealId.wrap(uint64(old))) != seals.kindOf(SealId.wrap(uint64(by)))) return S.KindMismatch.selector;
        if (by <= old) return S.NotLater.selector;
        return _superseded[old] == 0 ? bytes4(0) : S.SealAlreadySuperseded.selector;
    }

    function nullify(uint256 seed) external drawing(seed) {
        bytes32 nullifier = keccak256(abi.encode("offset", seed, nullifiers.length));
        uint256 fault = _draw(2) == 0 ? _turn("nullify", 3) : 3;
        if (fault == 1 && nullifiers.length == 0) fault = 3;
        bytes4 refusal;
        if (fault == 0) (nullifier, refusal) = (0, S.ZeroNullifier.selector);
        if (fault == 1) (nullifier, refusal) = (nullifiers[_draw(nullifiers.length)], S.NullifierUsed.selector);
        if (fault == 2) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        address caller = fault == 2 ? OPERATOR : SEALER;
        _do("nullify", caller, address(seals), abi.encodeCall(S.nullify, (nullifier)), refusal);
        if (refusal == 0) nullifiers.push(nullifier);
    }

    function _sealAs(S.Kind kind, bytes32 root, uint64 size) internal override(Reports) {
        super._sealAs(kind, root, size);
        _noteSealed();
    }

    function _noteSealed() private {
        sealPrints.push(keccak256(abi.encode(seals.sealOf(SealId.wrap(seals.sealCount())))));
    }
}
