// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CertificateBook} from "./CertificateBook.sol";
import {Footprints} from "./Footprints.sol";
import {IBufferPool} from "./interfaces/IBufferPool.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {MerkleProof6962} from "./libraries/MerkleProof6962.sol";
import {BatchId} from "./types/Ids.sol";

/// @title Retirement certificate
/// @dev It calls registry, seals and pool, which call nobody: no stranger gets a turn inside.
contract RetirementCertificate is CertificateBook, Footprints {
    bytes32 private constant PORTION_TAG = "CarboniX/portion/1";

    address public immutable ledger;
    IBufferPool public immutable pool;

    /// @inheritdoc IRetirementCertificate
    mapping(uint256 id => uint64) public allottedKg;

    /// @inheritdoc IRetirementCertificate
    mapping(uint256 id => mapping(bytes32 subject => uint64)) public allottedKgTo;

    mapping(uint256 id => bytes32[]) private _corrections;
    mapping(uint256 id => Bulk) private _bulks;
    mapping(uint256 id => mapping(uint256 word => uint256 bits)) private _claimed;

    modifier onlyLedger() {
        if (msg.sender != ledger) revert CallerNotLedger(msg.sender, ledger);
        _;
    }

    constructor(address ledger_, ICreditRegistry registry_, ISealRegistry seals_, IBufferPool pool_)
        CertificateBook(registry_)
        Footprints(seals_)
    {
        if (ledger_ == address(0)) revert ZeroAddress("ledger");
        if (address(pool_) == address(0)) revert ZeroAddress("pool");

        ledger = ledger_;
        pool = pool_;
    }

    /// @inheritdoc IRetirementCertificate
    function issue(BatchId batch, uint64 kgStart, uint64 kgEnd, address retiree, Retirement calldata retirement)
        external
        onlyLedger
        returns (uint256 id)
    {
        _requireStated(retirement.beneficiary, retirement.detailsHash);
        (uint64 serialStart, uint64 serialEnd) = _serials(batch, kgStart, kgEnd);
        Certificate memory issued = Certificate({
            batch: batch,
            kgStart: kgStart,
            kgEnd: kgEnd,
            serialStart: serialStart,
            serialEnd: serialEnd,
            retiredAt: uint64(block.timestamp),
            retiree: retiree,
            useCase: retirement.useCase,
            beyond: retirement.beyond,
            labels: registry.labelsOf(batch),
            detailsHash: retirement.detailsHash
        });

        id = _issueNext(issued, retirement.beneficiary);
        // A retirement beyond a footprint that it does not name says nothing: the guard refuses the empty name.
        if (retirement.footprint != bytes32(0) || retirement.beyond) _countAgainst(id, retirement, kgEnd - kgStart);
    }

    /// @inheritdoc IRetirementCertificate
    function openBulk(uint256 id, bytes32 root, uint64 size) external onlyLedger {
        if (root == bytes32(0) || size == 0) revert BulkRootMissing(root, size);
        _bulks[id] = Bulk(root, size, 0);
        emit BulkOpened(id, root, size);
    }

    /// @inheritdoc IRetirementCertificate
    function claimPortion(uint256 id, Portion calldata portion, bytes32[] calldata path)
        external
        returns (uint256 portionId)
    {
        _requireKnown(id);
        Bulk storage bulk = _bulks[id];
        if (bulk.root == bytes32(0)) revert CertificateNotInBulk(id);
        if (isPortionClaimed(id, portion.index)) revert PortionClaimedAlready(id, portion.index);
        Certificate memory issued = _read(id);
        _requireInRoot(id, issued.batch, bulk, portion, path);
        _narrowToPortion(id, issued, bulk.claimedKg, portion);

        _claimed[id][portion.index >> 8] |= 1 << (portion.index & 0xff);
        uint64 claimedKg = bulk.claimedKg + portion.kg;
        bulk.claimedKg = claimedKg;
        portionId = _issuePortion(id, issued, portion.beneficiary);
        emit PortionClaimed(id, portionId, portion.index, claimedKg);
    }

    /// @inheritdoc IRetirementCertificate
    function appendCorrection(uint256 id, bytes32 detailsHash) external {
        _requireBeneficiary(id);
        if (detailsHash == bytes32(0)) revert EmptyDetails();

        _corrections[id].push(detailsHash);
        emit CorrectionAppended(id, _corrections[id].length - 1, detailsHash);
    }

    /// @inheritdoc IRetirementCertificate
    function allot(uint256 id, bytes32 subject, uint64 kg) external {
        _requireBeneficiary(id);
        if (subject == bytes32(0)) revert EmptySubject();
        if (kg == 0) revert ZeroKilograms();
        if (_bulks[id].root != bytes32(0)) revert CertificateInBulk(id);
        (, uint64 kgStart, uint64 kgEnd) = _rangeOf(id);
        uint64 before = allottedKg[id];
        if (kg > kgEnd - kgStart - before) revert AllotmentExceedsRetired(id, kgEnd - kgStart, before, kg);

        allottedKg[id] = before + kg;
        allottedKgTo[id][subject] += kg;
        emit KilogramsAllotted(id, subject, kg, before + kg);
    }

    /// @inheritdoc IRetirementCertificate
    function correctionsOf(uint256 id) external view returns (bytes32[] memory) {
        _requireKnown(id);
        return _corrections[id];
    }

    /// @inheritdoc IRetirementCertificate
    function statusOf(uint256 id) external view returns (Status, uint64) {
        _requireKnown(id);
        (BatchId batch, uint64 kgStart, uint64 kgEnd) = _rangeOf(id);
        (uint64 everKg, uint64 outstandingKg) = pool.impairmentOf(batch, kgStart, kgEnd);
        if (everKg == 0) return (Status.Intact, 0);
        return (outstandingKg == 0 ? Status.MadeGood : Status.Impaired, outstandingKg);
    }

    /// @inheritdoc IRetirementCertificate
    function bulkOf(uint256 id) external view returns (Bulk memory) {
        return _bulks[id];
    }

    /// @inheritdoc IRetirementCertificate
    function isPortionClaimed(uint256 id, uint64 index) public view returns (bool) {
        return _claimed[id][index >> 8] >> (index & 0xff) & 1 == 1;
    }

    function _requireInRoot(
        uint256 id,
        BatchId batch,
        Bulk storage bulk,
        Portion calldata portion,
        bytes32[] calldata path
    ) private view {
        bytes32 leaf = MerkleProof6962.leafHash(
            abi.encode(
                PORTION_TAG,
                block.chainid,
                address(this),
                batch,
                portion.index,
                portion.beneficiary,
                portion.kg,
                portion.detailsHash
            )
        );
        if (MerkleProof6962.rootOf(leaf, portion.index, bulk.size, path) != bulk.root) {
            revert PortionNotInRoot(id, portion.index);
        }
    }

    /// @dev Turns the bulk certificate's facts into those of its next kilograms, in the words of the portion.
    function _narrowToPortion(uint256 id, Certificate memory issued, uint64 claimedKg, Portion calldata portion)
        private
        view
    {
        _requireStated(portion.beneficiary, portion.detailsHash);
        if (portion.kg == 0) revert ZeroKilograms();
        uint64 retiredKg = issued.kgEnd - issued.kgStart;
        if (portion.kg > retiredKg - claimedKg) revert PortionExceedsRetired(id, retiredKg, claimedKg, portion.kg);

        issued.kgStart += claimedKg;
        issued.kgEnd = issued.kgStart + portion.kg;
        (issued.serialStart, issued.serialEnd) = _serials(issued.batch, issued.kgStart, issued.kgEnd);
        issued.detailsHash = portion.detailsHash;
    }

    function _requireBeneficiary(uint256 id) private view {
        _requireKnown(id);
        address beneficiary = _ownerOf(id);
        if (msg.sender != beneficiary) revert CallerNotBeneficiary(msg.sender, beneficiary);
    }

    function _requireStated(address beneficiary, bytes32 detailsHash) private pure {
        if (beneficiary == address(0)) revert ZeroAddress("beneficiary");
        if (detailsHash == bytes32(0)) revert EmptyDetails();
    }
}
