// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {ImmobilisedBlocks} from "./ImmobilisedBlocks.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {CivilDate} from "./libraries/CivilDate.sol";
import {ExternalSerial} from "./libraries/ExternalSerial.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Registry of methodologies, projects and batches
contract CreditRegistry is ImmobilisedBlocks, AccessManaged {
    using Strings for uint256;

    /// @notice Every label that has a meaning: bits 0 to 3.
    uint16 public constant ALL_LABELS = 15;

    /// @notice Largest daily cap that anyone can set: a billion tonnes, more than mankind emits. No sum of kilograms under it overflows.
    uint64 public constant LARGEST_DAILY_CAP_KG = 1e12;

    /// @notice The one contract that may open batches.
    address public immutable oracle;

    /// @notice True if no unit of this registry stands for a real reduction; its serials then begin with DEMO-.
    bool public immutable demonstration;

    /// @inheritdoc ICreditRegistry
    uint256 public batchCount;

    /// @inheritdoc ICreditRegistry
    mapping(ProjectId project => uint64) public proposedDailyCapKg;

    mapping(bytes32 id => Methodology) private _methodologies;
    mapping(ProjectId project => Project) private _projects;
    mapping(BatchId batch => Batch) private _batches;
    mapping(ProjectId project => mapping(uint16 vintageYear => uint64 lastSerial)) private _lastSerials;
    mapping(BatchId batch => uint16 labels) private _labels;
    mapping(BatchId batch => string) private _externalSerials; // of bridged batches

    constructor(address access, address oracle_, bool demonstration_) AccessManaged(access) {
        if (access == address(0)) revert ZeroAddress("access");
        if (oracle_ == address(0)) revert ZeroAddress("oracle");

        oracle = oracle_;
        demonstration = demonstration_;
    }

    /// @inheritdoc ICreditRegistry
    function registerMethodology(string calldata name, Methodology calldata methodology)
        external
        restricted
        returns (bytes32 id)
    {
        if (bytes(name).length == 0) revert InvalidField("name");
        if (address(methodology.resolver).code.length == 0) revert InvalidField("resolver");
        if (methodology.validUntil <= methodology.validFrom) revert InvalidField("validUntil");
        if (methodology.documentHash == bytes32(0)) revert InvalidField("documentHash");
        id = keccak256(bytes(name));
        if (_isRegistered(id)) revert MethodologyExists(id);

        _methodologies[id] = methodology;
        emit MethodologyRegistered(id, name, address(methodology.resolver), methodology.documentHash);
    }

    /// @inheritdoc ICreditRegistry
    function registerProject(ProjectId project, string calldata name, Project calldata facts) external restricted {
        if (ProjectId.unwrap(project) == 0) revert InvalidField("project");
        if (bytes(name).length == 0) revert InvalidField("name");
        _requireComplete(facts);
        if (!_isRegistered(facts.methodology)) revert MethodologyUnknown(facts.methodology);
        if (_projects[project].owner != address(0)) revert ProjectExists(project);

        _projects[project] = facts;
        emit ProjectRegistered(project, facts.owner, facts.methodology, name, facts.documentHash);
    }

    /// @inheritdoc ICreditRegistry
    function proposeDailyCap(ProjectId project, uint64 dailyCapKg) external restricted {
        _requireDailyCap(dailyCapKg);
        _requireProject(project);

        proposedDailyCapKg[project] = dailyCapKg;
        emit DailyCapProposed(project, dailyCapKg);
    }

    /// @inheritdoc ICreditRegistry
    function confirmDailyCap(ProjectId project, uint64 dailyCapKg) external restricted {
        uint64 proposedKg = proposedDailyCapKg[project];
        if (dailyCapKg == 0 || dailyCapKg != proposedKg) revert DailyCapNotProposed(project, proposedKg, dailyCapKg);

        uint64 beforeKg = _projects[project].dailyCapKg;
        delete proposedDailyCapKg[project];
        _projects[project].dailyCapKg = dailyCapKg;
        emit DailyCapChanged(project, beforeKg, dailyCapKg);
    }

    /// @inheritdoc ICreditRegistry
    function openBatch(
        ProjectId project,
        uint64 vintageStart,
        uint64 vintageEnd,
        uint64 credits,
        bytes32 reportHash,
        bytes32 dataRoot
    ) external returns (BatchId) {
        Batch memory facts = _newBatch(project, vintageStart, vintageEnd, credits, reportHash, dataRoot);
        uint64 last = _lastSerials[project][facts.vintageYear];
        _lastSerials[project][facts.vintageYear] = last + credits;
        (facts.standard, facts.origin, facts.serialStart) = (Standard.CarboniX, Origin.Native, last + 1);
        return _open(facts);
    }

    /// @inheritdoc ICreditRegistry
    function openBridgedBatch(
        ProjectId project,
        uint64 vintageStart,
        uint64 vintageEnd,
        ImmobilisedBlock calldata taken,
        uint64 hint,
        bytes32 reportHash,
        bytes32 dataRoot
    ) external returns (BatchId batch) {
        ExternalSerial.Parsed memory parsed = ExternalSerial.parse(taken.standard, taken.serial);
        uint64 credits = parsed.end - parsed.start + 1;
        Batch memory facts = _newBatch(project, vintageStart, vintageEnd, credits, reportHash, dataRoot);
        (facts.standard, facts.origin, facts.serialStart) = (taken.standard, Origin.Bridged, parsed.start);

        _useBlock(parsed, hint);
        batch = _open(facts);
        _externalSerials[batch] = taken.serial;
        emit BlockImmobilised(batch, parsed.namespace, taken.standard, taken.serial, taken.receiptHash);
    }

    /// @inheritdoc ICreditRegistry
    function setLabels(BatchId batch, uint16 labels, bytes32 documentHash) external restricted {
        _requireOpened(batch);
        if (labels & ~ALL_LABELS != 0) revert InvalidField("labels");
        if (documentHash == bytes32(0)) revert InvalidField("documentHash");

        _labels[batch] = labels;
        emit LabelsSet(batch, labels, documentHash);
    }

    /// @inheritdoc ICreditRegistry
    function labelsOf(BatchId batch) external view returns (uint16) {
        _requireOpened(batch);
        return _labels[batch];
    }

    /// @inheritdoc ICreditRegistry
    function methodologyOf(bytes32 id) external view returns (Methodology memory) {
        if (!_isRegistered(id)) revert MethodologyUnknown(id);
        return _methodologies[id];
    }

    /// @inheritdoc ICreditRegistry
    function requireBridgeable(
        ProjectId project,
        uint64 periodStart,
        uint64 periodEnd,
        ImmobilisedBlock calldata taken,
        uint64 hint
    ) external view returns (uint64 credits) {
        if (periodEnd <= periodStart) revert InvalidField("periodEnd");
        ExternalSerial.Parsed memory parsed = ExternalSerial.parse(taken.standard, taken.serial);
        bytes2 country = projectOf(project).country;
        if (parsed.country != country) revert CountryMismatch(country, parsed.country);
        if (!ExternalSerial.isVintage(parsed, taken.standard, periodStart, periodEnd)) {
            revert VintageMismatch(periodStart, periodEnd, taken.serial);
        }
        _requireBetween(parsed, hint);
        return parsed.end - parsed.start + 1;
    }

    /// @inheritdoc ICreditRegistry
    function serialAt(BatchId batch, uint64 kg) external view returns (uint64) {
        _requireOpened(batch);
        Batch storage facts = _batches[batch]; // two of its fields, in one slot: every retirement reads them
        if (kg / ONE_CREDIT >= facts.credits) revert KilogramNotInBatch(batch, kg, facts.credits);
        return facts.serialStart + kg / ONE_CREDIT;
    }

    /// @inheritdoc ICreditRegistry
    function serialText(BatchId batch, uint64 serialStart, uint64 serialEnd) external view returns (string memory) {
        Batch memory facts = batchOf(batch);
        _requireSerial(batch, facts, serialStart);
        _requireSerial(batch, facts, serialEnd);
        if (serialEnd < serialStart) revert InvalidField("serialEnd");

        string memory range = string.concat(uint256(serialStart).toString(), "-", uint256(serialEnd).toString());
        return facts.origin == Origin.Bridged ? _bridgedText(batch, facts.standard, range) : _nativeText(facts, range);
    }

    /// @inheritdoc ICreditRegistry
    function projectOf(ProjectId project) public view returns (Project memory facts) {
        facts = _projects[project];
        if (facts.owner == address(0)) revert ProjectUnknown(project);
    }

    /// @inheritdoc ICreditRegistry
    function batchOf(BatchId batch) public view returns (Batch memory facts) {
        facts = _batches[batch];
        if (facts.credits == 0) revert BatchUnknown(batch);
    }

    function _requireOpened(BatchId batch) private view {
        if (_batches[batch].credits == 0) revert BatchUnknown(batch);
    }

    /// @dev A batch without its serials yet; only for the oracle.
    function _newBatch(
        ProjectId project,
        uint64 vintageStart,
        uint64 vintageEnd,
        uint64 credits,
        bytes32 reportHash,
        bytes32 dataRoot
    ) private view returns (Batch memory facts) {
        if (msg.sender != oracle) revert CallerNotOracle(msg.sender, oracle);
        Project memory owned = projectOf(project);
        if (vintageEnd <= vintageStart) revert InvalidField("vintageEnd");
        if (credits == 0) revert InvalidField("credits");
        if (reportHash == bytes32(0)) revert InvalidField("reportHash");
        if (dataRoot == bytes32(0)) revert InvalidField("dataRoot");

        (facts.project, facts.vintageStart, facts.vintageEnd) = (project, vintageStart, vintageEnd);
        // The end is exclusive: a vintage that ends at midnight of 1 January belongs to the year before.
        (facts.credits, facts.vintageYear) = (credits, CivilDate.yearOf(vintageEnd - 1));
        (facts.country, facts.kind, facts.wholeTonneOnly) = (owned.country, owned.kind, owned.wholeTonneOnly);
        (facts.methodology, facts.reportHash, facts.dataRoot) = (owned.methodology, reportHash, dataRoot);
    }

    function _open(Batch memory facts) private returns (BatchId batch) {
        batch = BatchId.wrap(++batchCount);
        _batches[batch] = facts;
        emit BatchOpened(
            batch,
            facts.project,
            facts.reportHash,
            facts.vintageStart,
            facts.vintageEnd,
            facts.serialStart,
            facts.credits
        );
    }

    function _bridgedText(BatchId batch, Standard standard, string memory range) private view returns (string memory) {
        string memory serial = _externalSerials[batch];
        string memory text = ExternalSerial.withRange(serial, ExternalSerial.parse(standard, serial), range);
        return demonstration ? string.concat("DEMO-", text) : text;
    }

    function _requireProject(ProjectId project) private view {
        if (_projects[project].owner == address(0)) revert ProjectUnknown(project);
    }

    function _nativeText(Batch memory facts, string memory range) private view returns (string memory) {
        return string.concat(
            demonstration ? "DEMO-" : "CNX-",
            string(abi.encodePacked(facts.country)),
            "-",
            uint256(ProjectId.unwrap(facts.project)).toString(),
            "-",
            uint256(facts.vintageYear).toString(),
            "-",
            range
        );
    }

    function _isRegistered(bytes32 methodology) private view returns (bool) {
        return address(_methodologies[methodology].resolver) != address(0);
    }

    function _requireComplete(Project calldata facts) private pure {
        if (facts.owner == address(0)) revert InvalidField("owner");
        if (facts.organisation == bytes32(0)) revert InvalidField("organisation");
        if (!_isUpperCase(facts.country[0]) || !_isUpperCase(facts.country[1])) revert InvalidField("country");
        if (facts.kind == Kind.Unspecified) revert InvalidField("kind");
        _requireDailyCap(facts.dailyCapKg);
        if (facts.startsAt == 0) revert InvalidField("startsAt");
        if (facts.documentHash == bytes32(0)) revert InvalidField("documentHash");
    }

    function _requireDailyCap(uint64 dailyCapKg) private pure {
        if (dailyCapKg == 0 || dailyCapKg > LARGEST_DAILY_CAP_KG) revert InvalidField("dailyCapKg");
    }

    function _requireSerial(BatchId batch, Batch memory facts, uint64 serial) private pure {
        uint64 last = facts.serialStart + facts.credits - 1;
        if (serial < facts.serialStart || serial > last) {
            revert SerialNotInBatch(batch, serial, facts.serialStart, last);
        }
    }

    function _isUpperCase(bytes1 letter) private pure returns (bool) {
        return letter >= "A" && letter <= "Z";
    }
}
