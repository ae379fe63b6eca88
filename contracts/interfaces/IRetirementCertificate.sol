// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId, SealId} from "../types/Ids.sol";

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

    /// @notice What losses of the batch mean for a certificate. Made good: impaired once, and made up for since.
    enum Status {
        Intact,
        Impaired,
        MadeGood
    }

    /// @notice What the retiring party states.
    struct Retirement {
        address beneficiary; // receives the certificate
        bytes32 detailsHash; // salted SHA-256 of the details that stay off chain
        UseCase useCase;
        bytes32 footprint; // leaf hash of the passport or inventory that this is retired against; zero: none
        bool beyond; // true: may exceed the footprint that it names, and says so
    }

    /// @notice A sealed footprint leaf and its way to the root. The leaf is
    ///         abi.encode(bytes32("CarboniX/footprint/1"), uint8 kind of the seal, bytes32 document hash, uint64 total kg).
    struct FootprintProof {
        SealId seal; // of kind Passport or Inventory
        bytes leaf;
        uint64 index;
        bytes32[] path;
    }

    struct Footprint {
        uint64 totalKg; // of the footprint, rounded down; 0: not admitted
        uint64 retiredKg; // retired against it so far
    }

    /// @notice One beneficiary's part of a bulk retirement.
    struct Portion {
        uint64 index;
        address beneficiary;
        uint64 kg;
        bytes32 detailsHash;
    }

    struct Bulk {
        bytes32 root; // zero: not in bulk
        uint64 size;
        uint64 claimedKg;
    }

    struct Certificate {
        BatchId batch;
        uint64 kgStart; // inclusive, 0-based inside the batch
        uint64 kgEnd; // exclusive
        uint64 serialStart; // serial of the first tonne touched
        uint64 serialEnd; // serial of the last tonne touched, inclusive
        uint64 retiredAt; // Unix seconds of chain time
        address retiree; // whose credits were retired
        UseCase useCase;
        bool beyond; // more may be retired than the footprint that it names
        uint16 labels; // of the batch, when it was retired
        bytes32 detailsHash;
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
        UseCase useCase,
        uint16 labels
    );
    event FootprintAdmitted(bytes32 indexed footprint, SealId indexed seal, bytes32 documentHash, uint64 totalKg);
    event RetiredAgainst(
        uint256 indexed certificate, bytes32 indexed footprint, uint64 kg, uint64 retiredKg, uint64 totalKg, bool beyond
    );
    event BulkOpened(uint256 indexed certificate, bytes32 indexed root, uint64 size);
    event PortionClaimed(uint256 indexed certificate, uint256 indexed portion, uint64 index, uint64 claimedKg);
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
    error FootprintUnknown(bytes32 footprint);
    error FootprintMalformed(SealId seal, bytes leaf);
    error FootprintNotSealed(SealId seal, bytes leaf, uint64 index);
    /// @notice A footprint is admitted from the seal that stands, not from the one that it replaced.
    error FootprintSuperseded(SealId seal, SealId by);
    error OverOffset(bytes32 footprint, uint64 totalKg, uint64 retiredKg, uint64 askedKg);
    error BulkRootMissing(bytes32 root, uint64 size);
    error CertificateNotInBulk(uint256 certificate);
    /// @notice A bulk certificate is allotted by the beneficiaries of its portions.
    error CertificateInBulk(uint256 certificate);
    error PortionClaimedAlready(uint256 certificate, uint64 index);
    error PortionNotInRoot(uint256 certificate, uint64 index);
    error PortionExceedsRetired(uint256 certificate, uint64 retiredKg, uint64 claimedKg, uint64 askedKg);
    error ZeroKilograms();
    error ZeroAddress(string name);

    /// @notice Only the ledger, in the transaction that retires. Refused above the footprint that it names, unless flagged.
    function issue(BatchId batch, uint64 kgStart, uint64 kgEnd, address retiree, Retirement calldata retirement)
        external
        returns (uint256 id);

    /// @notice Only the ledger: the certificate just issued is one for many.
    function openBulk(uint256 id, bytes32 root, uint64 size) external;

    /// @notice Anyone, for a beneficiary: mints the certificate of a portion over the next kilograms of the bulk one. The leaf is
    ///         abi.encode(bytes32("CarboniX/portion/1"), chain id, this contract, batch, index, beneficiary, kg, detailsHash).
    function claimPortion(uint256 id, Portion calldata portion, bytes32[] calldata path) external returns (uint256);

    /// @notice Anyone: makes a sealed footprint known, so that retirements can name it by its leaf hash.
    function admitFootprint(FootprintProof calldata proof) external returns (bytes32 footprint);

    /// @notice Beneficiary: appends a corrected details hash; what stood before stays readable.
    function appendCorrection(uint256 id, bytes32 detailsHash) external;

    /// @notice Beneficiary: allots kilograms to a subject (leaf hash of a sealed passport or inventory), never above what was retired.
    function allot(uint256 id, bytes32 subject, uint64 kg) external;

    function certificate(uint256 id) external view returns (Certificate memory);

    /// @notice Derived from the losses of the batch: status, and the kilograms that are impaired now, rounded up.
    function statusOf(uint256 id) external view returns (Status status, uint64 impairedKg);
    function footprintOf(bytes32 footprint) external view returns (Footprint memory);

    /// @notice Leaf hash of the footprint that a certificate was retired against; zero: none.
    function footprintNamedBy(uint256 id) external view returns (bytes32);
    function bulkOf(uint256 id) external view returns (Bulk memory);
    function portionsOf(uint256 id) external view returns (uint256[] memory);
    function isPortionClaimed(uint256 id, uint64 index) external view returns (bool);
    function certificateCount() external view returns (uint256);
    function correctionsOf(uint256 id) external view returns (bytes32[] memory);
    function allottedKg(uint256 id) external view returns (uint64);
    function allottedKgTo(uint256 id, bytes32 subject) external view returns (uint64);

    /// @notice The certificate that holds kilogram `kg` (0-based) of the batch: of a bulk one, the portion, once it is claimed.
    function certificateAt(BatchId batch, uint64 kg) external view returns (uint256);

    /// @notice The certificate that holds the first kilogram of the tonne with this serial.
    function certificateOf(BatchId batch, uint64 serial) external view returns (uint256);
}
