// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ISealRegistry as S} from "../../../contracts/interfaces/ISealRegistry.sol";
import {SealId} from "../../../contracts/types/Ids.sol";
import {Reports} from "../world/Reports.sol";
import {Deeds} from "./Deeds.sol";

/// @title Seal and nullify; and a print of every seal as it was made
abstract contract Sealing is Deeds {
    bytes32[] public sealPrints; // of seal 1, 2, ...
    bytes32[] public nullifiers;

    function sealPrintCount() external view returns (uint256) {
        return sealPrints.length;
    }

    function nullifierCount() external view returns (uint256) {
        return nullifiers.length;
    }

    function sealRoot(uint256 seed) external drawing(seed) {
        S.Kind kind = S.Kind(_draw(5));
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

    function _sealEvidence(S.Kind kind, uint64 size) internal override(Reports) returns (bytes32 root) {
        root = super._sealEvidence(kind, size);
        _noteSealed();
    }

    function _noteSealed() private {
        sealPrints.push(keccak256(abi.encode(seals.sealOf(SealId.wrap(seals.sealCount())))));
    }
}
