// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IBufferPool} from "../../../contracts/interfaces/IBufferPool.sol";
import {ICreditRegistry as R} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {ISealRegistry as S} from "../../../contracts/interfaces/ISealRegistry.sol";
import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet as Q} from "../../../contracts/interfaces/IVerifierSet.sol";
import {BatchId, ProjectId, SealId} from "../../../contracts/types/Ids.sol";
import {TypedData} from "../world/TypedData.sol";
import {vm} from "../world/Vm.sol";
import {Book} from "./Book.sol";

/// @title Register, accredit, submit; and mint at once, for whoever needs a stock
abstract contract Issuing is Book {
    struct Member {
        BatchId batch; // zero: not minted yet
        bytes32 report;
        ProjectId project;
        Period period;
        address[2] holders;
        uint64[2] kg;
        bool[2] claimed;
    }

    Member[] internal members; // of cooperatives of two
    uint128 private _lastProject = 1_000;
    uint8 private _modelsGone; // bit 0: ModelA, bit 1: ModelB; never both

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

    /// @dev Removes one of the two model verifiers and admits it again, and asks for one or for two sensors.
    function changeVerifiers(uint256 seed) external drawing(seed) {
        if (_draw(2) == 0) return _changeWrongly(_turn("changeVerifiers", 8));
        if (_draw(3) == 0) {
            threshold[0] = uint8(1 + _draw(2));
            bytes memory data = abi.encodeCall(Q.setThreshold, (Q.Layer.Sensor, threshold[0]));
            _do("changeVerifiers", address(this), address(verifiers), data, 0);
            return;
        }
        if (_modelsGone == 0) _revokeModel(_draw(2) == 0 ? Who.ModelA : Who.ModelB);
        else _admitModel(_modelsGone == 1 ? Who.ModelA : Who.ModelB);
    }

    function _revokeModel(Who model) private {
        (_modelsGone, modelAtHand) = model == Who.ModelA ? (1, Who.ModelB) : (2, Who.ModelA);
        delete accredited[addressOf(model)];
        revokedTime[addressOf(model)] = clock;
        _do("changeVerifiers", REGISTRAR, address(verifiers), abi.encodeCall(Q.revoke, (addressOf(model))), 0);
    }

    function _admitModel(Who model) private {
        _modelsGone = 0;
        Q.Verifier memory facts = _factsOf(model);
        accredited[addressOf(model)] = facts;
        bytes memory data = abi.encodeCall(Q.accredit, (addressOf(model), facts));
        _do("changeVerifiers", REGISTRAR, address(verifiers), data, 0);
        _passTime(1); // a revocation in the same second as a submission voids it
    }

    function _changeWrongly(uint256 fault) private {
        Q.Verifier memory facts = _factsOf(Who.ModelB);
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
        if (fault == 5) {
            data = abi.encodeCall(Q.setConflict, (ABSORBER_ORGANISATION, ABSORBER_ORGANISATION, true));
            refusal = Q.ConflictWithSelf.selector;
        }
        if (fault == 6) (data, caller) = (abi.encodeCall(Q.setThreshold, (Q.Layer.Model, 1)), REGISTRAR);
        if (fault == 7) caller = addressOf(Who.ModelB);
        if (fault >= 6) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        _do("changeVerifiers", caller, address(verifiers), data, refusal);
    }

    function _factsOf(Who model) private pure returns (Q.Verifier memory facts) {
        (facts.organisation, facts.layer, facts.validUntil) = (organisationOf(model), Q.Layer.Model, type(uint64).max);
    }

    /// @dev A valid report, one with a fault of the table, one signed by whoever is at hand, or a cooperative's.
    function submit(uint256 seed) external drawing(seed) {
        ProjectId project = _projectToReport();
        uint256 kind = _draw(13);
        (ProjectId past, bool known) = _withHistory();
        if (known && (refusals[V.PeriodOverlaps.selector] == 0 || (kind == 12 && _draw(2) == 0))) {
            return _submit(_spoiledSubmission(past, _draw(1e9), OVERLAP));
        }
        if (_draw(24) == 0) project = projects[MEASURED + _draw(RESERVE - MEASURED)];
        if (originOf[project] == R.Origin.Bridged && !hasOpenClaim[project]) {
            Submission memory measured = _validSubmission(project, _draw(1e9));
            measured.refusal = V.OriginMismatch.selector;
            return _submit(measured);
        }
        if (ProjectId.unwrap(project) >= ProjectId.unwrap(projects[MEASURED])) project = projects[0]; // not decided yet
        if (hasOpenClaim[project]) {
            Submission memory second = _validSubmission(project, _draw(1e9));
            second.refusal = V.ClaimOpen.selector;
            _submit(second);
        } else if (kind < 7) {
            _submit(_spoiledSubmission(project, _draw(1e9), _turn("submit", SUBMISSION_FAULTS)));
        } else if (kind == 7) {
            _submitByChance(project);
        } else if (kind == 8) {
            _submitLate(_validSubmission(project, _draw(1e9)));
        } else if (kind == 12) {
            _submitSuperseded(_validSubmission(project, _draw(1e9)));
        } else if (kind < 11) {
            _submitCooperative(project, _turn("cooperative", 3));
        } else {
            _submit(_validSubmission(project, _draw(1e9)));
        }
    }

    function _submit(Submission memory s) internal {
        _submitAs("submit", s);
    }

    function _submitAs(string memory action, Submission memory s) internal {
        bytes memory answer = _do(action, s.caller, address(oracle), _submitCall(s), s.refusal);
        if (s.refusal != 0) return;
        _noteSubmitted(s, abi.decode(answer, (bytes32)));
        if (oracle.challengeWindowS() == 0) _noteFinalised(pending.length - 1, _batchIfAny(s.report));
    }

    /// @dev L-3.5, to the second: the heartbeat that was fresh at the signatures is over, or is not.
    function _submitLate(Submission memory s) private {
        if (oracle.heartbeatS() == 0) return _submit(s);
        bool stale = _draw(2) == 0;
        _passTime(HEARTBEAT_S - (stale ? 0 : 1));
        if (stale) s.refusal = V.OracleStale.selector;
        _submit(s);
    }

    /// @dev A project that was measured before and is free, if there is one.
    function _withHistory() private view returns (ProjectId past, bool known) {
        for (uint256 i = 0; i < MEASURED; ++i) {
            past = projects[i];
            if (periods[past].length > 0 && !hasOpenClaim[past]) return (past, true);
        }
    }

    /// @dev L-3.9: its readings were corrected before it came.
    function _submitSuperseded(Submission memory s) private {
        uint256 old = SealId.unwrap(seals.sealIdOf(S.Kind.Evidence, s.report.dataRoot));
        _sealEvidence(S.Kind.Evidence, s.report.dataSize);
        _supersede(old, sealPrints.length, 0);
        s.refusal = V.RootSuperseded.selector;
        _submit(s);
    }

    /// @dev Two members share exactly what will mint, or a kilogram more or less, or under a root that nobody sealed.
    function _submitCooperative(ProjectId project, uint256 fault) internal {
        Submission memory s = _validSubmission(project, 1 + 7 * _draw(1e8));
        V.Report memory r = s.report;
        r.claimsKg = _mintableKg(project, r.lowerBoundKg);
        Member memory pair = Member({
            batch: BatchId.wrap(0),
            report: 0,
            project: project,
            period: Period(r.periodStart, r.periodEnd),
            holders: [makerOf(_draw(MAKERS)), makerOf(_draw(MAKERS))],
            kg: [r.claimsKg / 3, r.claimsKg - r.claimsKg / 3],
            claimed: [false, false]
        });
        r.claimsRoot = sha256(bytes.concat(hex"01", _leafOf(pair, 0), _leafOf(pair, 1)));
        if (r.claimsKg == 0) fault = 1;
        SealId known = seals.sealIdOf(S.Kind.Claims, r.claimsRoot);
        bool isSealed = SealId.unwrap(known) != 0; // the same two, in a void claim
        if (fault == 0 && !isSealed) s.refusal = V.ClaimsNotSealed.selector;
        else if (!isSealed) _sealAs(S.Kind.Claims, r.claimsRoot, 2);
        if (fault == 1) (r.claimsKg, s.refusal) = (r.claimsKg + 1, V.ClaimsNotExact.selector);
        if (SealId.unwrap(seals.supersededBy(known)) != 0) s.refusal = V.RootSuperseded.selector;
        if (registry.projectOf(project).wholeTonneOnly) s.refusal = V.ClaimsNeedKilograms.selector;
        s.signed = _attest(r, _quorum());
        pair.report = TypedData.ofReport(r);
        if (s.refusal == 0) members.push(pair);
        _submit(s);
    }

    function _leafOf(Member memory pair, uint64 index) internal view returns (bytes32) {
        bytes memory leaf = abi.encode(
            bytes32("CarboniX/claim/1"),
            block.chainid,
            address(claims),
            uint8(0),
            pair.project,
            pair.period.start,
            pair.period.end,
            index,
            pair.holders[index],
            pair.kg[index]
        );
        return sha256(bytes.concat(hex"00", leaf));
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
        (bool success, bytes memory answer) = address(oracle).call(_submitCall(s));
        if (success) revert Unforeseen("submit", Q.QuorumMissing.selector, success, answer);
        ++tallyOf["submit"].calls;
        ++refusals[bytes4(answer)];
    }

    function _finalise(uint256 position) internal {
        Pending memory one = pending[position];
        bytes4 refusal = _foretellFinalise(one);
        bool ofBlock = one.said.kind == V.ReportKind.Immobilisation;
        bytes memory data = abi.encodeCall(V.finalise, (one.report));
        if (ofBlock) {
            data = abi.encodeCall(V.finaliseImmobilisation, (one.report, one.taken, _below(one.firstSerial)));
        }
        (uint64 ownerKg, uint64 poolKg) = refusal == 0 ? _foretellLoss(one) : (0, 0);
        bytes memory answer = _do("finalise", STRANGER, address(oracle), data, refusal);
        if (refusal != 0) return;
        BatchId batch = abi.decode(answer, (BatchId));
        _noteFinalised(position, batch);
        if (one.said.kind == V.ReportKind.Loss) _noteLoss(one, ownerKg, poolKg);
        if (one.said.claimsRoot != 0) _noteMembers(one.report, batch);
    }

    /// @dev L-8.2, foretold: owner's stock of the batch, then all that the pool holds.
    function _foretellLoss(Pending memory one) private view returns (uint64 ownerKg, uint64 poolKg) {
        if (one.said.kind != V.ReportKind.Loss) return (0, 0);
        uint64 lossKg = one.said.lowerBoundKg;
        ownerKg = uint64(credit.balanceOf(registry.projectOf(one.said.project).owner, BatchId.unwrap(one.lost)));
        if (ownerKg > lossKg) ownerKg = lossKg;
        poolKg = pooledKg < lossKg - ownerKg ? pooledKg : lossKg - ownerKg;
    }

    function _noteLoss(Pending memory one, uint64 ownerKg, uint64 poolKg) private {
        while (pool.lossOf(one.report).drawing) {
            pool.cover(one.report);
        }
        IBufferPool.Loss memory loss = pool.lossOf(one.report);
        uint64 owed = one.said.lowerBoundKg - ownerKg - poolKg;
        _promise(loss.ownerKg == ownerKg && loss.poolKg == poolKg, "L-8.2: owner first, then the pool");
        _promise(loss.debtKg == owed, "L-8.2: the project owes the rest");
        lostKg[one.lost] += one.said.lowerBoundKg;
        pooledKg -= poolKg;
        debtKg[one.said.project] += owed;
        if (owed > 0) debts[one.said.project].push(Debt(one.report, owed));
    }

    function _noteMembers(bytes32 report, BatchId batch) private {
        for (uint256 i = members.length; i > 0; --i) {
            if (members[i - 1].report == report) members[i - 1].batch = batch;
        }
        (, uint64 surplusKg) = claims.surplusOf(batch);
        if (surplusKg > 0) claims.collectSurplus(batch);
    }

    /// @dev Mints a batch at once, of a project that nobody else reports, by kilograms or whole: it has neither debts nor open claims.
    function _mintNow() internal returns (BatchId) {
        uint256 before = registry.batchCount();
        while (registry.batchCount() == before) {
            _submit(_validSubmission(projects[RESERVE + _draw(2)], 7 * _draw(1e9) + 1));
            if (oracle.challengeWindowS() == 0) continue;
            _passTime(oracle.challengeWindowS());
            _finalise(pending.length - 1);
        }
        return BatchId.wrap(before + 1);
    }

    /// @dev Only the batch of this very report; zero: less than a credit was verified.
    function _batchIfAny(V.Report memory report) private view returns (BatchId) {
        uint256 last = registry.batchCount();
        bool opened = last > 0 && registry.batchOf(BatchId.wrap(last)).reportHash == TypedData.ofReport(report);
        return BatchId.wrap(opened ? last : 0);
    }

    /// @dev Mostly a measured project that has no open claim, if there is one.
    function _projectToReport() internal returns (ProjectId project) {
        uint256 first = _draw(MEASURED);
        bool any = _draw(8) == 0;
        for (uint256 i = 0; i < MEASURED; ++i) {
            project = projects[(first + i) % MEASURED];
            if (any || !hasOpenClaim[project]) return project;
        }
    }
}
