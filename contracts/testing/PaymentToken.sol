// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title The money of the demonstration
/// @notice Worth nothing outside of it: six decimals, permit, and minted by whoever deployed it.
contract PaymentToken is ERC20Permit {
    address public immutable deployer;

    error CallerNotDeployer(address caller, address deployer);

    constructor() ERC20("Demonstration Baht", "DTHB") ERC20Permit("Demonstration Baht") {
        deployer = msg.sender;
    }

    function mint(address to, uint256 amount) external {
        if (msg.sender != deployer) revert CallerNotDeployer(msg.sender, deployer);
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
