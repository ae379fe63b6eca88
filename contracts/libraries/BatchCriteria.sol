// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditExchange} from "../interfaces/ICreditExchange.sol";
import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {BatchId} from "../types/Ids.sol";

/// @title Which batches a buy order without a batch of its own accepts
library BatchCriteria {
    function isOpen(ICreditExchange.Order memory order) internal pure returns (bool) {
        return BatchId.unwrap(order.batch) == 0;
    }

    /// @dev The order names its batch, and that alone.
    function requireNamed(ICreditExchange.Order memory order, bytes32 orderHash) internal pure {
        bool anyOf = order.kind != 0 || order.standard != 0 || order.country != 0 || order.vintageFrom != 0
            || order.vintageTo != 0 || order.labels != 0;
        if (isOpen(order) || anyOf) revert ICreditExchange.OrderCriteria(orderHash);
    }

    /// @dev Read from the registry at every fill: labels may change. The registry refuses a batch that it does not know.
    function requireMet(
        ICreditExchange.Order memory order,
        bytes32 orderHash,
        ICreditRegistry registry,
        BatchId batch
    ) internal view {
        ICreditRegistry.Batch memory facts = registry.batchOf(batch);
        bool met = (order.kind == 0 || order.kind == uint8(facts.kind))
            && (order.standard == 0 || order.standard == uint8(facts.standard))
            && (order.country == 0 || order.country == facts.country)
            && order.vintageFrom <= facts.vintageYear
            && (order.vintageTo == 0 || order.vintageTo >= facts.vintageYear)
            && (order.labels == 0 || order.labels & registry.labelsOf(batch) == order.labels);
        if (!met) revert ICreditExchange.CriteriaNotMet(orderHash, batch);
    }
}
