// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IVerificationOracle} from "../interfaces/IVerificationOracle.sol";
import {IVerifierSet} from "../interfaces/IVerifierSet.sol";

/// @title EIP-712 struct hashes of reports and attestations
/// @dev Every field is one word, so the ABI encoding of the struct is its EIP-712 encoding.
library ReportHash {
    bytes32 internal constant REPORT_TYPEHASH = keccak256(
        "Report(uint8 kind,uint128 project,uint64 periodStart,uint64 periodEnd,bytes32 methodology,uint64 pointKg,"
        "uint64 lowerBoundKg,bytes32 modelHash,bytes32 dataRoot,uint64 dataSize,bytes32 claimsRoot,uint64 claimsKg,"
        "bytes32 configDigest,uint64 nonce,uint64 deadline)"
    );
    bytes32 internal constant ATTESTATION_TYPEHASH =
        keccak256("Attestation(bytes32 reportHash,uint8 layer,bytes32 organisation)");

    function ofReport(IVerificationOracle.Report calldata report) internal pure returns (bytes32) {
        return keccak256(abi.encode(REPORT_TYPEHASH, report));
    }

    function ofAttestation(bytes32 reportHash, IVerifierSet.Layer layer, bytes32 organisation)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ATTESTATION_TYPEHASH, reportHash, layer, organisation));
    }
}
