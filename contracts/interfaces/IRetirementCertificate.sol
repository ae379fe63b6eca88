// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";

/// @title Retirement certificate
/// @notice ERC-721 that can never move (ERC-5192). It names the kilograms and serials of one retirement; names of people stay
///         off chain behind a salted hash.
interface IRetirementCertificate {
    enum UseCase {
        Voluntary,
        Compliance,
        Corsia,
        Article6,
        Contribution
    }

    /// @notice What the retiring party states.
    struct Retirement {
        address beneficiary; // receives the certificate
        bytes32 detailsHash; // salted SHA-256 of the details that stay off chain
        UseCase useCase;
    }

    struct Certificate {
        BatchId batch;
        uint64 kgStart; // inclusive, 0-based inside the batch
        uint64 kgEnd; // exclusive
        uint64 serialStart; // serial of the first tonne touched
        uint64 serialEnd; // serial of the last tonne touched, inclusive
        uint64 retiredAt; // Unix seconds of chain time
        address retiree; // whose credits were retired
        bytes32 detailsHash;
        UseCase useCase;
    }

    event CertificateIssued(
        uint256 indexed certificate,
        BatchId indexed batch,
        address indexed beneficiary,
        address retiree,
        uint64 kgStart,
        uint64 kgEnd,
        uint64 serialStart,
        uint64 serialEnd,
        bytes32 detailsHash,
        UseCase useCase
    );
    event CorrectionAppended(uint256 indexed certificate, uint256 indexed position, bytes32 detailsHash);
    event KilogramsAllotted(uint256 indexed certificate, bytes32 indexed subject, uint64 kg, uint64 allottedKg);

    error CallerNotLedger(address caller, address ledger);
    /// @notice `certificate` is 0 where an approval for all of them was asked.
    error CertificateLocked(uint256 certificate);
    error CertificateUnknown(uint256 certificate);
    error CallerNotBeneficiary(address caller, address beneficiary);
    error EmptyDetails();
    error EmptySubject();
    error KilogramNotRetired(BatchId batch, uint64 kg, uint64 retiredKg);
    error SerialNotInBatch(BatchId batch, uint64 serial, uint64 serialStart, uint64 serialEnd);
    error AllotmentExceedsRetired(uint256 certificate, uint64 retiredKg, uint64 allottedKg, uint64 askedKg);
    error ZeroKilograms();
    error ZeroAddress(string name);

    /// @notice Only the ledger, in the transaction that retires.
    function issue(BatchId batch, uint64 kgStart, uint64 kgEnd, address retiree, Retirement calldata retirement)
        external
        returns (uint256 id);

    /// @notice Beneficiary: appends a corrected details hash; what stood before stays readable.
    function appendCorrection(uint256 id, bytes32 detailsHash) external;

    /// @notice Beneficiary: allots kilograms to a subject (leaf hash of a sealed passport or inventory), never above what was retired.
    function allot(uint256 id, bytes32 subject, uint64 kg) external;

    function certificate(uint256 id) external view returns (Certificate memory);
    function certificateCount() external view returns (uint256);
    function correctionsOf(uint256 id) external view returns (bytes32[] memory);
    function allottedKg(uint256 id) external view returns (uint64);
    function allottedKgTo(uint256 id, bytes32 subject) external view returns (uint64);

    /// @notice The certificate that holds kilogram `kg` (0-based) of the batch.
    function certificateAt(BatchId batch, uint64 kg) external view returns (uint256);

    /// @notice The certificate that holds the first kilogram of the tonne with this serial.
    function certificateOf(BatchId batch, uint64 serial) external view returns (uint256);
}
