// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId, ProjectId} from "../types/Ids.sol";
import {IMethodology} from "./IMethodology.sol";

/// @title Registry of methodologies, projects and batches
/// @notice Says what a credit is: from which project, period, methodology, kind and origin it comes. It holds no balance.
interface ICreditRegistry {
    /// @notice What the project does with carbon.
    enum Kind {
        Unspecified,
        Forestry,
        RenewablePower,
        Methane,
        EnergyEfficiency
    }

    /// @notice Where the unit was born. A native unit was verified here; a bridged one is immobilised in another registry.
    enum Origin {
        Unspecified,
        Native,
        Bridged
    }

    /// @notice Whose unit it is. A native unit is CarboniX's own, verified here under a named methodology, never another registry's.
    enum Standard {
        Unspecified,
        CarboniX,
        TVer,
        PremiumTVer,
        Verra,
        GoldStandard
    }

    struct Methodology {
        IMethodology resolver; // the rule that a report of this methodology must satisfy
        uint64 validFrom; // Unix seconds, inclusive
        uint64 validUntil; // Unix seconds, exclusive; a report's period must begin inside [validFrom, validUntil)
        bytes32 documentHash; // SHA-256 of the methodology document, parameters and sources included
    }

    struct Project {
        address owner; // the absorber: receives the credits
        bytes32 organisation; // who stands behind the owner; its own verifiers are in conflict
        bytes32 methodology; // id of the methodology, keccak256 of its name and version
        bytes2 country; // ISO 3166-1 alpha-2, upper case
        Kind kind;
        bool wholeTonneOnly; // transfers and retirements of its batches in whole credits only
        uint64 dailyCapKg; // largest reduction that is physically possible in a day, at most 10^12
        uint64 startsAt; // Unix seconds: no period begins before
        bytes32 documentHash; // SHA-256 of the project document
    }

    struct Batch {
        ProjectId project;
        uint64 vintageStart; // Unix seconds, inclusive
        uint64 vintageEnd; // Unix seconds, exclusive
        uint64 serialStart; // serial of the batch's first tonne within (project, vintage year)
        uint64 credits; // whole credits that the batch may ever hold
        uint16 vintageYear; // Gregorian year, UTC, in which the vintage ends
        bytes2 country;
        Kind kind;
        Standard standard;
        Origin origin;
        bool wholeTonneOnly;
        bytes32 methodology;
        bytes32 reportHash; // EIP-712 struct hash of the verified report
        bytes32 dataRoot; // Merkle root of the monitored data
    }

    /// @notice Units of another registry that are taken out of circulation there, so that they may stand here.
    struct ImmobilisedBlock {
        Standard standard; // Verra or GoldStandard
        string serial; // the block's serial range, as the other registry prints it
        bytes32 receiptHash; // SHA-256 of the other registry's receipt
    }

    event MethodologyRegistered(bytes32 indexed methodology, string name, address resolver, bytes32 documentHash);
    event ProjectRegistered(
        ProjectId indexed project, address indexed owner, bytes32 indexed methodology, string name, bytes32 documentHash
    );
    event BatchOpened(
        BatchId indexed batch,
        ProjectId indexed project,
        bytes32 indexed reportHash,
        uint64 vintageStart,
        uint64 vintageEnd,
        uint64 serialStart,
        uint64 credits
    );

    event LabelsSet(BatchId indexed batch, uint16 labels, bytes32 documentHash);
    event BlockImmobilised(
        BatchId indexed batch, bytes32 indexed namespace, Standard standard, string serial, bytes32 receiptHash
    );
    event DailyCapProposed(ProjectId indexed project, uint64 dailyCapKg);
    event DailyCapChanged(ProjectId indexed project, uint64 beforeKg, uint64 afterKg);

    /// @notice A field of a record is empty or outside of its rule.
    error InvalidField(string field);
    error MethodologyExists(bytes32 methodology);
    error MethodologyUnknown(bytes32 methodology);
    error ProjectExists(ProjectId project);
    error ProjectUnknown(ProjectId project);
    error BatchUnknown(BatchId batch);
    error DailyCapNotProposed(ProjectId project, uint64 proposedKg, uint64 confirmedKg);
    error SerialMalformed(Standard standard, string serial);
    /// @notice `usedStart` to `usedEnd` of the same namespace stands here already.
    error BlockOverlaps(bytes32 namespace, uint64 start, uint64 end, uint64 usedStart, uint64 usedEnd);
    /// @notice `hint` is not the first serial of the used block just below `start`.
    error NeighbourWrong(bytes32 namespace, uint64 start, uint64 hint);
    error CountryMismatch(bytes2 ofProject, bytes2 ofSerial);
    /// @notice The period is not the vintage that the serial prints.
    error VintageMismatch(uint64 periodStart, uint64 periodEnd, string serial);
    error CallerNotOracle(address caller, address oracle);
    error KilogramNotInBatch(BatchId batch, uint64 kg, uint64 credits);
    error SerialNotInBatch(BatchId batch, uint64 serial, uint64 serialStart, uint64 serialEnd);
    error ZeroAddress(string name);

    /// @notice Registers a methodology under keccak256(bytes(name)); name carries the version, e.g. "T-VER-S-METH-01-01 v1".
    function registerMethodology(string calldata name, Methodology calldata methodology) external returns (bytes32 id);

    /// @notice Registers a project under a number of the registrar's choice. Its facts never change afterwards, but for the
    ///         daily cap, which takes two roles.
    function registerProject(ProjectId project, string calldata name, Project calldata facts) external;

    /// @notice Opens the batch of one verified report. Only the oracle, in the transaction that mints.
    function openBatch(
        ProjectId project,
        uint64 vintageStart,
        uint64 vintageEnd,
        uint64 credits,
        bytes32 reportHash,
        bytes32 dataRoot
    ) external returns (BatchId);

    /// @notice Registrar: says which programmes accept the batch, with the SHA-256 of the document that shows it; replaces what was said.
    function setLabels(BatchId batch, uint16 labels, bytes32 documentHash) external;

    /// @notice Bit 0 CORSIA eligible, 1 ICVCM core carbon principles, 2 Article 6 authorised, 3 SDG impact verified.
    function labelsOf(BatchId batch) external view returns (uint16);

    /// @notice Opens the batch of an immobilised block. Only the oracle, in the transaction that mints.
    /// @param hint first serial of the used block just below, 0 where there is none.
    function openBridgedBatch(
        ProjectId project,
        uint64 vintageStart,
        uint64 vintageEnd,
        ImmobilisedBlock calldata taken,
        uint64 hint,
        bytes32 reportHash,
        bytes32 dataRoot
    ) external returns (BatchId);

    /// @notice Registrar: asks for another daily cap. It changes nothing until the verifier admin confirms it.
    function proposeDailyCap(ProjectId project, uint64 dailyCapKg) external;

    /// @notice Verifier admin: confirms the cap that the registrar proposed.
    function confirmDailyCap(ProjectId project, uint64 dailyCapKg) external;

    /// @notice What a report of an immobilisation names as its modelHash: keccak256 of (standard, keccak256(serial), receiptHash).
    function blockHash(ImmobilisedBlock calldata taken) external pure returns (bytes32);

    /// @notice The list within which the block's numbers are unique: keccak256 of the standard and, for Verra, the registry part,
    ///         for Gold Standard, the issuance part of the serial.
    function namespaceOf(ImmobilisedBlock calldata taken) external pure returns (bytes32);

    /// @notice Reverts unless the block is free; answers its number of credits.
    function requireFree(ImmobilisedBlock calldata taken, uint64 hint) external view returns (uint64 credits);

    /// @notice As requireFree, and reverts unless the serial's country is the project's and its vintage the period: of Verra from the
    ///         first midnight to the one after the last day, of Gold Standard inside the year.
    function requireBridgeable(
        ProjectId project,
        uint64 periodStart,
        uint64 periodEnd,
        ImmobilisedBlock calldata taken,
        uint64 hint
    ) external view returns (uint64 credits);

    /// @notice The used block that begins at `start`: its last serial, and the first serial of the next one (0: none).
    function usedBlock(bytes32 namespace, uint64 start) external view returns (uint64 end, uint64 next);

    function proposedDailyCapKg(ProjectId project) external view returns (uint64);
    function methodologyOf(bytes32 id) external view returns (Methodology memory);
    function projectOf(ProjectId project) external view returns (Project memory);
    function batchOf(BatchId batch) external view returns (Batch memory);
    function batchCount() external view returns (uint256);

    /// @notice Serial of the tonne that contains kilogram `kg` (0-based) of the batch.
    function serialAt(BatchId batch, uint64 kg) external view returns (uint64);

    /// @notice The public serial range, `CNX-<country>-<project>-<vintage>-<start>-<end>`; of a bridged batch the other registry's
    ///         own serial with this range. DEMO- stands before both where the registry is a demonstration.
    function serialText(BatchId batch, uint64 serialStart, uint64 serialEnd) external view returns (string memory);
}
