// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @title Two-step admin over OpenZeppelin's AccessManager
/// @notice Nobody becomes admin by somebody else's typing error: an admin offers, under its own execution delay, and the account that
///         was offered accepts. There is always an admin: the last one can neither leave nor be removed.
interface IRegistryAccess {
    /// @notice `account` may accept, until another offer takes this one's place; 0 withdraws the offer that stood.
    event AdminOffered(address indexed account, uint32 executionDelay, address indexed by);
    event AdminAccepted(address indexed account, uint32 executionDelay);

    /// @notice No offer stands for this account: `grantRole` makes no admin, and `acceptAdmin` only the one that was offered.
    error AdminNotOffered(address account);
    /// @notice Without this account nobody could grant or revoke a role again.
    error LastAdmin(address account);

    /// @notice Admin, under its execution delay: offers the admin role, each deed of which will wait `executionDelay` seconds.
    ///         An admin that accepts an offer of its own gets the new delay; a shorter one takes effect after the difference.
    function offerAdmin(address account, uint32 executionDelay) external;

    /// @notice The offered account becomes an admin, beside the present ones.
    function acceptAdmin() external;

    /// @notice The account that may accept, or 0, and the execution delay that it would get.
    function offeredAdmin() external view returns (address account, uint32 executionDelay);

    /// @notice How many accounts are admins; never 0.
    function adminCount() external view returns (uint256);
}
