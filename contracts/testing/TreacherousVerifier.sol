// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title A verifier whose wallet agrees to everything (ERC-1271), and tries to act while it is asked
contract TreacherousVerifier {
    bytes4 private constant AGREED = 0x1626ba7e;

    address private _target;
    bytes private _data;

    function setDeed(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// @notice The deed outside of a question, to show that it would succeed.
    function act() external {
        Address.functionCall(_target, _data);
    }

    /// @dev Not a view, against the standard: whoever asks decides whether it can act.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        try this.act() {
            return AGREED;
        } catch {
            return AGREED;
        }
    }
}
