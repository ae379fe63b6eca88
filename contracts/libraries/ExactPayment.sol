// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {ICreditExchange} from "../interfaces/ICreditExchange.sol";

/// @title A payment that arrives in full or not at all
library ExactPayment {
    using SafeERC20 for IERC20;

    /// @dev A token that keeps a part for itself is refused by what arrived, not by what it promises. So is a payment to oneself.
    function pay(IERC20 token, address from, address to, uint256 amount) internal {
        uint256 before = token.balanceOf(to);
        // slither-disable-next-line arbitrary-send-erc20 the payer signed this amount, or sent the call
        token.safeTransferFrom(from, to, amount);
        uint256 arrived = token.balanceOf(to) - before;
        if (arrived != amount) revert ICreditExchange.PaymentShort(amount, arrived);
    }

    /// @dev What a token did to the first transfer it does to the second in the same call: one look is enough.
    function payWithFee(
        IERC20 token,
        address buyer,
        address seller,
        uint256 proceeds,
        address treasury,
        uint256 fee
    ) internal {
        pay(token, buyer, seller, proceeds);
        // slither-disable-next-line arbitrary-send-erc20 the buyer signed both amounts together as the maker of a buy order
        token.safeTransferFrom(buyer, treasury, fee);
    }
}
