// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ICreditRegistry as R} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet as Q} from "../../../contracts/interfaces/IVerifierSet.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {TypedData} from "../world/TypedData.sol";
import {vm} from "../world/Vm.sol";
import {Sealing} from "./Sealing.sol";

/// @title Register, accredit, submit, finalise; and the book of what was verified, kept a second time
abstract contract Issuing is Sealing {
    struct Period {
        uint64 start;
        uint64 end;
    }

    struct Pending {
        bytes32 report;
        ProjectId project;
        uint64 lowerBoundKg;
        uint64 pointKg;
        uint64 finalisableAt;
    }

    mapping(ProjectId project => Period[]) internal periods;
    mapping(ProjectId project => uint256) public lowerBoundsKg; // of what was finalised
    mapping(ProjectId project => uint256) public pointsKg;
    mapping(bytes32 report => bool) public hasQuorum;
    mapping(bytes32 root => bool) internal countedRoot;
    mapping(ProjectId project => bool) internal hasOpenClaim;
    Pending[] internal pending;
    bytes32 internal lastFinalised;
    uint128 private _lastProject = 1_000;
    bool private _modelBGone;

    function periodsOf(ProjectId project) external view returns (Period[] memory) {
        return periods[project];
    }

    function register(uint256 seed) external drawing(seed) {
        uint256 fault = _draw(2) == 0 ? _turn("register", 10) : type(uint256).max;
        R.Project memory facts = solarFacts(_draw(4));
        ProjectId project = ProjectId.wrap(++_lastProject);
        bytes4 refusal = fault == type(uint256).max ? bytes4(0) : R.InvalidField.selector;
        if (fault == 0) facts.owner = address(0);
        if (fault == 1) facts.organisation = 0;
        if (fault == 2) facts.country = "Th";
        if (fault == 3) facts.kind = R.Kind.Unspecified;
        if (fault == 4) facts.dailyCapKg = 0;
        if (fault == 5) facts.startsAt = 0;
        if (fault == 6) facts.documentHash = 0;
        if (fault == 7) (project, refusal) = (projects[0], R.ProjectExists.selector);
        if (fault == 8) (facts.methodology, refusal) = (keccak256("unknown"), R.MethodologyUnknown.selector);
        if (fault == 9) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        address caller = fault == 9 ? STRANGER : REGISTRAR;
        _do("register", caller, address(registry), abi.encodeCall(R.registerProject, (project, "Plant", facts)), refusal);
    }

    /// @dev Admits and removes the second model verifier, and asks for one or for two sensors.
    function changeVerifiers(uint256 seed) external drawing(seed) {
        if (_draw(2) == 0) return _changeWrongly(_turn("changeVerifiers", 7));
        if (_draw(2) == 0) {
            threshold[0] = uint8(1 + _draw(2));
            bytes memory data = abi.encodeCall(Q.setThreshold, (Q.Layer.Sensor, threshold[0]));
            _do("changeVerifiers", address(this), address(verifiers), data, 0);
            return;
        }
        address modelB = addressOf(Who.ModelB);
        if (_modelBGone) accredited[modelB] = _factsOfModelB();
        else delete accredited[modelB];
        bytes memory change = _modelBGone
            ? abi.encodeCall(Q.accredit, (modelB, _factsOfModelB()))
            : abi.encodeCall(Q.revoke, (modelB));
        _modelBGone = !_modelBGone;
        _do("changeVerifiers", REGISTRAR, address(verifiers), change, 0);
    }

    function _changeWrongly(uint256 fault) private {
        Q.Verifier memory facts = _factsOfModelB();
        address who = fault == 0 ? address(0) : addressOf(Who.ModelB);
        if (fault == 1) facts.organisation = 0;
        if (fault == 2) facts.validUntil = clock;
        bytes memory data = abi.encodeCall(Q.accredit, (who, facts));
        bytes4 refusal = Q.InvalidVerifier.selector;
        address caller = REGISTRAR;
        if (fault == 3) (data, refusal) = (abi.encodeCall(Q.revoke, (STRANGER)), Q.VerifierUnknown.selector);
        if (fault == 4) {
            (data, caller) = (abi.encodeCall(Q.setThreshold, (Q.Layer.Model, 0)), address(this));
            refusal = Q.InvalidThreshold.selector;
        }
        if (fault == 5) (data, caller) = (abi.encodeCall(Q.setThreshold, (Q.Layer.Model, 1)), REGISTRAR);
        if (fault == 6) caller = addressOf(Who.ModelB);
        if (fault >= 5) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        _do("changeVerifiers", caller, address(verifiers), data, refusal);
    }

    function _factsOfModelB() private pure returns (Q.Verifier memory facts) {
        (facts.organisation, facts.layer, facts.validUntil) = (organisationOf(Who.ModelB), Q.Layer.Model, type(uint64).max);
    }

    /// @dev A valid report, one with a fault of the table, or one signed by whoever is at hand.
    function submit(uint256 seed) external drawing(seed) {
        ProjectId project = _projectToReport();
        uint256 kind = _draw(5);
        if (hasOpenClaim[project]) {
            Submission memory second = _validSubmission(project, _draw(1e9));
            second.refusal = V.ClaimOpen.selector;
            _submit(second);
        } else if (kind < 2) {
            _submit(_spoiledSubmission(project, _draw(1e9), _turn("submit", SUBMISSION_FAULTS)));
        } else if (kind == 2) {
            _submitByChance(project);
        } else {
            _submit(_validSubmission(project, _draw(1e9)));
        }
    }

    function _submit(Submission memory s) internal {
        bytes memory call = abi.encodeCall(V.submit, (s.report, s.signed));
        bytes memory answer = _do("submit", s.caller, address(oracle), call, s.refusal);
        if (s.refusal == 0) _noteSubmitted(s, abi.decode(answer, (bytes32)));
    }

    /// @dev Random people, sometimes in the wrong order or with another's signature: accepted if and only if they are a quorum.
    function _submitByChance(ProjectId project) private {
        Submission memory s = _validSubmission(project, _draw(1e9));
        uint256 crowd = _draw(1 << 6) | (_draw(2) == 0 ? 7 : 0);
        Who[] memory people = new Who[](PEOPLE);
        uint256 count = 0;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            if (crowd & (1 << i) != 0 || _draw(40) == 0) people[count++] = Who(i);
        }
        assembly ("memory-safe") {
            mstore(people, count)
        }
        s.signed = _attest(s.report, people);
        if (count > 1 && _draw(8) == 0) (s.signed[0], s.signed[1]) = (s.signed[1], s.signed[0]);
        if (count > 1 && _draw(8) == 0) s.signed[0].signature = s.signed[1].signature;
        if (_isQuorum(s.report, s.signed)) return _submit(s);

        vm.prank(OPERATOR);
        (bool success, bytes memory answer) = address(oracle).call(abi.encodeCall(V.submit, (s.report, s.signed)));
        if (success) revert Unforeseen("submit", Q.QuorumMissing.selector, success, answer);
        ++tallyOf["submit"].calls;
        ++refusals[bytes4(answer)];
    }

    function _noteSubmitted(Submission memory s, bytes32 report) private {
        _promise(report == TypedData.ofReport(s.report), "the oracle hashes what was signed");
        _promise(_isQuorum(s.report, s.signed), "I-5: every accepted report has a quorum");
        _promise(!countedRoot[s.report.dataRoot], "I-2: a reading is counted once");
        countedRoot[s.report.dataRoot] = true;
        lastUsedRoot = s.report.dataRoot;
        hasQuorum[report] = true;
        periods[s.report.project].push(Period(s.report.periodStart, s.report.periodEnd));
        uint64 window = oracle.challengeWindowS();
        Pending memory claim =
            Pending(report, s.report.project, s.report.lowerBoundKg, s.report.pointKg, clock + window);
        if (window == 0) return _noteFinalised(claim);
        pending.push(claim);
        hasOpenClaim[s.report.project] = true;
    }

    /// @dev A stranger finalises: too early, in time, twice, or what was never submitted.
    function finalise(uint256 seed) external drawing(seed) {
        if (pending.length == 0 || _draw(5) == 0) {
            bool again = lastFinalised != 0 && _draw(2) == 0;
            bytes4 refusal = again ? V.UnexpectedClaimStatus.selector : V.ClaimUnknown.selector;
            bytes32 report = again ? lastFinalised : keccak256(abi.encode(seed));
            _do("finalise", STRANGER, address(oracle), abi.encodeCall(V.finalise, (report)), refusal);
            return;
        }
        uint256 position = _draw(pending.length);
        Pending memory claim = pending[position];
        if (_draw(3) > 0 && clock < claim.finalisableAt) _passTime(claim.finalisableAt - clock - uint64(_draw(2)));
        _finalise(position);
    }

    function _finalise(uint256 position) private {
        Pending memory claim = pending[position];
        bytes4 expected = clock < claim.finalisableAt ? V.WindowOpen.selector : bytes4(0);
        _do("finalise", STRANGER, address(oracle), abi.encodeCall(V.finalise, (claim.report)), expected);
        if (expected != 0) return;
        pending[position] = pending[pending.length - 1];
        pending.pop();
        hasOpenClaim[claim.project] = false;
        _noteFinalised(claim);
    }

    /// @dev Mints a batch at once: the oldest open claim, or a new report.
    function _mintNow() internal returns (BatchId) {
        uint256 before = registry.batchCount();
        while (registry.batchCount() == before) {
            if (pending.length == 0) {
                _submit(_validSubmission(projects[_draw(projects.length)], 7 * _draw(1e9) + 1));
            } else {
                if (clock < pending[0].finalisableAt) _passTime(pending[0].finalisableAt - clock);
                _finalise(0);
            }
        }
        return BatchId.wrap(before + 1);
    }

    function _noteFinalised(Pending memory claim) private {
        lowerBoundsKg[claim.project] += claim.lowerBoundKg;
        pointsKg[claim.project] += claim.pointKg;
        lastFinalised = claim.report;
    }

    /// @dev Mostly a project that has no open claim, if there is one.
    function _projectToReport() private returns (ProjectId project) {
        uint256 first = _draw(projects.length);
        bool any = _draw(8) == 0;
        for (uint256 i = 0; i < projects.length; ++i) {
            project = projects[(first + i) % projects.length];
            if (any || !hasOpenClaim[project]) return project;
        }
    }
}
