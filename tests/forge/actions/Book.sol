// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet as Q} from "../../../contracts/interfaces/IVerifierSet.sol";
import {ICreditRegistry as R} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {TypedData} from "../world/TypedData.sol";
import {Sealing} from "./Sealing.sol";

/// @title What was claimed, disputed, verified and owed, kept a second time from the words of the specification
abstract contract Book is Sealing {
    uint256 internal constant NONE = type(uint256).max;

    struct Period {
        uint64 start;
        uint64 end;
    }

    struct Pending {
        bytes32 report;
        V.Report said;
        BatchId lost;
        R.ImmobilisedBlock taken;
        uint64 firstSerial;
        uint64 submittedAt;
        uint64 finalisableAt;
        address challenger; // zero: open
        uint64 challengedAt;
    }

    struct Debt {
        bytes32 report;
        uint64 kg;
    }

    mapping(ProjectId project => Period[]) internal periods; // of what was measured
    mapping(ProjectId project => R.Origin) public originOf;
    mapping(ProjectId project => uint256) public lowerBoundsKg; // of gains and blocks that were finalised
    mapping(ProjectId project => uint256) public pointsKg;
    mapping(ProjectId project => uint256) public deductedKg; // of lower bounds, for debts
    mapping(ProjectId project => uint64) public carriedKg;
    mapping(ProjectId project => uint64) public debtKg;
    mapping(ProjectId project => uint16) internal shareBps;
    mapping(ProjectId project => uint64) internal carriedShareKg;
    mapping(BatchId batch => uint64) internal lostKg;
    uint64 public pooledKg; // what the pool holds, over all batches
    mapping(bytes32 report => bool) public hasQuorum;
    mapping(bytes32 root => bool) internal countedRoot;
    mapping(ProjectId project => bool) internal hasOpenClaim;
    mapping(address account => uint256) public bonds;
    uint256 internal uncollected; // sum of all bonds
    mapping(address verifier => uint64) internal revokedTime;
    mapping(bytes32 report => address[]) private _signers;
    mapping(ProjectId project => Debt[]) internal debts; // oldest first
    BatchId[] internal reversible; // every batch of a project that may lose
    Pending[] internal pending;
    bytes32 internal lastFinalised;
    bytes32 internal lastVoid;

    function periodsOf(ProjectId project) external view returns (Period[] memory) {
        return periods[project];
    }

    /// @dev L-4.6: what the oracle must hold: what was not collected, and the bonds of open challenges.
    function bondsToHold() external view returns (uint256 sum) {
        sum = uncollected;
        for (uint256 i = 0; i < pending.length; ++i) {
            if (pending[i].challenger != address(0)) sum += BOND;
        }
    }

    function _noteSubmitted(Submission memory s, bytes32 report) internal {
        ProjectId project = s.report.project;
        _promise(report == TypedData.ofReport(s.report), "the oracle hashes what was signed");
        _promise(_isQuorum(s.report, s.signed), "I-5: every accepted report has a quorum");
        _promise(!countedRoot[s.report.dataRoot], "I-2: a reading is counted once");
        _promise(!hasOpenClaim[project], "one claim of a project is open");
        countedRoot[s.report.dataRoot] = true;
        for (uint256 i = 0; i < s.signed.length; ++i) {
            _signers[report].push(s.signed[i].signer);
        }
        Pending storage one = pending.push();
        (one.report, one.said, one.lost, one.taken) = (report, s.report, s.lost, s.taken);
        (one.submittedAt, one.finalisableAt) = (clock, clock + oracle.challengeWindowS());
        if (s.door == V.ReportKind.Immobilisation) one.firstSerial = s.firstSerial;
        hasOpenClaim[project] = true;
    }

    /// @dev Takes a void claim out: its period and root are free again.
    function _noteVoid(uint256 position) internal {
        Pending memory one = pending[position];
        countedRoot[one.said.dataRoot] = false;
        lastVoid = one.report;
        _takeOut(position);
        _promise(!oracle.isDataRootUsed(one.said.dataRoot), "a void claim frees its root");
    }

    /// @dev Takes a final claim out, and counts what it verified.
    function _noteFinalised(uint256 position, BatchId batch) internal {
        Pending memory one = pending[position];
        _takeOut(position);
        ProjectId project = one.said.project;
        (lastFinalised, lastUsedRoot, hasQuorum[one.report]) = (one.report, one.said.dataRoot, true);
        if (one.said.kind == V.ReportKind.Loss) return;
        bool reserve = ProjectId.unwrap(project) >= ProjectId.unwrap(projects[RESERVE]);
        if (BatchId.unwrap(batch) != 0 && !reserve) reversible.push(batch);

        lowerBoundsKg[project] += one.said.lowerBoundKg;
        pointsKg[project] += one.said.pointKg;
        bool bridged = one.said.kind == V.ReportKind.Immobilisation;
        _noteOrigin(project, bridged ? R.Origin.Bridged : R.Origin.Native);
        if (bridged) return _noteUsed(one.firstSerial);
        periods[project].push(Period(one.said.periodStart, one.said.periodEnd));
        uint64 mintedKg = _creditNow(project, one.said.lowerBoundKg);
        _promise((BatchId.unwrap(batch) != 0) == (mintedKg > 0), "a batch opens if something mints");
    }

    function _noteOrigin(ProjectId project, R.Origin origin) private {
        bool first = originOf[project] == R.Origin.Unspecified;
        _promise(first || originOf[project] == origin, "I-2: a project is measured or bridged");
        originOf[project] = origin;
    }

    function _takeOut(uint256 position) private {
        hasOpenClaim[pending[position].said.project] = false;
        pending[position] = pending[pending.length - 1];
        pending.pop();
    }

    /// @dev Debts first, oldest first; then whole credits; then the pool's share of them, rounded up.
    function _creditNow(ProjectId project, uint64 lowerBoundKg) private returns (uint64 mintedKg) {
        uint64 quantity = lowerBoundKg + carriedKg[project];
        uint64 paid = quantity < debtKg[project] ? quantity : debtKg[project];
        deductedKg[project] += paid;
        _payDebts(project, paid);
        carriedKg[project] = (quantity - paid) % 1_000;
        mintedKg = quantity - paid - carriedKg[project];
        if (shareBps[project] == 0 || mintedKg == 0) return mintedKg;
        uint64 accruedKg = carriedShareKg[project] + uint64(_ceil(mintedKg, shareBps[project]));
        carriedShareKg[project] = accruedKg % 1_000;
        pooledKg += accruedKg - accruedKg % 1_000;
    }

    function _payDebts(ProjectId project, uint64 kg) private {
        for (uint256 i = 0; i < debts[project].length && kg > 0; ++i) {
            uint64 part = debts[project][i].kg < kg ? debts[project][i].kg : kg;
            kg -= part;
            _payDebt(project, i, part);
        }
    }

    function _payDebt(ProjectId project, uint256 position, uint64 kg) internal {
        debts[project][position].kg -= kg;
        debtKg[project] -= kg;
    }

    /// @dev What would mint to the members of a cooperative now.
    function _mintableKg(ProjectId project, uint64 lowerBoundKg) internal view returns (uint64) {
        uint64 quantity = lowerBoundKg + carriedKg[project];
        quantity = quantity > debtKg[project] ? quantity - debtKg[project] : 0;
        uint64 mintedKg = quantity / 1_000 * 1_000;
        uint256 share = carriedShareKg[project] + _ceil(mintedKg, shareBps[project]);
        return mintedKg - uint64(share / 1_000 * 1_000);
    }

    function _ceil(uint64 kg, uint16 bps) private pure returns (uint256) {
        return (uint256(kg) * bps + 9_999) / 10_000;
    }

    function _owe(address account) internal {
        bonds[account] += BOND;
        uncollected += BOND;
    }

    /// @dev L-4.2: the owner's, but of a loss, which an owner could else put off, the first signer's.
    function _receiverOf(Pending memory one) internal view returns (address) {
        bool loss = one.said.kind == V.ReportKind.Loss;
        return loss ? _signers[one.report][0] : registry.projectOf(one.said.project).owner;
    }

    function _isRevoked(Pending memory one) internal view returns (bool) {
        address[] storage signers = _signers[one.report];
        for (uint256 i = 0; i < signers.length; ++i) {
            if (revokedTime[signers[i]] >= one.submittedAt) return true;
        }
        return false;
    }

    /// @dev How a stranger's finalise must end now; zero: it succeeds.
    function _foretellFinalise(Pending memory one) internal view returns (bytes4) {
        if (one.challenger != address(0)) return V.UnexpectedClaimStatus.selector;
        if (clock < one.finalisableAt) return V.WindowOpen.selector;
        if (clock >= one.finalisableAt + CLAIM_LIFETIME_S) return V.ClaimExpired.selector;
        if (_isRevoked(one)) return V.SignerIsRevoked.selector;
        bool short = one.said.claimsKg > _mintableKg(one.said.project, one.said.lowerBoundKg);
        return one.said.claimsRoot != 0 && short ? V.ClaimsNotExact.selector : bytes4(0);
    }

    function _canRelease(Pending memory one) internal view returns (bool) {
        return clock >= _endOf(one) || _isRevoked(one);
    }

    /// @dev When nobody can decide the claim any more.
    function _endOf(Pending memory one) internal pure returns (uint64) {
        return one.challenger == address(0) ? one.finalisableAt + CLAIM_LIFETIME_S : one.challengedAt + RULING_TIME_S;
    }
}
