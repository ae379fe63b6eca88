// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ICreditRegistry as R} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet as Q} from "../../../contracts/interfaces/IVerifierSet.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {SpoiledReports} from "./SpoiledReports.sol";
import {vm} from "./Vm.sol";

/// @title Losses and immobilised blocks, valid or with exactly one fault, and the error that must refuse it
/// @dev The first SHARED_FAULTS of both tables are the same: what every report must be, whatever its kind.
abstract contract SpoiledReversals is SpoiledReports {
    uint256 internal constant SHARED_FAULTS = 14;
    uint256 internal constant LOSS_FAULTS = SHARED_FAULTS + 9;
    uint256 internal constant BLOCK_FAULTS = SHARED_FAULTS + 18;

    BatchId internal constant NO_BATCH = BatchId.wrap(type(uint128).max);

    uint64 internal nextSerial = 1_000;
    uint64[] internal usedStarts; // first serials of blocks that minted
    uint64 internal constant YEAR_STARTS_AT = 1_483_228_800; // 2017-01-01, where the vintage of our blocks begins

    function _validLoss(BatchId batch, uint64 lostKg, uint256 luck) internal returns (Submission memory s) {
        R.Batch memory facts = registry.batchOf(batch);
        s = _validSubmission(facts.project, luck);
        (s.door, s.lost) = (V.ReportKind.Loss, batch);
        V.Report memory r = s.report;
        (r.kind, r.periodStart, r.periodEnd) = (V.ReportKind.Loss, facts.vintageStart, facts.vintageEnd);
        (r.pointKg, r.lowerBoundKg) = (lostKg - uint64(luck % lostKg), lostKg);
        if (facts.origin == R.Origin.Bridged) r.modelHash = facts.reportHash; // its vintage has many batches
        s.signed = _attest(r, _quorum());
    }

    function _validBlock(ProjectId project, uint256 luck) internal returns (Submission memory s) {
        s = _validSubmission(project, luck);
        uint64 credits = 1 + uint64(luck % 40);
        s.door = V.ReportKind.Immobilisation;
        s.taken = _block(nextSerial, nextSerial + credits - 1);
        (s.firstSerial, s.hint) = (nextSerial, _below(nextSerial));
        nextSerial += credits + uint64(luck % 3);
        (s.report.kind, s.report.modelHash) = (V.ReportKind.Immobilisation, registry.blockHash(s.taken));
        (s.report.periodStart, s.report.periodEnd) = (YEAR_STARTS_AT, YEAR_STARTS_AT + 365 days);
        s.report.pointKg = s.report.lowerBoundKg = credits * 1_000;
        s.signed = _attest(s.report, _quorum());
    }

    function _spoiledLoss(Submission memory s, uint256 fault) internal view returns (Submission memory) {
        if (fault < SHARED_FAULTS) return _spoilShared(s, fault);
        s.refusal = _spoilLoss(s, fault - SHARED_FAULTS);
        s.signed = _attest(s.report, _quorum());
        return s;
    }

    function _spoiledBlock(Submission memory s, uint256 fault) internal view returns (Submission memory) {
        if (fault < SHARED_FAULTS) return _spoilShared(s, fault);
        fault -= SHARED_FAULTS;
        if (fault < 9) s.refusal = _spoilBlock(s, fault);
        else s.refusal = fault < 13 ? _spoilBlockPeriod(s.report, fault) : _spoilAgreement(s, fault);
        s.signed = _attest(s.report, _quorum());
        return s;
    }

    /// @dev First serial of the used block just below, as whoever submits would look it up; 0: none.
    function _below(uint64 start) internal view returns (uint64 hint) {
        for (uint256 i = usedStarts.length; i > 0 && hint == 0; --i) {
            if (usedStarts[i - 1] < start) hint = usedStarts[i - 1];
        }
    }

    /// @dev Keeps the list sorted, so that the search from its end is short.
    function _noteUsed(uint64 start) internal {
        usedStarts.push(start);
        for (uint256 i = usedStarts.length - 1; i > 0 && usedStarts[i] < usedStarts[i - 1]; --i) {
            (usedStarts[i], usedStarts[i - 1]) = (usedStarts[i - 1], usedStarts[i]);
        }
    }

    function _block(uint64 start, uint64 end) internal pure returns (R.ImmobilisedBlock memory) {
        string memory range = string.concat(vm.toString(start), "-", vm.toString(end));
        return R.ImmobilisedBlock(R.Standard.Verra, _serial(range, "TH", "01012017-31122017"), keccak256("receipt"));
    }

    function _serial(string memory range, string memory country, string memory vintage)
        private
        pure
        returns (string memory)
    {
        return string.concat("11-", range, "-VCS-VCU-262-VER-", country, "-1-101-", vintage, "-0");
    }

    function _spoilShared(Submission memory s, uint256 fault) private view returns (Submission memory) {
        V.Report memory r = s.report;
        if (fault < 11) {
            s.refusal = fault < 6 ? _spoilPlace(r, fault) : _spoilOrigin(r, fault);
            s.signed = _attest(r, _quorum());
            return s;
        }
        if (fault == 11) (s.caller, s.refusal) = (STRANGER, IAccessManaged.AccessManagedUnauthorized.selector);
        if (fault == 12) {
            r.deadline += 1; // after it was signed
            s.refusal = Q.InvalidAttestation.selector;
        }
        if (fault == 13) {
            Who[] memory two = new Who[](2);
            (two[0], two[1]) = (Who.SensorA, Who.ExpertA);
            (s.signed, s.refusal) = (_attest(r, two), Q.QuorumMissing.selector);
        }
        return s;
    }

    function _spoilPlace(V.Report memory r, uint256 fault) private view returns (bytes4) {
        if (fault == 0) {
            r.kind = V.ReportKind.Gain;
            return V.UnexpectedReportKind.selector;
        }
        if (fault == 1) {
            r.project = ProjectId.wrap(type(uint128).max);
            return R.ProjectUnknown.selector;
        }
        if (fault == 2) {
            r.nonce += 1;
            return V.UnexpectedNonce.selector;
        }
        if (fault == 3) {
            r.configDigest = keccak256("another verifier set");
            return V.StaleConfiguration.selector;
        }
        if (fault == 4) {
            r.deadline = clock;
            return V.DeadlinePassed.selector;
        }
        r.methodology = ENDED_RULE;
        return V.MethodologyMismatch.selector;
    }

    function _spoilOrigin(V.Report memory r, uint256 fault) private view returns (bytes4) {
        if (fault == 6) r.claimsRoot = keccak256("claims");
        if (fault == 7) r.claimsKg = 1;
        if (fault < 8) return V.ClaimsOutOfPlace.selector;
        if (fault == 8) r.dataRoot = keccak256("never sealed");
        if (fault == 9) r.dataSize += 1;
        if (fault == 10) r.dataRoot = lastUsedRoot;
        bool used = fault == 10 && lastUsedRoot != bytes32(0);
        return used ? V.DataRootUsed.selector : V.EvidenceNotSealed.selector;
    }

    function _spoilLoss(Submission memory s, uint256 fault) private view returns (bytes4) {
        V.Report memory r = s.report;
        if (fault == 0) {
            r.pointKg = r.lowerBoundKg + 1;
            return V.BoundBelowEstimate.selector;
        }
        if (fault == 1) r.pointKg = 0;
        if (fault == 2) (r.pointKg, r.lowerBoundKg) = (0, 0);
        if (fault < 3) return V.NothingToCredit.selector;
        if (fault == 3) {
            s.lost = NO_BATCH;
            return R.BatchUnknown.selector;
        }
        if (fault == 4) r.lowerBoundKg = credit.supplyOf(s.lost).issuedKg - pool.lostKg(s.lost) + 1;
        if (fault == 5) r.lowerBoundKg = type(uint64).max;
        if (fault < 6) return V.LossExceedsIssued.selector;
        if (fault == 6) r.periodStart += 1;
        if (fault == 7) r.periodEnd -= 1;
        if (fault == 8) r.project = FOREST;
        return V.BatchNotOfReport.selector;
    }

    function _spoilBlock(Submission memory s, uint256 fault) private view returns (bytes4) {
        V.Report memory r = s.report;
        if (fault == 0) r.modelHash = keccak256("another block");
        if (fault == 1) s.taken.receiptHash = keccak256("another receipt");
        if (fault == 2) s.taken = _block(nextSerial, nextSerial);
        if (fault < 3) return V.BlockNotOfReport.selector;
        if (fault == 3) r.lowerBoundKg -= 1;
        if (fault == 4) r.pointKg += 1;
        if (fault < 5) return V.BlockMassMismatch.selector;
        if (fault == 5) s.taken.standard = R.Standard.GoldStandard;
        if (fault == 6) s.taken.serial = string.concat(s.taken.serial, "0");
        if (fault < 7) return R.SerialMalformed.selector;
        if (fault == 7 || usedStarts.length == 0) {
            s.hint = nextSerial + 7;
            return R.NeighbourWrong.selector;
        }
        uint64 used = usedStarts[clock % usedStarts.length];
        (s.taken, s.hint) = (_block(used, used), used);
        return R.BlockOverlaps.selector;
    }

    function _spoilBlockPeriod(V.Report memory r, uint256 fault) private view returns (bytes4) {
        if (fault == 9) {
            r.periodEnd = r.periodStart;
            return V.EmptyPeriod.selector;
        }
        if (fault == 10) {
            r.periodEnd = clock + 1;
            return V.PeriodInFuture.selector;
        }
        r.periodStart = fault == 11 ? STARTS_AT - 1 : r.periodStart - 1;
        return r.periodStart < STARTS_AT ? V.PeriodBeforeProject.selector : R.VintageMismatch.selector;
    }

    /// @dev L-5.10: the signed serial is of another country, or prints another vintage than the period.
    function _spoilAgreement(Submission memory s, uint256 fault) private view returns (bytes4 refusal) {
        V.Report memory r = s.report;
        string memory range = string.concat(vm.toString(nextSerial), "-", vm.toString(nextSerial));
        refusal = R.VintageMismatch.selector;
        if (fault == 13) r.periodEnd += 1;
        if (fault == 14) (r.periodStart, r.periodEnd) = (r.periodStart - 1 days, r.periodEnd - 1 days);
        if (fault == 15) s.taken.serial = _serial(range, "TH", "01012017-30122017");
        if (fault == 16) s.taken.serial = _serial(range, "TH", "01012017-31022017");
        if (fault == 17) (s.taken.serial, refusal) = (_serial(range, "VN", "01012017-31122017"), R.CountryMismatch.selector);
        r.modelHash = registry.blockHash(s.taken);
        if (fault > 14) r.pointKg = r.lowerBoundKg = 1_000;
    }
}
