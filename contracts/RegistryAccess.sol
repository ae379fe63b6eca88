// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title Who may do what
/// @notice Roles: 1 registrar, 2 verifier admin, 3 oracle operator, 4 sealer, 5 guardian, 6 exchange operator; 0 is the admin, who alone
///         lifts a pause. No role mints: that is the oracle contract's, by an address in the ledger's bytecode.
contract RegistryAccess is AccessManager {
    constructor(address admin) AccessManager(admin) {}
}
