// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IRegistryAccess} from "./interfaces/IRegistryAccess.sol";

/// @title Who may do what
/// @notice Roles: 1 registrar, 2 verifier admin, 3 oracle operator, 4 sealer, 5 guardian, 6 exchange operator, 7 compliance, 8 arbiter;
///         0 is the admin, who alone lifts a pause. No role mints: that is the oracle contract's, by an address in the ledger's bytecode.
contract RegistryAccess is IRegistryAccess, AccessManager {
    struct Offer {
        address account;
        uint32 executionDelay;
    }

    /// @inheritdoc IRegistryAccess
    Offer public offeredAdmin;

    /// @inheritdoc IRegistryAccess
    uint256 public adminCount;

    constructor(address admin) AccessManager(admin) {}

    /// @inheritdoc IRegistryAccess
    function offerAdmin(address account, uint32 executionDelay) external onlyAuthorized {
        offeredAdmin = Offer(account, executionDelay);
        emit AdminOffered(account, executionDelay, _msgSender());
    }

    /// @inheritdoc IRegistryAccess
    function acceptAdmin() external {
        address account = _msgSender();
        Offer memory offer = offeredAdmin;
        if (offer.account != account) revert AdminNotOffered(account);

        delete offeredAdmin;
        _grantRole(ADMIN_ROLE, account, 0, offer.executionDelay); // the offer has waited already
        emit AdminAccepted(account, offer.executionDelay);
    }

    /// @notice Grants any role but the admin's, which is offered and accepted.
    function grantRole(uint64 roleId, address account, uint32 executionDelay) public override {
        if (roleId == ADMIN_ROLE) revert AdminNotOffered(account);
        super.grantRole(roleId, account, executionDelay);
    }

    /// @notice Zero: a longer grant delay or target delay holds at once, and a shorter one only after the difference, so that what
    ///         used to take a time still takes it. OpenZeppelin's five days would leave a new deployment five days without delays.
    function minSetback() public pure override returns (uint32) {
        return 0;
    }

    function _grantRole(uint64 roleId, address account, uint32 grantDelay, uint32 executionDelay)
        internal
        override
        returns (bool newMember)
    {
        newMember = super._grantRole(roleId, account, grantDelay, executionDelay);
        if (newMember && roleId == ADMIN_ROLE) ++adminCount;
    }

    /// @dev Each admin is one from the moment of its acceptance, so that the count is of those who can act.
    function _revokeRole(uint64 roleId, address account) internal override returns (bool held) {
        held = super._revokeRole(roleId, account);
        if (!held || roleId != ADMIN_ROLE) return held;

        if (adminCount == 1) revert LastAdmin(account);
        --adminCount;
    }
}
