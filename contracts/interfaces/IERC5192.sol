// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @title Minimal soulbound token (ERC-5192)
interface IERC5192 {
    event Locked(uint256 tokenId);
    event Unlocked(uint256 tokenId);

    /// @notice True if the token can never move. Reverts for a token that does not exist.
    function locked(uint256 tokenId) external view returns (bool);
}
