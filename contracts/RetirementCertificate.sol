// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IERC5192} from "./interfaces/IERC5192.sol";
import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {BatchId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Retirement certificate
contract RetirementCertificate is IRetirementCertificate, IERC5192, ERC721 {
    address public immutable ledger;
    ICreditRegistry public immutable registry;

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

    constructor(address ledger_, ICreditRegistry registry_) ERC721("CarboniX Retirement Certificate", "CNXR") {
        if (ledger_ == address(0)) revert ZeroAddress("ledger");
        if (address(registry_) == address(0)) revert ZeroAddress("registry");

        ledger = ledger_;
        registry = registry_;
    }

    /// @inheritdoc IRetirementCertificate
    function issue(
        BatchId batch,
        uint64 kgStart,
        uint64 kgEnd,
        address retiree,
        Retirement calldata retirement
    ) external returns (uint256 id) {
        if (msg.sender != ledger) revert CallerNotLedger(msg.sender, ledger);
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
            detailsHash: retirement.detailsHash,
            useCase: retirement.useCase
        });

        id = ++certificateCount;
        _certificates[id] = issued;
        _ofBatch[batch].push(id);
        // Not _safeMint: a beneficiary gets no call, so it can neither stop a retirement nor re-enter it.
        _mint(retirement.beneficiary, id);
        emit Locked(id);
        _emitIssued(id, issued, retirement.beneficiary);
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
    function certificateAt(BatchId batch, uint64 kg) public view returns (uint256) {
        uint256[] storage ids = _ofBatch[batch];
        uint64 retiredKg = ids.length == 0 ? 0 : _certificates[ids[ids.length - 1]].kgEnd;
        if (kg >= retiredKg) revert KilogramNotRetired(batch, kg, retiredKg);

        // The first certificate that ends above kg; it is among [low, high].
        uint256 low = 0;
        uint256 high = ids.length - 1;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (_certificates[ids[middle]].kgEnd > kg) high = middle;
            else low = middle + 1;
        }
        return ids[low];
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
            issued.useCase
        );
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
