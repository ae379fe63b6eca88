// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Enforcement} from "./Enforcement.sol";
import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IERC7943MultiToken} from "./interfaces/IERC7943MultiToken.sol";
import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {BatchId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Ledger of carbon credits
/// @dev The only call to strangers is OpenZeppelin's receiver hook, at issue and at transfer, after every balance and cursor of the
///      call is written: what re-enters from there finds a finished ledger. Retirement and cancellation call no stranger.
contract CarbonCredit is ICarbonCredit, Enforcement, Pausable {
    using Math for uint256;

    /// @dev One slot per batch.
    struct Account {
        uint64 issuedKg;
        uint64 retiredKg;
        uint64 cancelledKg;
        bool wholeTonneOnly; // copied from the registry, where it never changes
        uint32 holds; // accounts of which something is frozen or held
    }

    /// @inheritdoc ICarbonCredit
    ICreditRegistry public immutable registry;

    IRetirementCertificate public immutable certificates;

    /// @notice The one contract that may mint.
    address public immutable oracle;

    /// @notice Receives the buffer share of each issuance, and works down the waterfall of a loss.
    address public immutable pool;

    /// @inheritdoc ICarbonCredit
    string public contractURI;

    mapping(BatchId batch => Account) private _accounts;

    constructor(
        address access,
        ICreditRegistry registry_,
        address oracle_,
        IRetirementCertificate certificates_,
        address pool_,
        string memory uri,
        string memory contractURI_
    ) ERC1155(uri) AccessManaged(access) {
        if (access == address(0)) revert ZeroAddress("access");
        if (address(registry_) == address(0)) revert ZeroAddress("registry");
        if (oracle_ == address(0)) revert ZeroAddress("oracle");
        if (address(certificates_) == address(0)) revert ZeroAddress("certificates");
        if (pool_ == address(0)) revert ZeroAddress("pool");

        registry = registry_;
        oracle = oracle_;
        certificates = certificates_;
        pool = pool_;
        contractURI = contractURI_;
    }

    /// @inheritdoc ICarbonCredit
    function issue(BatchId batch, address owner, uint64 kg, uint64 bufferKg) external {
        if (msg.sender != oracle) revert CallerNotOracle(msg.sender, oracle);
        if (kg == 0) revert ZeroKilograms();
        if (kg % ONE_CREDIT != 0) revert NotWholeCredits(batch, kg);
        if (bufferKg % ONE_CREDIT != 0) revert NotWholeCredits(batch, bufferKg);
        if (bufferKg > kg) revert BufferTooLarge(kg, bufferKg);
        if (_accounts[batch].issuedKg != 0) revert BatchAlreadyIssued(batch);
        ICreditRegistry.Batch memory facts = registry.batchOf(batch);
        if (kg / ONE_CREDIT > facts.credits) revert MassTooLarge(kg);

        // The event comes before the owner's receiver hook, so that what the owner does there is recorded after it.
        Account storage account = _accounts[batch];
        (account.issuedKg, account.wholeTonneOnly) = (kg, facts.wholeTonneOnly);
        emit CreditsIssued(batch, owner, kg, bufferKg);

        if (bufferKg > 0) _moveSilently(address(0), pool, BatchId.unwrap(batch), bufferKg);
        if (kg > bufferKg) _mint(owner, BatchId.unwrap(batch), kg - bufferKg, "");
    }

    /// @inheritdoc ICarbonCredit
    function retire(BatchId batch, address holder, uint64 kg, IRetirementCertificate.Retirement calldata retirement)
        external
        returns (uint256)
    {
        return _retire(batch, holder, kg, retirement);
    }

    /// @inheritdoc ICarbonCredit
    function retireAgainst(
        BatchId batch,
        address holder,
        uint64 kg,
        IRetirementCertificate.Retirement calldata retirement,
        IRetirementCertificate.FootprintProof calldata proof
    ) external returns (uint256) {
        bytes32 proved = certificates.admitFootprint(proof);
        if (retirement.footprint != proved) revert FootprintMismatch(retirement.footprint, proved);
        return _retire(batch, holder, kg, retirement);
    }

    /// @inheritdoc ICarbonCredit
    function retireInBulk(
        BatchId batch,
        address holder,
        uint64 kg,
        IRetirementCertificate.Retirement calldata retirement,
        bytes32 root,
        uint64 size
    ) external returns (uint256 certificate) {
        certificate = _retire(batch, holder, kg, retirement);
        certificates.openBulk(certificate, root, size);
    }

    /// @inheritdoc ICarbonCredit
    function cancel(BatchId batch, address holder, uint64 kg, bytes32 reasonHash) external {
        _requireMayBurn(holder, kg);
        _burn(holder, BatchId.unwrap(batch), kg);
        _recordCancelled(batch, holder, kg, reasonHash);
    }

    /// @inheritdoc ICarbonCredit
    function holdForLoss(BatchId batch, address account, bool held) external {
        if (msg.sender != oracle) revert CallerNotOracle(msg.sender, oracle);
        _holdForLoss(batch, account, held);
    }

    /// @inheritdoc ICarbonCredit
    function cancelForLoss(BatchId batch, address account, uint64 kg, bytes32 reasonHash) external {
        if (msg.sender != pool) revert CallerNotPool(msg.sender, pool);
        if (kg == 0) revert ZeroKilograms();

        _unfreezeFor(account, BatchId.unwrap(batch), kg);
        _moveByForce(account, address(0), BatchId.unwrap(batch), kg);
        _recordCancelled(batch, account, kg, reasonHash);
    }

    /// @inheritdoc ICarbonCredit
    function pauseTransfers() external restricted {
        _pause();
    }

    /// @inheritdoc ICarbonCredit
    function unpauseTransfers() external restricted {
        _unpause();
    }

    /// @inheritdoc ICarbonCredit
    function supplyOf(BatchId batch) external view returns (Supply memory) {
        Account memory account = _accounts[batch];
        return Supply(account.issuedKg, account.retiredKg, account.cancelledKg);
    }

    /// @inheritdoc ICarbonCredit
    function heldKg(BatchId batch) external view returns (uint64) {
        Account memory account = _accounts[batch];
        return account.issuedKg - account.retiredKg - account.cancelledKg;
    }

    /// @inheritdoc IERC7943MultiToken
    function canTransfer(address from, address to, uint256 tokenId, uint256 amount) external view returns (bool) {
        bool open = to == address(0) ? amount > 0 : !paused();
        bool whole = !_accounts[BatchId.wrap(tokenId)].wholeTonneOnly || amount % ONE_CREDIT == 0;
        return canSend(from) && open && whole && amount <= _unfrozenKg(from, tokenId, balanceOf(from, tokenId));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC1155, IERC165) returns (bool) {
        return interfaceId == type(ICarbonCredit).interfaceId
            || interfaceId == type(IERC7943MultiToken).interfaceId || super.supportsInterface(interfaceId);
    }

    /// @dev Every movement passes here. A transfer (neither mint nor burn) heeds the pause and the whole-tonne rule.
    function _update(address from, address to, uint256[] memory ids, uint256[] memory masses) internal override {
        bool transfer = from != address(0) && to != address(0);
        if (transfer) _requireNotPaused();
        if (ids.length != masses.length) revert ERC1155InvalidArrayLength(ids.length, masses.length);

        for (uint256 i = 0; i < ids.length; ++i) {
            BatchId batch = BatchId.wrap(ids[i]);
            if (transfer) _requireWhole(batch, _accounts[batch], masses[i]);
            if (from != address(0)) _requireHeld(from, ids, masses, i);
        }
        super._update(from, to, ids, masses);
    }

    /// @inheritdoc Enforcement
    function _moveByForce(address from, address to, uint256 tokenId, uint256 amount) internal override {
        BatchId batch = BatchId.wrap(tokenId);
        if (to != address(0)) _requireWhole(batch, _accounts[batch], amount);
        _requireBalance(from, tokenId, amount);
        _moveSilently(from, to, tokenId, amount);
    }

    /// @inheritdoc Enforcement
    function _countHold(uint256 tokenId, bool more) internal override {
        Account storage account = _accounts[BatchId.wrap(tokenId)];
        account.holds = more ? account.holds + 1 : account.holds - 1;
    }

    /// @inheritdoc Enforcement
    function _hasHolds(uint256 tokenId) internal view override returns (bool) {
        return _accounts[BatchId.wrap(tokenId)].holds != 0;
    }

    /// @dev Past every rule, and without the receiver's hook.
    function _moveSilently(address from, address to, uint256 tokenId, uint256 amount) private {
        uint256[] memory ids = new uint256[](1);
        uint256[] memory masses = new uint256[](1);
        (ids[0], masses[0]) = (tokenId, amount);
        super._update(from, to, ids, masses);
    }

    function _retire(BatchId batch, address holder, uint64 kg, IRetirementCertificate.Retirement calldata retirement)
        private
        returns (uint256 certificate)
    {
        _requireMayBurn(holder, kg);
        Account storage account = _accounts[batch];
        _requireWhole(batch, account, kg);

        _burn(holder, BatchId.unwrap(batch), kg);
        uint64 kgStart = account.retiredKg;
        uint64 kgEnd = kgStart + kg;
        account.retiredKg = kgEnd;

        certificate = certificates.issue(batch, kgStart, kgEnd, holder, retirement);
        emit CreditsRetired(batch, holder, certificate, kgStart, kgEnd);
    }

    function _recordCancelled(BatchId batch, address holder, uint64 kg, bytes32 reasonHash) private {
        Account storage account = _accounts[batch];
        uint64 kgEnd = account.issuedKg - account.cancelledKg;
        account.cancelledKg += kg;
        emit CreditsCancelled(batch, holder, kgEnd - kg, kgEnd, reasonHash);
    }

    function _requireMayBurn(address holder, uint64 kg) private view {
        if (msg.sender != holder && !isApprovedForAll(holder, msg.sender)) revert CallerNotApproved(msg.sender, holder);
        if (kg == 0) revert ZeroKilograms();
    }

    function _requireWhole(BatchId batch, Account storage account, uint256 kg) private view {
        if (account.wholeTonneOnly && kg % ONE_CREDIT != 0) revert NotWholeCredits(batch, kg);
    }

    /// @dev The holder has, unfrozen, what positions 0 to `last` take of the batch at `last`; a batch may be named twice.
    function _requireHeld(address holder, uint256[] memory ids, uint256[] memory masses, uint256 last) private view {
        uint256 id = ids[last];
        uint256 needed = masses[last];
        for (uint256 i = 0; i < last; ++i) {
            // Saturated where nobody can hold the sum: the refusal below then names the largest number.
            if (ids[i] == id) needed = needed.saturatingAdd(masses[i]);
        }
        uint256 held = _requireBalance(holder, id, needed);
        uint256 unfrozen = _unfrozenKg(holder, id, held);
        if (unfrozen < needed) revert ERC7943InsufficientUnfrozenBalance(holder, id, needed, unfrozen);
    }

    function _requireBalance(address holder, uint256 id, uint256 needed) private view returns (uint256 held) {
        held = balanceOf(holder, id);
        if (held < needed) revert InsufficientCredits(holder, BatchId.wrap(id), held, needed);
    }
}
