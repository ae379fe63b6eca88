// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Signatures of keys and of contract wallets
/// @dev The key is asked first, so that an account that delegates to code (EIP-7702) can still sign with its key; only then
///      the wallet, by static call (ERC-1271). Whether the signer has code decides nothing. OpenZeppelin's SignatureChecker
///      asks the code first, and does not compile for Shanghai.
library Signatures {
    /// @dev True if `signature` is the signer's over `digest`: 65 bytes with low s, or whatever the wallet accepts.
    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        return isByKey(signer, digest, signature) || isByWallet(signer, digest, signature);
    }

    /// @dev What a key signed once it signed for ever: the answer never changes.
    function isByKey(address signer, bytes32 digest, bytes calldata signature) internal pure returns (bool) {
        // slither-disable-next-line unused-return the third value only explains the fault
        (address recovered, ECDSA.RecoverError fault,) = ECDSA.tryRecover(digest, signature);
        return fault == ECDSA.RecoverError.NoError && recovered == signer;
    }

    /// @dev A wallet may change its mind: the answer holds for this moment only.
    function isByWallet(address wallet, bytes32 digest, bytes memory signature) internal view returns (bool) {
        (bool success, bytes memory answer) =
            wallet.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        bytes32 accepted = bytes32(IERC1271.isValidSignature.selector);
        return success && answer.length >= 32 && abi.decode(answer, (bytes32)) == accepted;
    }
}
