// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";

import {ICooperativeClaims} from "./interfaces/ICooperativeClaims.sol";
import {IVerificationOracle} from "./interfaces/IVerificationOracle.sol";
import {MerkleProof6962} from "./libraries/MerkleProof6962.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";

/// @title Claims of the members of a cooperative
contract CooperativeClaims is ICooperativeClaims, ERC1155Holder {
    /// @dev One slot per batch.
    struct Surplus {
        address owner;
        uint64 kg;
    }

    bytes32 private constant CLAIM_TAG = "CarboniX/claim/1";

    address public immutable oracle;
    IERC1155 public immutable credit;

    mapping(BatchId batch => Cooperative) private _cooperatives;
    mapping(BatchId batch => Surplus) private _surpluses;
    mapping(BatchId batch => mapping(uint256 word => uint256 bits)) private _claimed;

    modifier onlyOracle() {
        if (msg.sender != oracle) revert CallerNotOracle(msg.sender, oracle);
        _;
    }

    constructor(address oracle_, IERC1155 credit_) {
        if (oracle_ == address(0)) revert ZeroAddress("oracle");
        if (address(credit_) == address(0)) revert ZeroAddress("credit");

        oracle = oracle_;
        credit = credit_;
    }

    /// @inheritdoc ICooperativeClaims
    function open(
        BatchId batch,
        ProjectId project,
        uint64 periodStart,
        uint64 periodEnd,
        bytes32 root,
        uint64 size,
        uint64 totalKg
    ) external onlyOracle {
        _cooperatives[batch] = Cooperative(project, periodStart, periodEnd, root, size, totalKg, 0);
        emit ClaimsOpened(batch, project, root, size, totalKg);
    }

    /// @inheritdoc ICooperativeClaims
    function setAside(BatchId batch, address owner, uint64 kg) external onlyOracle {
        _surpluses[batch] = Surplus(owner, kg);
        emit SurplusSetAside(batch, owner, kg);
    }

    /// @inheritdoc ICooperativeClaims
    function collectSurplus(BatchId batch) external {
        Surplus memory surplus = _surpluses[batch];
        if (surplus.kg == 0) revert SurplusMissing(batch);

        delete _surpluses[batch];
        emit SurplusCollected(batch, surplus.owner, surplus.kg);
        credit.safeTransferFrom(address(this), surplus.owner, BatchId.unwrap(batch), surplus.kg, "");
    }

    /// @inheritdoc ICooperativeClaims
    function claim(BatchId batch, uint64 index, address holder, uint64 kg, bytes32[] calldata path) external {
        Cooperative storage known = _cooperatives[batch];
        if (known.size == 0) revert ClaimsUnknown(batch);
        if (kg == 0) revert ZeroKilograms();
        if (holder == address(0)) revert ZeroAddress("holder");
        if (isClaimed(batch, index)) revert ClaimedAlready(batch, index);
        bytes32 leaf = MerkleProof6962.leafHash(_leaf(known, index, holder, kg));
        if (MerkleProof6962.rootOf(leaf, index, known.size, path) != known.root) revert ClaimNotInRoot(batch, index);
        uint64 claimedKg = known.claimedKg;
        if (kg > known.totalKg - claimedKg) revert ClaimsExceeded(batch, known.totalKg, claimedKg, kg);

        _claimed[batch][index >> 8] |= 1 << (index & 0xff);
        known.claimedKg = claimedKg + kg;
        emit KilogramsClaimed(batch, holder, index, kg, claimedKg + kg);
        credit.safeTransferFrom(address(this), holder, BatchId.unwrap(batch), kg, "");
    }

    /// @inheritdoc ICooperativeClaims
    function cooperativeOf(BatchId batch) external view returns (Cooperative memory) {
        return _cooperatives[batch];
    }

    /// @inheritdoc ICooperativeClaims
    function surplusOf(BatchId batch) external view returns (address owner, uint64 kg) {
        Surplus memory surplus = _surpluses[batch];
        return (surplus.owner, surplus.kg);
    }

    /// @inheritdoc ICooperativeClaims
    function isClaimed(BatchId batch, uint64 index) public view returns (bool) {
        return _claimed[batch][index >> 8] >> (index & 0xff) & 1 == 1;
    }

    /// @dev The mint of the ledger, and nothing else.
    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes memory data)
        public
        override
        returns (bytes4)
    {
        _requireMint(from);
        return super.onERC1155Received(operator, from, id, value, data);
    }

    /// @dev As for one batch.
    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] memory ids,
        uint256[] memory values,
        bytes memory data
    ) public override returns (bytes4) {
        _requireMint(from);
        return super.onERC1155BatchReceived(operator, from, ids, values, data);
    }

    function _leaf(Cooperative storage known, uint64 index, address holder, uint64 kg)
        private
        view
        returns (bytes memory)
    {
        return abi.encode(
            CLAIM_TAG,
            block.chainid,
            address(this),
            IVerificationOracle.ReportKind.Gain,
            known.project,
            known.periodStart,
            known.periodEnd,
            index,
            holder,
            kg
        );
    }

    function _requireMint(address from) private view {
        if (msg.sender != address(credit)) revert CallerNotLedger(msg.sender, address(credit));
        if (from != address(0)) revert StrayCredits(from);
    }
}
