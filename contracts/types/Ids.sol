// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @dev Opaque number of a batch; its facts live in the registry's struct and are never packed into the id.
///      It is also the ERC-1155 token id of the batch. The first batch is 1; 0 means "no batch".
type BatchId is uint256;

/// @dev Opaque number of a project, chosen by the registrar. 0 means "no project".
type ProjectId is uint128;

/// @dev Position of a seal in the append-only list of all seals. The first seal is 1; 0 means "not sealed".
type SealId is uint64;

using {differentBatch as !=} for BatchId global;
using {sameProject as ==} for ProjectId global;

function differentBatch(BatchId a, BatchId b) pure returns (bool) {
    return BatchId.unwrap(a) != BatchId.unwrap(b);
}

function sameProject(ProjectId a, ProjectId b) pure returns (bool) {
    return ProjectId.unwrap(a) == ProjectId.unwrap(b);
}
