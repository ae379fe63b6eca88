// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IMethodology} from "../../../contracts/interfaces/IMethodology.sol";
import {ICreditRegistry} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {ISealRegistry} from "../../../contracts/interfaces/ISealRegistry.sol";
import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet as Q} from "../../../contracts/interfaces/IVerifierSet.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {Reports} from "./Reports.sol";
import {SpoiledSignatures} from "./SpoiledSignatures.sol";
import {TypedData} from "./TypedData.sol";
import {vm} from "./Vm.sol";

/// @title A valid submission with exactly one fault, and the error that must refuse it
/// @dev Faults below REPORT_FAULTS are in the report and rightly signed over; the others are in who signs, what and how.
abstract contract SpoiledReports is Reports {
    struct Submission {
        V.ReportKind door;
        V.Report report;
        Q.Attestation[] signed;
        BatchId lost; // of a loss
        ICreditRegistry.ImmobilisedBlock taken; // of an immobilisation
        uint64 firstSerial;
        uint64 hint;
        address caller;
        bytes4 refusal; // zero: accepted
    }

    uint256 internal constant REPORT_FAULTS = 26;
    uint256 internal constant SUBMISSION_FAULTS = 57;
    uint256 internal constant OVERLAP = 12; // the fault of a period that begins before the last one ended

    bytes32 internal lastUsedRoot;

    function _validSubmission(ProjectId project, uint256 luck) internal returns (Submission memory s) {
        s.report = _nextReport(project, luck);
        s.signed = _attest(s.report, _quorum());
        s.caller = OPERATOR;
    }

    function _submitCall(Submission memory s) internal pure returns (bytes memory) {
        if (s.door == V.ReportKind.Loss) return abi.encodeCall(V.submitLoss, (s.report, s.signed, s.lost));
        if (s.door == V.ReportKind.Gain) return abi.encodeCall(V.submit, (s.report, s.signed));
        return abi.encodeCall(V.submitImmobilisation, (s.report, s.signed, s.taken, s.hint));
    }

    function _spoiledSubmission(ProjectId project, uint256 luck, uint256 fault)
        internal
        returns (Submission memory s)
    {
        s = _validSubmission(project, luck);
        if (fault < REPORT_FAULTS) {
            if (fault < 8) s.refusal = _spoilMasses(s.report, fault);
            else if (fault < 14) s.refusal = _spoilPeriod(s.report, fault);
            else if (fault < 20) s.refusal = _spoilEvidence(s.report, fault);
            else s.refusal = _spoilSubject(s.report, fault);
            s.signed = _attest(s.report, _quorum());
        } else if (fault < 38) {
            (s.signed, s.refusal) = _spoilPeople(s.report, fault);
        } else if (fault < 46) {
            s.refusal = _spoilSignature(s, fault);
        } else if (fault < 56) {
            _spoilSigned(s.report, fault);
            s.refusal = Q.InvalidAttestation.selector;
        } else {
            s.caller = STRANGER;
            s.refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        }
    }

    function _spoilMasses(V.Report memory r, uint256 fault) private view returns (bytes4) {
        if (fault == 0) r.kind = V.ReportKind.Loss;
        if (fault == 1) r.kind = V.ReportKind.Immobilisation;
        if (fault < 2) return V.UnexpectedReportKind.selector;
        if (fault == 2) {
            (r.claimsRoot, r.claimsKg) = (keccak256("claims"), 1_000);
            bool whole = registry.projectOf(r.project).wholeTonneOnly;
            return whole ? V.ClaimsNeedKilograms.selector : V.ClaimsNotSealed.selector;
        }
        if (fault == 3) r.claimsKg = 1;
        if (fault < 4) return V.ClaimsOutOfPlace.selector;
        if (fault == 4) r.lowerBoundKg = r.pointKg + 1;
        if (fault == 5) r.lowerBoundKg = type(uint64).max;
        if (fault < 6) return V.BoundAboveEstimate.selector;
        if (fault == 6) {
            r.lowerBoundKg = 0;
            return V.NothingToCredit.selector;
        }
        r.pointKg = DAILY_CAP_KG * ((r.periodEnd - r.periodStart) / 1 days) + 1;
        return IMethodology.AboveDailyCap.selector;
    }

    function _spoilPeriod(V.Report memory r, uint256 fault) private view returns (bytes4) {
        if (fault == 8) {
            r.periodEnd = r.periodStart;
            return V.EmptyPeriod.selector;
        }
        if (fault == 9) {
            (r.periodStart, r.periodEnd) = (r.periodEnd, r.periodStart);
            return V.EmptyPeriod.selector;
        }
        if (fault == 10) {
            r.periodEnd = clock + 1;
            return V.PeriodInFuture.selector;
        }
        if (fault == 11) {
            r.periodStart = STARTS_AT - 1;
            return V.PeriodBeforeProject.selector;
        }
        if (fault == OVERLAP) {
            r.periodStart -= 1; // by one second, whatever was verified before
            return r.periodStart < STARTS_AT ? V.PeriodBeforeProject.selector : V.PeriodOverlaps.selector;
        }
        r.periodEnd = r.periodStart + 366 days + 1;
        return r.periodEnd > clock ? V.PeriodInFuture.selector : IMethodology.PeriodTooLong.selector;
    }

    function _spoilEvidence(V.Report memory r, uint256 fault) private returns (bytes4) {
        if (fault == 14) r.dataRoot = keccak256("never sealed");
        if (fault == 15) r.dataSize += 1;
        if (fault == 16) r.dataRoot = _sealEvidence(ISealRegistry.Kind.Report, r.dataSize);
        if (fault == 17) r.dataRoot = bytes32(0);
        if (fault < 18) return V.EvidenceNotSealed.selector;
        if (fault == 18) {
            r.dataRoot = lastUsedRoot;
            return lastUsedRoot == bytes32(0) ? V.EvidenceNotSealed.selector : V.DataRootUsed.selector;
        }
        r.methodology = ENDED_RULE; // registered, but not the project's
        return V.MethodologyMismatch.selector;
    }

    function _spoilSubject(V.Report memory r, uint256 fault) private view returns (bytes4) {
        if (fault == 20) {
            r.nonce += 1;
            return V.UnexpectedNonce.selector;
        }
        if (fault == 21) {
            r.configDigest = keccak256("another verifier set");
            return V.StaleConfiguration.selector;
        }
        if (fault == 22) {
            r.deadline = clock;
            return V.DeadlinePassed.selector;
        }
        r.nonce = 0;
        r.periodStart = STARTS_AT;
        r.periodEnd = STARTS_AT + 1 days;
        r.pointKg = r.lowerBoundKg = 1_000;
        if (fault == 23) {
            r.project = ProjectId.wrap(type(uint128).max);
            return ICreditRegistry.ProjectUnknown.selector;
        }
        if (fault == 24) {
            r.project = FOREST;
            return IMethodology.ProjectKindMismatch.selector;
        }
        r.project = UNDER_ENDED_RULE;
        r.methodology = ENDED_RULE;
        return V.MethodologyNotValid.selector;
    }

    /// @dev 26 to 37: everyone signs rightly, but it is not the quorum.
    function _spoilPeople(V.Report memory r, uint256 fault)
        private
        view
        returns (Q.Attestation[] memory signed, bytes4 refusal)
    {
        Who[] memory people = _quorum();
        if (fault <= 28) {
            people = _without(people, fault - 26); // the sensor, the model, the expert
            return (_attest(r, people), Q.QuorumMissing.selector);
        }
        if (fault == 29) return (new Q.Attestation[](0), Q.QuorumMissing.selector);
        if (fault == 30) {
            people[1] = people[0]; // the same signer twice
            return (_attest(r, people), Q.SignersNotIncreasing.selector);
        }
        if (fault == 31) {
            signed = _attest(r, people);
            (signed[0], signed[1]) = (signed[1], signed[0]);
            return (signed, Q.SignersNotIncreasing.selector);
        }
        people[2] = Who(fault - 32 + uint256(Who.ExpertOfSensorA)); // instead of the expert
        signed = _attest(r, people);
        if (fault == 32) return (signed, Q.OrganisationRepeated.selector);
        if (fault <= 34) return (signed, Q.VerifierOutOfScope.selector);
        if (fault == 35) return (signed, Q.VerifierExpired.selector);
        if (fault == 36) return (signed, Q.VerifierInConflict.selector);
        return _ownerOrStranger(r, people);
    }

    /// @dev Projects of the first absorber are refused for their owner's own hand, the others' for a stranger's.
    function _ownerOrStranger(V.Report memory r, Who[] memory people)
        private
        view
        returns (Q.Attestation[] memory, bytes4)
    {
        if (registry.projectOf(r.project).owner == addressOf(Who.Owner)) {
            return (_attest(r, people), Q.VerifierInConflict.selector);
        }
        people[2] = Who.Unknown;
        return (_attest(r, people), Q.VerifierUnknown.selector);
    }

    /// @dev 38 to 45: the right people, one signature of which is not what it must be.
    function _spoilSignature(Submission memory s, uint256 fault) private view returns (bytes4) {
        Q.Attestation memory one = s.signed[clock % s.signed.length];
        if (fault == 38) {
            one.layer = Q.Layer((uint8(one.layer) + 1) % 3);
            return Q.LayerMismatch.selector;
        }
        (uint256 key, bytes32 organisation) = _signerOf(one.signer);
        bytes32 hash = TypedData.ofReport(s.report);
        address door = address(verifiers);
        uint256 chainId = block.chainid;
        Q.Layer layer = one.layer;
        if (fault == 39) key = keyOf(Who.Unknown);
        if (fault == 40) chainId += 1;
        if (fault == 41) door = address(oracle);
        if (fault == 42) layer = Q.Layer((uint8(layer) + 1) % 3);
        if (fault == 43) organisation = keccak256("another organisation");
        one.signature = _sign(key, TypedData.ofAttestation(chainId, door, hash, layer, organisation));
        if (fault == 44) one.signature = SpoiledSignatures.mirrored(one.signature);
        if (fault == 45) one.signature = SpoiledSignatures.cut(one.signature, clock);
        return Q.InvalidAttestation.selector;
    }

    function _signerOf(address signer) private view returns (uint256 key, bytes32 organisation) {
        for (uint256 i = 0; i < PEOPLE; ++i) {
            if (addressOf(Who(i)) == signer) return (keyOf(Who(i)), organisationOf(Who(i)));
        }
    }

    /// @dev 46 to 55: a field is changed after it was signed, to a value that would itself be accepted.
    function _spoilSigned(V.Report memory r, uint256 fault) private {
        bool whole = r.lowerBoundKg == r.pointKg;
        if (fault == 46) r.pointKg += 1;
        if (fault == 47) r.lowerBoundKg = r.lowerBoundKg > 1 ? r.lowerBoundKg - 1 : 2;
        if (fault == 48) r.modelHash = keccak256("another model");
        if (fault == 49) r.modelHash = bytes32(0);
        if (fault == 50) r.deadline += 1;
        if (fault == 51) r.deadline = type(uint64).max;
        if (fault == 52) r.periodStart += 1;
        if (fault == 53) r.periodEnd -= 1;
        if (fault == 54) r.dataRoot = _sealEvidence(ISealRegistry.Kind.Evidence, r.dataSize);
        if (fault == 55) r.lowerBoundKg = whole ? r.pointKg - 1 : r.pointKg;
    }

    function _without(Who[] memory people, uint256 layer) private pure returns (Who[] memory rest) {
        uint256 kept = 0;
        rest = new Who[](people.length);
        for (uint256 i = 0; i < people.length; ++i) {
            if (uint256(layerOf(people[i])) != layer) rest[kept++] = people[i];
        }
        assembly ("memory-safe") {
            mstore(rest, kept)
        }
    }
}
