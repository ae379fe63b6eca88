// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IERC5192} from "./interfaces/IERC5192.sol";
import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {BatchId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Certificates that never move, and the way from each kilogram and serial to its certificate
abstract contract CertificateBook is IRetirementCertificate, IERC5192, ERC721 {
    /// @dev A certificate in three slots. Its serials follow from its kilograms: the registry never changes where a batch's begin.
    struct Record {
        uint128 batch; // the registry counts batches from 1
        uint64 kgStart;
        uint64 kgEnd;
        uint64 retiredAt;
        address retiree;
        UseCase useCase;
        bool beyond;
        uint16 labels;
        bytes32 detailsHash;
    }

    ICreditRegistry public immutable registry;

    /// @inheritdoc IRetirementCertificate
    uint256 public certificateCount;

    mapping(uint256 id => Record) private _records;

    /// @dev Certificates of a batch in the order of their kilograms: the ledger retires from the bottom, without a gap. Four to a slot.
    mapping(BatchId batch => uint64[] ids) private _ofBatch;

    /// @dev Portions of a bulk certificate, in the order of their kilograms: each takes the next ones.
    mapping(uint256 id => uint64[] ids) private _portions;

    constructor(ICreditRegistry registry_) ERC721("CarboniX Retirement Certificate", "CNXR") {
        if (address(registry_) == address(0)) revert ZeroAddress("registry");
        registry = registry_;
    }

    /// @inheritdoc IRetirementCertificate
    function certificate(uint256 id) external view returns (Certificate memory) {
        _requireKnown(id);
        return _read(id);
    }

    /// @inheritdoc IRetirementCertificate
    function portionsOf(uint256 id) external view returns (uint256[] memory ids) {
        uint64[] storage portions = _portions[id];
        ids = new uint256[](portions.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            ids[i] = portions[i];
        }
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
    function certificateAt(BatchId batch, uint64 kg) public view returns (uint256 id) {
        uint64[] storage ids = _ofBatch[batch];
        uint64 retiredKg = _lastKg(ids);
        if (kg >= retiredKg) revert KilogramNotRetired(batch, kg, retiredKg);

        id = _find(ids, kg);
        uint64[] storage portions = _portions[id];
        return kg < _lastKg(portions) ? _find(portions, kg) : id;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view virtual override returns (bool) {
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

    /// @dev The certificate of the next retired kilograms of its batch.
    function _issueNext(Certificate memory issued, address beneficiary) internal returns (uint256 id) {
        id = _issue(issued, beneficiary);
        // Narrowing is safe: 2^64 retirements would cost more gas than there will ever be.
        _ofBatch[issued.batch].push(uint64(id));
    }

    /// @dev The certificate of the next kilograms of a bulk one.
    function _issuePortion(uint256 bulk, Certificate memory issued, address beneficiary) internal returns (uint256 id) {
        id = _issue(issued, beneficiary);
        // Narrowing is safe, as above.
        _portions[bulk].push(uint64(id));
    }

    function _read(uint256 id) internal view returns (Certificate memory known) {
        Record memory record = _records[id];
        known.batch = BatchId.wrap(record.batch);
        (known.kgStart, known.kgEnd) = (record.kgStart, record.kgEnd);
        (known.serialStart, known.serialEnd) = _serials(known.batch, record.kgStart, record.kgEnd);
        (known.retiredAt, known.retiree, known.useCase) = (record.retiredAt, record.retiree, record.useCase);
        (known.beyond, known.labels, known.detailsHash) = (record.beyond, record.labels, record.detailsHash);
    }

    /// @dev Batch and kilograms alone: one slot.
    function _rangeOf(uint256 id) internal view returns (BatchId, uint64 kgStart, uint64 kgEnd) {
        Record storage record = _records[id];
        return (BatchId.wrap(record.batch), record.kgStart, record.kgEnd);
    }

    /// @dev Serials of the first and of the last tonne that [kgStart, kgEnd) touches; they are consecutive in a batch.
    function _serials(BatchId batch, uint64 kgStart, uint64 kgEnd) internal view returns (uint64 start, uint64 end) {
        uint64 first = registry.serialAt(batch, 0);
        return (first + kgStart / ONE_CREDIT, first + (kgEnd - 1) / ONE_CREDIT);
    }

    function _requireKnown(uint256 id) internal view {
        if (_ownerOf(id) == address(0)) revert CertificateUnknown(id);
    }

    function _issue(Certificate memory issued, address beneficiary) private returns (uint256 id) {
        id = ++certificateCount;
        _records[id] = Record({
            batch: SafeCast.toUint128(BatchId.unwrap(issued.batch)),
            kgStart: issued.kgStart,
            kgEnd: issued.kgEnd,
            retiredAt: issued.retiredAt,
            retiree: issued.retiree,
            useCase: issued.useCase,
            beyond: issued.beyond,
            labels: issued.labels,
            detailsHash: issued.detailsHash
        });
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

    /// @dev The first of `ids` that ends above kg; there is one.
    function _find(uint64[] storage ids, uint64 kg) private view returns (uint256) {
        uint256 low = 0;
        uint256 high = ids.length - 1;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (_records[ids[middle]].kgEnd > kg) high = middle;
            else low = middle + 1;
        }
        return ids[low];
    }

    /// @dev Where the kilograms of the last of `ids` end; 0 if there is none.
    function _lastKg(uint64[] storage ids) private view returns (uint64) {
        return ids.length == 0 ? 0 : _records[ids[ids.length - 1]].kgEnd;
    }
}
