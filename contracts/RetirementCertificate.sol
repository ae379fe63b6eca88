// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {Footprints} from "./Footprints.sol";
import {IBufferPool} from "./interfaces/IBufferPool.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IERC5192} from "./interfaces/IERC5192.sol";
import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {MerkleProof6962} from "./libraries/MerkleProof6962.sol";
import {BatchId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Retirement certificate
contract RetirementCertificate is Footprints, IERC5192, ERC721 {
    bytes32 private constant PORTION_TAG = "CarboniX/portion/1";

    address public immutable ledger;
    ICreditRegistry public immutable registry;
    IBufferPool public immutable pool;

    /// @inheritdoc IRetirementCertificate
    uint256 public certificateCount;

    /// @inheritdoc IRetirementCertificate
    mapping(uint256 id => uint64) public allottedKg;

    /// @inheritdoc IRetirementCertificate
    mapping(uint256 id => mapping(bytes32 subject => uint64)) public allottedKgTo;

    mapping(uint256 id => Certificate) private _certificates;
    mapping(uint256 id => bytes32[]) private _corrections;

    /// @dev Certificates of a batch in the order of their kilograms: the ledger retires from the bottom, without a gap.
    mapping(BatchId batch => uint256[] ids) private _ofBatch;

    mapping(uint256 id => Bulk) private _bulks;

    /// @dev Portions of a bulk certificate, in the order of their kilograms: each takes the next ones.
    mapping(uint256 id => uint256[] ids) private _portions;
    mapping(uint256 id => mapping(uint256 word => uint256 bits)) private _claimed;

    modifier onlyLedger() {
        if (msg.sender != ledger) revert CallerNotLedger(msg.sender, ledger);
        _;
    }

    constructor(address ledger_, ICreditRegistry registry_, ISealRegistry seals_, IBufferPool pool_)
        ERC721("CarboniX Retirement Certificate", "CNXR")
        Footprints(seals_)
    {
        if (ledger_ == address(0)) revert ZeroAddress("ledger");
        if (address(registry_) == address(0)) revert ZeroAddress("registry");
        if (address(pool_) == address(0)) revert ZeroAddress("pool");

        ledger = ledger_;
        registry = registry_;
        pool = pool_;
    }

    /// @inheritdoc IRetirementCertificate
    function issue(
        BatchId batch,
        uint64 kgStart,
        uint64 kgEnd,
        address retiree,
        Retirement calldata retirement
    ) external onlyLedger returns (uint256 id) {
        if (retirement.beneficiary == address(0)) revert ZeroAddress("beneficiary");
        if (retirement.detailsHash == bytes32(0)) revert EmptyDetails();
        Certificate memory issued = Certificate({
            batch: batch,
            kgStart: kgStart,
            kgEnd: kgEnd,
            serialStart: registry.serialAt(batch, kgStart),
            serialEnd: registry.serialAt(batch, kgEnd - 1),
            retiredAt: uint64(block.timestamp),
            retiree: retiree,
            useCase: retirement.useCase,
            beyond: retirement.beyond,
            labels: registry.labelsOf(batch),
            detailsHash: retirement.detailsHash
        });

        id = _issue(issued, retirement.beneficiary);
        _ofBatch[batch].push(id);
        if (retirement.footprint != bytes32(0)) _countAgainst(id, retirement, kgEnd - kgStart);
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
        _requireInRoot(id, bulk, portion, path);
        Certificate memory issued = _nextPortion(id, bulk, portion);

        _claimed[id][portion.index >> 8] |= 1 << (portion.index & 0xff);
        bulk.claimedKg += portion.kg;
        portionId = _issue(issued, portion.beneficiary);
        _portions[id].push(portionId);
        emit PortionClaimed(id, portionId, portion.index, bulk.claimedKg);
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
        uint64 retiredKg = _certificates[id].kgEnd - _certificates[id].kgStart;
        uint64 before = allottedKg[id];
        if (kg > retiredKg - before) revert AllotmentExceedsRetired(id, retiredKg, before, kg);

        allottedKg[id] = before + kg;
        allottedKgTo[id][subject] += kg;
        emit KilogramsAllotted(id, subject, kg, before + kg);
    }

    /// @inheritdoc IRetirementCertificate
    function certificate(uint256 id) external view returns (Certificate memory) {
        _requireKnown(id);
        return _certificates[id];
    }

    /// @inheritdoc IRetirementCertificate
    function correctionsOf(uint256 id) external view returns (bytes32[] memory) {
        _requireKnown(id);
        return _corrections[id];
    }

    /// @inheritdoc IRetirementCertificate
    function statusOf(uint256 id) external view returns (Status, uint64) {
        _requireKnown(id);
        Certificate storage known = _certificates[id];
        (uint64 everKg, uint64 outstandingKg) = pool.impairmentOf(known.batch, known.kgStart, known.kgEnd);
        if (everKg == 0) return (Status.Intact, 0);
        return (outstandingKg == 0 ? Status.MadeGood : Status.Impaired, outstandingKg);
    }

    /// @inheritdoc IRetirementCertificate
    function bulkOf(uint256 id) external view returns (Bulk memory) {
        return _bulks[id];
    }

    /// @inheritdoc IRetirementCertificate
    function portionsOf(uint256 id) external view returns (uint256[] memory) {
        return _portions[id];
    }

    /// @inheritdoc IRetirementCertificate
    function certificateOf(BatchId batch, uint64 serial) external view returns (uint256) {
        ICreditRegistry.Batch memory facts = registry.batchOf(batch);
        uint64 last = facts.serialStart + facts.credits - 1;
        if (serial < facts.serialStart || serial > last) {
            revert SerialNotInBatch(batch, serial, facts.serialStart, last);
        }
        return certificateAt(batch, (serial - facts.serialStart) * ONE_CREDIT);
    }

    /// @inheritdoc IERC5192
    function locked(uint256 id) external view returns (bool) {
        _requireKnown(id);
        return true;
    }

    /// @inheritdoc IRetirementCertificate
    function isPortionClaimed(uint256 id, uint64 index) public view returns (bool) {
        return _claimed[id][index >> 8] >> (index & 0xff) & 1 == 1;
    }

    /// @inheritdoc IRetirementCertificate
    function certificateAt(BatchId batch, uint64 kg) public view returns (uint256 id) {
        uint256[] storage ids = _ofBatch[batch];
        uint64 retiredKg = _lastKg(ids);
        if (kg >= retiredKg) revert KilogramNotRetired(batch, kg, retiredKg);

        id = _find(ids, kg);
        uint256[] storage portions = _portions[id];
        return kg < _lastKg(portions) ? _find(portions, kg) : id;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IERC5192).interfaceId || interfaceId == type(IRetirementCertificate).interfaceId
            || super.supportsInterface(interfaceId);
    }

    /// @dev Refused: there is nothing that an approved account could do.
    function approve(address, uint256 id) public pure override {
        revert CertificateLocked(id);
    }

    /// @dev Refused, as `approve` is.
    function setApprovalForAll(address, bool) public pure override {
        revert CertificateLocked(0);
    }

    /// @dev Every movement passes here: what has an owner keeps it for ever.
    function _update(address to, uint256 id, address caller) internal override returns (address) {
        if (_ownerOf(id) != address(0)) revert CertificateLocked(id);
        return super._update(to, id, caller);
    }

    function _issue(Certificate memory issued, address beneficiary) private returns (uint256 id) {
        id = ++certificateCount;
        _certificates[id] = issued;
        // Not _safeMint: a beneficiary gets no call, so it can neither stop a retirement nor re-enter it.
        _mint(beneficiary, id);
        emit Locked(id);
        _emitIssued(id, issued, beneficiary);
    }

    function _emitIssued(uint256 id, Certificate memory issued, address beneficiary) private {
        emit CertificateIssued(
            id,
            issued.batch,
            beneficiary,
            issued.retiree,
            issued.kgStart,
            issued.kgEnd,
            issued.serialStart,
            issued.serialEnd,
            issued.detailsHash,
            issued.useCase,
            issued.labels
        );
    }

    /// @dev The bulk certificate's facts over its next kilograms, in the words of the portion.
    function _nextPortion(uint256 id, Bulk storage bulk, Portion calldata portion)
        private
        view
        returns (Certificate memory issued)
    {
        if (portion.kg == 0) revert ZeroKilograms();
        if (portion.beneficiary == address(0)) revert ZeroAddress("beneficiary");
        if (portion.detailsHash == bytes32(0)) revert EmptyDetails();
        issued = _certificates[id];
        (uint64 claimedKg, uint64 retiredKg) = (bulk.claimedKg, issued.kgEnd - issued.kgStart);
        if (portion.kg > retiredKg - claimedKg) revert PortionExceedsRetired(id, retiredKg, claimedKg, portion.kg);

        issued.kgStart += claimedKg;
        issued.kgEnd = issued.kgStart + portion.kg;
        issued.serialStart = registry.serialAt(issued.batch, issued.kgStart);
        issued.serialEnd = registry.serialAt(issued.batch, issued.kgEnd - 1);
        issued.detailsHash = portion.detailsHash;
    }

    function _requireInRoot(uint256 id, Bulk storage bulk, Portion calldata portion, bytes32[] calldata path)
        private
        view
    {
        bytes32 leaf = MerkleProof6962.leafHash(
            abi.encode(
                PORTION_TAG,
                block.chainid,
                address(this),
                _certificates[id].batch,
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

    /// @dev The first of `ids` that ends above kg; there is one.
    function _find(uint256[] storage ids, uint64 kg) private view returns (uint256) {
        uint256 low = 0;
        uint256 high = ids.length - 1;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (_certificates[ids[middle]].kgEnd > kg) high = middle;
            else low = middle + 1;
        }
        return ids[low];
    }

    /// @dev Where the kilograms of the last of `ids` end; 0 if there is none.
    function _lastKg(uint256[] storage ids) private view returns (uint64) {
        return ids.length == 0 ? 0 : _certificates[ids[ids.length - 1]].kgEnd;
    }

    function _requireBeneficiary(uint256 id) private view {
        _requireKnown(id);
        address beneficiary = _ownerOf(id);
        if (msg.sender != beneficiary) revert CallerNotBeneficiary(msg.sender, beneficiary);
    }

    function _requireKnown(uint256 id) private view {
        if (_ownerOf(id) == address(0)) revert CertificateUnknown(id);
    }
}
