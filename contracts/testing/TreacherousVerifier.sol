// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @title A verifier whose wallet agrees to everything (ERC-1271), and tries to act while it is asked
contract TreacherousVerifier {
    bytes4 private constant AGREED = 0x1626ba7e;

    address private _target;
    bytes private _data;

    function setDeed(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// @notice The same deed outside of a question, to show that it would succeed.
    function act() external returns (bool success) {
        // slither-disable-next-line low-level-calls the outcome is what is asked for
        (success,) = _target.call(_data);
    }

    /// @dev Not a view, against the standard: whoever asks decides whether it can act.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        // slither-disable-next-line low-level-calls,unused-return a failure must not show
        _target.call(_data);
        return AGREED;
    }
}
