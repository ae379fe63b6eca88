// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditExchange} from "../../../contracts/interfaces/ICreditExchange.sol";
import {IVerificationOracle} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet} from "../../../contracts/interfaces/IVerifierSet.sol";

/// @title EIP-712, written a second time
/// @dev What the tests sign and judge by: it shares no line with the contracts, so that a slip there is seen here.
library TypedData {
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant REPORT = keccak256(
        "Report(uint8 kind,uint128 project,uint64 periodStart,uint64 periodEnd,bytes32 methodology,uint64 pointKg,"
        "uint64 lowerBoundKg,bytes32 modelHash,bytes32 dataRoot,uint64 dataSize,bytes32 claimsRoot,uint64 claimsKg,"
        "bytes32 configDigest,uint64 nonce,uint64 deadline)"
    );
    bytes32 private constant ATTESTATION = keccak256("Attestation(bytes32 reportHash,uint8 layer,bytes32 organisation)");
    bytes32 private constant ORDER = keccak256(
        "Order(address maker,address taker,address recipient,uint256 batch,uint8 kind,uint8 standard,bytes2 country,"
        "uint16 vintageFrom,uint16 vintageTo,uint32 labels,address payment,uint8 side,uint64 credits,uint128 price,"
        "uint64 expiry,uint64 epoch,uint16 maxFeeBps,uint8 flags,uint64 minFill,uint256 salt,bytes32 memo)"
    );

    function ofReport(IVerificationOracle.Report memory r) internal pure returns (bytes32) {
        bytes memory first = abi.encode(
            REPORT, uint8(r.kind), r.project, r.periodStart, r.periodEnd, r.methodology, r.pointKg, r.lowerBoundKg
        );
        bytes memory last = abi.encode(
            r.modelHash, r.dataRoot, r.dataSize, r.claimsRoot, r.claimsKg, r.configDigest, r.nonce, r.deadline
        );
        return keccak256(bytes.concat(first, last));
    }

    function ofAttestation(
        uint256 chainId,
        address verifiers,
        bytes32 report,
        IVerifierSet.Layer layer,
        bytes32 organisation
    ) internal pure returns (bytes32) {
        bytes32 message = keccak256(abi.encode(ATTESTATION, report, uint8(layer), organisation));
        return _digest("CarboniX VerifierSet", chainId, verifiers, message);
    }

    function ofOrder(uint256 chainId, address exchange, ICreditExchange.Order memory o) internal pure returns (bytes32) {
        bytes memory first = abi.encode(ORDER, o.maker, o.taker, o.recipient, o.batch);
        bytes memory criteria = abi.encode(o.kind, o.standard, o.country, o.vintageFrom, o.vintageTo, o.labels);
        bytes memory last = abi.encode(
            o.payment, uint8(o.side), o.credits, o.price, o.expiry, o.epoch, o.maxFeeBps, o.flags, o.minFill, o.salt, o.memo
        );
        return _digest("CarboniX CreditExchange", chainId, exchange, keccak256(bytes.concat(first, criteria, last)));
    }

    function _digest(string memory name, uint256 chainId, address door, bytes32 message) private pure returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN, keccak256(bytes(name)), keccak256("1"), chainId, door));
        return keccak256(abi.encodePacked("\x19\x01", domain, message));
    }
}
