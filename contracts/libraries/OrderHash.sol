// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditExchange} from "../interfaces/ICreditExchange.sol";

/// @title EIP-712 struct hash of an order
/// @dev Every field is one word, so the ABI encoding of the struct is its EIP-712 encoding.
library OrderHash {
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address maker,address taker,address recipient,uint256 batch,uint8 kind,uint8 standard,bytes2 country,"
        "uint16 vintageFrom,uint16 vintageTo,uint32 labels,address payment,uint8 side,uint64 credits,uint128 price,"
        "uint64 expiry,uint64 epoch,uint16 maxFeeBps,uint8 flags,uint64 minFill,uint256 salt,bytes32 memo)"
    );

    function ofOrder(ICreditExchange.Order memory order) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER_TYPEHASH, order));
    }
}
