// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CarbonCredit} from "../../../contracts/CarbonCredit.sol";
import {ICarbonCredit} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {ICreditRegistry} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IRetirementCertificate} from "../../../contracts/interfaces/IRetirementCertificate.sol";
import {BatchId} from "../../../contracts/types/Ids.sol";
import {vm} from "../world/Vm.sol";
import {svm} from "./Svm.sol";

/// @title The ledger, with its own word on whether anybody's credits of a batch are held
contract OpenLedger is CarbonCredit {
    constructor(address world)
        CarbonCredit(world, ICreditRegistry(world), world, IRetirementCertificate(world), world, "", "")
    {}

    function hasHolds(uint256 tokenId) external view returns (bool) {
        return _hasHolds(tokenId);
    }
}

/// @title I-3 and I-6 by induction: from any state of the ledger that keeps them, any move leads to one that does
/// @dev The ledger's whole storage is arbitrary, but that a held account is counted (proved below, from an empty ledger).
///      `others` is what everyone but the named accounts holds; no move may touch it.
contract LedgerProof {
    BatchId private constant BATCH = BatchId.wrap(7);
    address private constant HOLDER = address(0xA11CE);
    address private constant RECEIVER = address(0xB0B);
    address private constant WITNESS = address(0xCA401);

    OpenLedger private _credit;
    uint64 private _credits;
    bool private _wholeTonneOnly;

    /// @dev This contract is registry, certificates, oracle, pool and authority; none of them is what is proved here.
    function setUp() public {
        _credit = new OpenLedger(address(this));
        svm.enableSymbolicStorage(address(_credit));
        _credits = uint64(svm.createUint(64, "credits"));
        _wholeTonneOnly = svm.createBool("wholeTonneOnly");
    }

    /// @notice Must move kg from the holder to the retired cursor, and nothing else.
    function check_retire(uint64 kg, uint64 others) public {
        ICarbonCredit.Supply memory before = _assumeBalanced(others);
        (uint256 held, uint256 witnessed) = (_balance(HOLDER), _balance(WITNESS));
        uint256 unfrozen = _unfrozen(HOLDER);
        vm.prank(HOLDER);
        _credit.retire(BATCH, HOLDER, kg, _retirement());

        ICarbonCredit.Supply memory later = _assertBalanced(others);
        assert(later.retiredKg == before.retiredKg + kg && later.cancelledKg == before.cancelledKg);
        assert(_balance(HOLDER) == held - kg && _balance(WITNESS) == witnessed);
        assert(kg <= unfrozen);
    }

    /// @notice Must let nobody retire or cancel for a holder but those whom the holder approved.
    function check_only_the_approved_may_burn(address caller, bool retires) public {
        vm.assume(_balance(HOLDER) <= type(uint64).max && _isCounted(HOLDER));
        vm.prank(caller);
        if (retires) _credit.retire(BATCH, HOLDER, 1, _retirement());
        else _credit.cancel(BATCH, HOLDER, 1, "reason");
        assert(caller == HOLDER || _credit.isApprovedForAll(HOLDER, caller));
    }

    /// @notice Must move kg from the holder to the cancelled cursor, and nothing else.
    function check_cancel(uint64 kg, uint64 others) public {
        ICarbonCredit.Supply memory before = _assumeBalanced(others);
        uint256 unfrozen = _unfrozen(HOLDER);
        vm.prank(HOLDER);
        _credit.cancel(BATCH, HOLDER, kg, "reason");

        ICarbonCredit.Supply memory later = _assertBalanced(others);
        assert(later.cancelledKg == before.cancelledKg + kg && later.retiredKg == before.retiredKg);
        assert(kg <= unfrozen);
    }

    /// @notice Must take from a frozen holder what the pool cancels for a loss, and leave no more frozen than is held.
    function check_cancel_for_loss(uint64 kg, uint64 others) public {
        ICarbonCredit.Supply memory before = _assumeBalanced(others);
        _credit.cancelForLoss(BATCH, HOLDER, kg, "reason");

        ICarbonCredit.Supply memory later = _assertBalanced(others);
        assert(later.cancelledKg == before.cancelledKg + kg && later.retiredKg == before.retiredKg);
        assert(_credit.isHeldForLoss(BATCH, HOLDER) || _credit.getFrozenTokens(HOLDER, 7) <= _balance(HOLDER));
    }

    /// @notice Must take nothing for a loss, and hold nobody for it, by any hand but the pool's and the oracle's.
    function check_only_pool_and_oracle_act_on_a_loss(address caller, bool holds) public {
        vm.prank(caller);
        if (holds) _credit.holdForLoss(BATCH, HOLDER, true);
        else _credit.cancelForLoss(BATCH, HOLDER, 1, "reason");
        assert(caller == address(this));
    }

    /// @notice Must mint exactly what is issued, once, in whole credits, never above the registry's.
    function check_issue(address caller, uint64 kg, uint64 bufferKg) public {
        ICarbonCredit.Supply memory before = _credit.supplyOf(BATCH);
        vm.assume(_balance(HOLDER) == 0 && _balance(address(this)) == 0);
        vm.assume(before.issuedKg != 0 || (before.retiredKg == 0 && before.cancelledKg == 0));
        vm.prank(caller);
        _credit.issue(BATCH, HOLDER, kg, bufferKg);

        ICarbonCredit.Supply memory later = _credit.supplyOf(BATCH);
        assert(before.issuedKg == 0 && later.issuedKg == kg && later.retiredKg == 0 && later.cancelledKg == 0);
        assert(_balance(HOLDER) + _balance(address(this)) == kg && _balance(address(this)) == bufferKg);
        assert(caller == address(this) && kg % 1000 == 0 && kg / 1000 <= _credits);
    }

    /// @notice Must move a transfer from one holder to the other, only what is unfrozen, and no cursor.
    function check_transfer(uint64 kg, uint64 others) public {
        ICarbonCredit.Supply memory before = _assumeBalancedTwo(others);
        uint256 unfrozen = _unfrozen(HOLDER);
        bool paused = _credit.paused();
        vm.prank(HOLDER);
        _credit.safeTransferFrom(HOLDER, RECEIVER, BatchId.unwrap(BATCH), kg, "");

        ICarbonCredit.Supply memory later = _credit.supplyOf(BATCH);
        assert(_sum(later) + _balance(HOLDER) + _balance(RECEIVER) + others == later.issuedKg);
        assert(later.retiredKg == before.retiredKg && later.cancelledKg == before.cancelledKg);
        assert(kg <= unfrozen && !paused);
    }

    /// @notice Must move a forced transfer only when it is ripe and announced, once, and no cursor.
    function check_forced_transfer(uint64 kg, uint64 others, uint64 chainTime) public {
        ICarbonCredit.Supply memory before = _assumeBalancedTwo(others);
        uint64 ripeAt = _credit.forcedTransferRipeAt(HOLDER, RECEIVER, 7, kg);
        bool held = _credit.isHeldForLoss(BATCH, HOLDER);
        vm.warp(chainTime);
        _credit.forcedTransfer(HOLDER, RECEIVER, 7, kg);

        ICarbonCredit.Supply memory later = _credit.supplyOf(BATCH);
        assert(_sum(later) + _balance(HOLDER) + _balance(RECEIVER) + others == later.issuedKg);
        assert(later.retiredKg == before.retiredKg && later.cancelledKg == before.cancelledKg);
        assert(ripeAt != 0 && ripeAt <= chainTime && !held);
        assert(_credit.forcedTransferRipeAt(HOLDER, RECEIVER, 7, kg) == 0);
        assert(_credit.getFrozenTokens(HOLDER, 7) <= _balance(HOLDER));
    }

    /// @dev Registry.
    function batchOf(BatchId) external view returns (ICreditRegistry.Batch memory facts) {
        (facts.credits, facts.wholeTonneOnly) = (_credits, _wholeTonneOnly);
    }

    /// @dev Certificates.
    function issue(BatchId, uint64, uint64, address, IRetirementCertificate.Retirement calldata) external pure returns (uint256) {
        return 1;
    }

    /// @dev Authority: whoever asks may; roles are proved elsewhere.
    function canCall(address, address, bytes4) external pure returns (bool, uint32) {
        return (true, 0);
    }

    function _assumeBalanced(uint64 others) private view returns (ICarbonCredit.Supply memory supply) {
        supply = _credit.supplyOf(BATCH);
        vm.assume(_balance(HOLDER) <= type(uint64).max && _isCounted(HOLDER));
        vm.assume(_sum(supply) + _balance(HOLDER) + others == supply.issuedKg);
    }

    function _assumeBalancedTwo(uint64 others) private view returns (ICarbonCredit.Supply memory supply) {
        supply = _credit.supplyOf(BATCH);
        vm.assume(_balance(HOLDER) <= type(uint64).max && _balance(RECEIVER) <= type(uint64).max && _isCounted(HOLDER));
        vm.assume(_sum(supply) + _balance(HOLDER) + _balance(RECEIVER) + others == supply.issuedKg);
    }

    /// @dev With the sum kept the cursors cannot meet: retired + cancelled <= issued.
    function _assertBalanced(uint64 others) private view returns (ICarbonCredit.Supply memory supply) {
        supply = _credit.supplyOf(BATCH);
        assert(_sum(supply) + _balance(HOLDER) + others == supply.issuedKg);
        assert(_credit.heldKg(BATCH) == _balance(HOLDER) + others);
    }

    function _isCounted(address account) private view returns (bool) {
        return _credit.getFrozenTokens(account, 7) == 0 || _credit.hasHolds(7);
    }

    function _sum(ICarbonCredit.Supply memory supply) private pure returns (uint256) {
        return uint256(supply.retiredKg) + supply.cancelledKg;
    }

    function _balance(address account) private view returns (uint256) {
        return _credit.balanceOf(account, BatchId.unwrap(BATCH));
    }

    function _unfrozen(address account) private view returns (uint256) {
        uint256 frozen = _credit.getFrozenTokens(account, BatchId.unwrap(BATCH));
        return _balance(account) > frozen ? _balance(account) - frozen : 0;
    }

    function _retirement() private pure returns (IRetirementCertificate.Retirement memory) {
        return IRetirementCertificate.Retirement(RECEIVER, "details", IRetirementCertificate.UseCase.Voluntary, 0, false);
    }
}

/// @title The count of holds, by which a ledger without any saves its movements the look at them
contract HoldsProof {
    address private constant ONE = address(0xA11CE);
    address private constant OTHER = address(0xB0B);

    OpenLedger private _credit;

    function setUp() public {
        _credit = new OpenLedger(address(this));
    }

    /// @notice Must count a batch as held exactly while a hold stands on some account, whatever was set and lifted before.
    function check_the_count_hides_no_hold(uint64 first, uint64 second, uint64 third, bool held, bool still) public {
        _credit.setFrozenTokens(OTHER, 7, first);
        _assertCounted();
        _credit.setFrozenTokens(ONE, 7, second);
        _credit.holdForLoss(BatchId.wrap(7), ONE, held);
        _assertCounted();
        _credit.setFrozenTokens(ONE, 7, third);
        _credit.holdForLoss(BatchId.wrap(7), ONE, still);
        _assertCounted();
    }

    /// @dev Authority: whoever asks may.
    function canCall(address, address, bytes4) external pure returns (bool, uint32) {
        return (true, 0);
    }

    function _assertCounted() private view {
        bool any = _credit.getFrozenTokens(ONE, 7) != 0 || _credit.getFrozenTokens(OTHER, 7) != 0;
        assert(_credit.hasHolds(7) == any);
    }
}
