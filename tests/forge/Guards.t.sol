// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ISealRegistry as S} from "../../contracts/interfaces/ISealRegistry.sol";
import {BatchId, ProjectId} from "../../contracts/types/Ids.sol";
import {Figures} from "./world/Figures.sol";
import {SpoiledReversals} from "./world/SpoiledReversals.sol";
import {TypedData} from "./world/TypedData.sol";
import {vm} from "./world/Vm.sol";

/// @title What each guard between a report and its credits costs, as a transaction of its own
/// @dev Runs with `--isolate`, like the other figures, in an oracle with a window of three days that has run for a while: every
///      project has a claim, a batch and a remainder behind it. Writes build/forge/guards.json.
contract GuardGasFigures is SpoiledReversals, Figures {
    bytes32 private constant WORDS = keccak256("grounds or reason");
    uint256 private constant LUCK = 8;

    function setUp() public {
        _deploy(3 days);
        _accreditAll();
        for (uint256 i = 0; i < 4; ++i) {
            _finalise(_submit(_validSubmission(projects[i], LUCK)));
        }
        vm.prank(REGISTRAR);
        pool.setShare(projects[1], 1_000, WORDS);
        _finalise(_submit(_validSubmission(projects[1], LUCK)));
    }

    /// @notice Must measure every guarded verb that the snapshot names.
    function test_measure_every_guard() public {
        _measureQuorum();
        _measureMints();
        _measureDispute();
        _measureLoss();
        _measureBlock();
        _writeFigures("build/forge/guards.json");
    }

    /// @dev The quorum alone, as if anyone asked for it: base fee and call data are in it.
    function _measureQuorum() private {
        Submission memory s = _validSubmission(projects[0], LUCK);
        _passTime(1);
        vm.prank(OPERATOR);
        oracle.heartbeat();
        _note("heartbeat");
        verifiers.requireQuorum(TypedData.ofReport(s.report), registry.projectOf(s.report.project), s.signed);
        _note("judge a quorum of 3 keys, alone");
    }

    function _measureMints() private {
        bytes32 gain = _submit(_validSubmission(projects[0], LUCK));
        _note("submit a gain (quorum of 3, window)");
        _finalise(gain);
        _note("finalise a gain");
        _finalise(_submit(_validSubmission(projects[1], LUCK)));
        _note("finalise a gain with a buffer share");
        bytes32 cooperative = _submit(_cooperative(projects[2]));
        _note("submit a cooperative's gain");
        _finalise(cooperative);
        _note("finalise a cooperative's gain");
    }

    function _cooperative(ProjectId project) private returns (Submission memory s) {
        s = _validSubmission(project, LUCK);
        s.report.claimsRoot = keccak256("claims");
        _sealAs(S.Kind.Claims, s.report.claimsRoot, 1_000);
        s.report.claimsKg = (s.report.lowerBoundKg + oracle.carriedKg(project)) / 1_000 * 1_000;
        s.signed = _attest(s.report, _quorum());
    }

    function _measureDispute() private {
        bytes32 gain = _submit(_validSubmission(projects[3], LUCK));
        _challenge(gain);
        _note("challenge");
        vm.prank(ARBITER);
        oracle.rule(gain, false, WORDS);
        _note("rule, rejected");
        _challenge(gain);
        vm.prank(ARBITER);
        oracle.rule(gain, true, WORDS);
        _note("rule, upheld");
        gain = _submit(_validSubmission(projects[3], LUCK));
        _challenge(gain);
        _passTime(RULING_TIME_S);
        oracle.release(gain);
        _note("release after silence");
        vm.prank(STRANGER);
        oracle.withdrawBonds();
        _note("withdraw bonds");
    }

    function _challenge(bytes32 report) private {
        vm.deal(STRANGER, BOND);
        vm.prank(STRANGER);
        oracle.challenge{value: BOND}(report, WORDS);
    }

    function _measureLoss() private {
        bytes32 loss = _submit(_validLoss(BatchId.wrap(1), 1_000, 7));
        _note("submit a loss");
        _finalise(loss);
        _note("finalise a loss, owner's stock");
    }

    function _measureBlock() private {
        _finaliseBlock(_validBlock(projects[4], LUCK));
        Submission memory s = _validBlock(projects[4], LUCK);
        bytes32 block_ = _submit(s);
        _note("submit an immobilised block");
        _passTime(oracle.challengeWindowS());
        oracle.finaliseImmobilisation(block_, s.taken, s.hint);
        _note("finalise an immobilised block");
    }

    function _finaliseBlock(Submission memory s) private {
        bytes32 block_ = _submit(s);
        _passTime(oracle.challengeWindowS());
        oracle.finaliseImmobilisation(block_, s.taken, s.hint);
        _noteUsed(s.firstSerial);
    }

    function _submit(Submission memory s) private returns (bytes32 report) {
        vm.prank(OPERATOR);
        (bool success, bytes memory answer) = address(oracle).call(_submitCall(s));
        assert(success);
        return abi.decode(answer, (bytes32));
    }

    function _finalise(bytes32 report) private {
        _passTime(oracle.challengeWindowS());
        oracle.finalise(report);
    }
}
