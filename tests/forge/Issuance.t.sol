// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IBufferPool as B} from "../../contracts/interfaces/IBufferPool.sol";
import {ICarbonCredit as C} from "../../contracts/interfaces/ICarbonCredit.sol";
import {ICooperativeClaims as D} from "../../contracts/interfaces/ICooperativeClaims.sol";
import {ICreditRegistry as R} from "../../contracts/interfaces/ICreditRegistry.sol";
import {IERC7943MultiToken as F} from "../../contracts/interfaces/IERC7943MultiToken.sol";
import {IMethodology as M} from "../../contracts/interfaces/IMethodology.sol";
import {IRetirementCertificate as K} from "../../contracts/interfaces/IRetirementCertificate.sol";
import {ISealRegistry as S} from "../../contracts/interfaces/ISealRegistry.sol";
import {IVerificationOracle as V} from "../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet as Q} from "../../contracts/interfaces/IVerifierSet.sol";
import {Everyone, Promises} from "./Promises.sol";

/// @title From reports through a challenge window of three days to retirement and allotment
contract IssuanceInvariants is Promises {
    function setUp() public {
        _begin("issuance");
        everyone = new Everyone(3 days);
        _target("register", everyone.register.selector);
        _target("changeVerifiers", everyone.changeVerifiers.selector);
        _target("sealRoot", everyone.sealRoot.selector);
        _target("supersede", everyone.supersede.selector);
        _target("nullify", everyone.nullify.selector);
        _target("submit", everyone.submit.selector);
        _target("finalise", everyone.finalise.selector);
        _target("challenge", everyone.challenge.selector);
        _target("judge", everyone.judge.selector);
        _target("release", everyone.release.selector);
        _target("withdrawBonds", everyone.withdrawBonds.selector);
        _target("submitLoss", everyone.submitLoss.selector);
        _target("submitBlock", everyone.submitBlock.selector);
        _target("setShare", everyone.setShare.selector);
        _target("repay", everyone.repay.selector);
        _target("claimShare", everyone.claimShare.selector);
        _target("transfer", everyone.transfer.selector);
        _target("retire", everyone.retire.selector);
        _target("cancel", everyone.cancel.selector);
        _target("allot", everyone.allot.selector);
        _target("intrude", everyone.intrude.selector);
    }

    /// @notice Must keep I-1 to I-5, I-8 and every foretold outcome, whatever is done in whatever order; judged at the end of a run.
    /// forge-config: default.invariant.runs = 21
    /// forge-config: long.invariant.runs = 210
    function invariant_issuance() public view {}

    function afterInvariant() public {
        _check();
        if (_isReplay()) return;
        _countRun();
        _checkLively();
        _checkOracleGuards();
        _checkClaimGuards();
        _checkVerifierGuards();
        _checkOtherGuards();
    }

    function _checkOracleGuards() private {
        _checkSeen("UnexpectedReportKind", V.UnexpectedReportKind.selector);
        _checkSeen("ClaimsOutOfPlace", V.ClaimsOutOfPlace.selector);
        _checkSeen("ClaimsNotSealed", V.ClaimsNotSealed.selector);
        _checkSeen("ClaimsNotExact", V.ClaimsNotExact.selector);
        _checkSeen("ClaimsNeedKilograms", V.ClaimsNeedKilograms.selector);
        _checkSeen("BoundAboveEstimate", V.BoundAboveEstimate.selector);
        _checkSeen("BoundBelowEstimate", V.BoundBelowEstimate.selector);
        _checkSeen("NothingToCredit", V.NothingToCredit.selector);
        _checkSeen("LossExceedsIssued", V.LossExceedsIssued.selector);
        _checkSeen("BatchNotOfReport", V.BatchNotOfReport.selector);
        _checkSeen("OriginMismatch", V.OriginMismatch.selector);
        _checkSeen("RootSuperseded", V.RootSuperseded.selector);
        _checkSeen("BlockNotOfReport", V.BlockNotOfReport.selector);
        _checkSeen("BlockMassMismatch", V.BlockMassMismatch.selector);
        _checkSeen("EmptyPeriod", V.EmptyPeriod.selector);
        _checkSeen("PeriodInFuture", V.PeriodInFuture.selector);
        _checkSeen("PeriodBeforeProject", V.PeriodBeforeProject.selector);
        _checkSeen("PeriodOverlaps", V.PeriodOverlaps.selector);
        _checkSeen("EvidenceNotSealed", V.EvidenceNotSealed.selector);
        _checkSeen("DataRootUsed", V.DataRootUsed.selector);
        _checkSeen("MethodologyMismatch", V.MethodologyMismatch.selector);
        _checkSeen("MethodologyNotValid", V.MethodologyNotValid.selector);
        _checkSeen("UnexpectedNonce", V.UnexpectedNonce.selector);
        _checkSeen("StaleConfiguration", V.StaleConfiguration.selector);
        _checkSeen("OracleStale", V.OracleStale.selector);
        _checkSeen("DeadlinePassed", V.DeadlinePassed.selector);
    }

    function _checkClaimGuards() private {
        _checkSeen("ClaimOpen", V.ClaimOpen.selector);
        _checkSeen("ClaimUnknown", V.ClaimUnknown.selector);
        _checkSeen("UnexpectedClaimStatus", V.UnexpectedClaimStatus.selector);
        _checkSeen("WindowOpen", V.WindowOpen.selector);
        _checkSeen("WindowClosed", V.WindowClosed.selector);
        _checkSeen("GroundsMissing", V.GroundsMissing.selector);
        _checkSeen("BondWrong", V.BondWrong.selector);
        _checkSeen("RulingTimeOver", V.RulingTimeOver.selector);
        _checkSeen("ClaimStands", V.ClaimStands.selector);
        _checkSeen("ClaimExpired", V.ClaimExpired.selector);
        _checkSeen("SignerIsRevoked", V.SignerIsRevoked.selector);
        _checkSeen("NoBonds", V.NoBonds.selector);
        _checkSeen("ShareTooLarge", B.ShareTooLarge.selector);
        _checkSeen("AssessmentMissing", B.AssessmentMissing.selector);
        _checkSeen("RepaymentExceedsDebt", B.RepaymentExceedsDebt.selector);
        _checkSeen("LossUnknown", B.LossUnknown.selector);
        _checkSeen("ClaimedAlready", D.ClaimedAlready.selector);
        _checkSeen("ClaimNotInRoot", D.ClaimNotInRoot.selector);
        _checkSeen("ClaimsUnknown", D.ClaimsUnknown.selector);
    }

    function _checkVerifierGuards() private {
        _checkSeen("SignersNotIncreasing", Q.SignersNotIncreasing.selector);
        _checkSeen("VerifierUnknown", Q.VerifierUnknown.selector);
        _checkSeen("VerifierExpired", Q.VerifierExpired.selector);
        _checkSeen("VerifierOutOfScope", Q.VerifierOutOfScope.selector);
        _checkSeen("VerifierInConflict", Q.VerifierInConflict.selector);
        _checkSeen("LayerMismatch", Q.LayerMismatch.selector);
        _checkSeen("OrganisationRepeated", Q.OrganisationRepeated.selector);
        _checkSeen("InvalidAttestation", Q.InvalidAttestation.selector);
        _checkSeen("QuorumMissing", Q.QuorumMissing.selector);
        _checkSeen("InvalidVerifier", Q.InvalidVerifier.selector);
        _checkSeen("InvalidThreshold", Q.InvalidThreshold.selector);
        _checkSeen("ConflictWithSelf", Q.ConflictWithSelf.selector);
    }

    function _checkOtherGuards() private {
        _checkSeen("AboveDailyCap", M.AboveDailyCap.selector);
        _checkSeen("ProjectKindMismatch", M.ProjectKindMismatch.selector);
        _checkSeen("PeriodTooLong", M.PeriodTooLong.selector);
        _checkSeen("BatchUnknown", R.BatchUnknown.selector);
        _checkSeen("CountryMismatch", R.CountryMismatch.selector);
        _checkSeen("VintageMismatch", R.VintageMismatch.selector);
        _checkSeen("BlockOverlaps", R.BlockOverlaps.selector);
        _checkSeen("NeighbourWrong", R.NeighbourWrong.selector);
        _checkSeen("SerialMalformed", R.SerialMalformed.selector);
        _checkSeen("ERC7943InsufficientUnfrozenBalance", F.ERC7943InsufficientUnfrozenBalance.selector);
        _checkSeen("ProjectUnknown", R.ProjectUnknown.selector);
        _checkSeen("ProjectExists", R.ProjectExists.selector);
        _checkSeen("MethodologyUnknown", R.MethodologyUnknown.selector);
        _checkSeen("InvalidField", R.InvalidField.selector);
        _checkSeen("CallerNotOracle", R.CallerNotOracle.selector);
        _checkSeen("InsufficientCredits", C.InsufficientCredits.selector);
        _checkSeen("NotWholeCredits", C.NotWholeCredits.selector);
        _checkSeen("ZeroKilograms", C.ZeroKilograms.selector);
        _checkSeen("CallerNotApproved", C.CallerNotApproved.selector);
        _checkSeen("CallerNotOracle", C.CallerNotOracle.selector);
        _checkSeen("CallerNotLedger", K.CallerNotLedger.selector);
        _checkSeen("CertificateLocked", K.CertificateLocked.selector);
        _checkSeen("SealUnknown", S.SealUnknown.selector);
        _checkSeen("KindMismatch", S.KindMismatch.selector);
        _checkSeen("NotLater", S.NotLater.selector);
        _checkSeen("SealAlreadySuperseded", S.SealAlreadySuperseded.selector);
        _checkSeen("CertificateUnknown", K.CertificateUnknown.selector);
        _checkSeen("CallerNotBeneficiary", K.CallerNotBeneficiary.selector);
        _checkSeen("EmptyDetails", K.EmptyDetails.selector);
        _checkSeen("EmptySubject", K.EmptySubject.selector);
        _checkSeen("AllotmentExceedsRetired", K.AllotmentExceedsRetired.selector);
        _checkSeen("ZeroRoot", S.ZeroRoot.selector);
        _checkSeen("ZeroSize", S.ZeroSize.selector);
        _checkSeen("RootSealed", S.RootSealed.selector);
        _checkSeen("ZeroNullifier", S.ZeroNullifier.selector);
        _checkSeen("NullifierUsed", S.NullifierUsed.selector);
        _checkSeen("AccessManagedUnauthorized", IAccessManaged.AccessManagedUnauthorized.selector);
        _checkSeen("ERC1155InvalidReceiver", IERC1155Errors.ERC1155InvalidReceiver.selector);
        _checkSeen("ERC1155MissingApprovalForAll", IERC1155Errors.ERC1155MissingApprovalForAll.selector);
    }
}
