// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @title Signatures that look right
library SpoiledSignatures {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /// @dev The same signature's other form, with high s: ecrecover accepts it, a careful contract must not.
    function mirrored(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, uint256 s, uint8 v) = _parts(signature);
        return abi.encodePacked(r, CURVE_ORDER - s, v == 27 ? uint8(28) : uint8(27));
    }

    /// @dev A signature of a length that none has: nothing, a byte short, a byte too long, or the compact form.
    function cut(bytes memory signature, uint256 luck) internal pure returns (bytes memory) {
        (bytes32 r, uint256 s, uint8 v) = _parts(signature);
        if (luck % 4 == 0) return "";
        if (luck % 4 == 1) return abi.encodePacked(r, bytes31(bytes32(s)), v);
        if (luck % 4 == 2) return bytes.concat(signature, bytes1(0));
        return abi.encodePacked(r, s | (v == 28 ? 1 << 255 : 0));
    }

    function _parts(bytes memory signature) private pure returns (bytes32 r, uint256 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
    }
}
