// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {ISealRegistry} from "../../../contracts/interfaces/ISealRegistry.sol";
import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet as Q} from "../../../contracts/interfaces/IVerifierSet.sol";
import {ProjectId} from "../../../contracts/types/Ids.sol";
import {TypedData} from "./TypedData.sol";
import {vm} from "./Vm.sol";
import {World} from "./World.sol";

/// @title Verifiers, reports and their signatures; and who forms a quorum, judged a second time
abstract contract Reports is World {
    /// @dev The first six stand in for each other; the others must never count.
    enum Who {
        SensorA,
        ModelA,
        ExpertA,
        SensorB,
        ModelB,
        ExpertOfSensorA, // works for the organisation of SensorA
        OtherMethodology,
        OtherCountry,
        Expired,
        Conflicted, // works for the absorbers' organisation
        Owner, // owns the first project
        Unknown // never accredited
    }

    uint256 internal constant PEOPLE = 12;

    mapping(address verifier => Q.Verifier) internal accredited;
    uint8[3] internal threshold = [1, 1, 1];
    Who internal modelAtHand = Who.ModelA;
    address[PEOPLE] private _people; // kept: deriving an address from a key is slow
    uint256 private _evidenceCount;

    function keyOf(Who who) internal pure returns (uint256) {
        return who == Who.Owner ? makerKey(0) : 0x7001 + uint256(who);
    }

    function addressOf(Who who) internal view returns (address) {
        return _people[uint256(who)];
    }

    function layerOf(Who who) internal pure returns (Q.Layer) {
        if (who == Who.SensorA || who == Who.SensorB) return Q.Layer.Sensor;
        return who == Who.ModelA || who == Who.ModelB ? Q.Layer.Model : Q.Layer.Expert;
    }

    function organisationOf(Who who) internal pure returns (bytes32) {
        if (who == Who.Conflicted) return ABSORBER_ORGANISATION;
        return keccak256(abi.encode("organisation", who == Who.ExpertOfSensorA ? Who.SensorA : who));
    }

    function _accreditAll() internal {
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _people[i] = vm.addr(keyOf(Who(i)));
            if (Who(i) != Who.Unknown) _accredit(Who(i));
        }
        clock += 2; // whoever was accredited for a second is expired
        vm.warp(clock);
    }

    function _accredit(Who who) internal {
        Q.Verifier memory facts;
        (facts.organisation, facts.layer, facts.validUntil) = (organisationOf(who), layerOf(who), type(uint64).max);
        if (who == Who.OtherMethodology) facts.methodologies = _one(ENDED_RULE);
        if (who == Who.OtherCountry) facts.countries = _two("VN", "LA");
        if (who == Who.SensorA) (facts.methodologies, facts.countries) = (_one(RULE), _two("VN", "TH"));
        if (who == Who.Expired) facts.validUntil = clock + 1;
        accredited[addressOf(who)] = facts;
        vm.prank(REGISTRAR);
        verifiers.accredit(addressOf(who), facts);
    }

    function _one(bytes32 methodology) private pure returns (bytes32[] memory scope) {
        scope = new bytes32[](1);
        scope[0] = methodology;
    }

    function _two(bytes2 first, bytes2 second) private pure returns (bytes2[] memory scope) {
        scope = new bytes2[](2);
        (scope[0], scope[1]) = (first, second);
    }

    /// @dev A report that the oracle accepts today, but for signatures: the next period, its evidence sealed.
    function _nextReport(ProjectId project, uint256 luck) internal returns (V.Report memory report) {
        uint64 start = oracle.lastPeriodEnd(project);
        if (start == 0) start = STARTS_AT;
        uint64 end = start + 1 days * (1 + uint64(luck % 5));
        if (end > clock) _passTime(end - clock);
        _beat();
        uint64 pointKg = DAILY_CAP_KG * (end - start) / 1 days - 2 - uint64(luck % 3_000);
        report = V.Report({
            kind: V.ReportKind.Gain,
            project: project,
            periodStart: start,
            periodEnd: end,
            methodology: RULE,
            pointKg: pointKg,
            lowerBoundKg: luck % 7 == 0 ? 1 + uint64(luck % 999) : pointKg - uint64(luck % 1_700),
            modelHash: keccak256("model"),
            dataRoot: _sealEvidence(ISealRegistry.Kind.Evidence, 96),
            dataSize: 96,
            claimsRoot: bytes32(0),
            claimsKg: 0,
            configDigest: verifiers.configDigest(),
            nonce: oracle.nextNonce(project),
            deadline: clock + 1 days
        });
    }

    /// @dev The operator says that the oracle is alive, where that is asked for.
    function _beat() internal {
        if (oracle.heartbeatS() == 0) return;
        vm.prank(OPERATOR);
        oracle.heartbeat();
    }

    function _passTime(uint64 seconds_) internal {
        clock += seconds_;
        vm.warp(clock);
    }

    function _sealEvidence(ISealRegistry.Kind kind, uint64 size) internal returns (bytes32 root) {
        root = keccak256(abi.encode("readings", ++_evidenceCount));
        _sealAs(kind, root, size);
    }

    function _sealAs(ISealRegistry.Kind kind, bytes32 root, uint64 size) internal virtual {
        vm.prank(SEALER);
        seals.seal(kind, root, size, "ipfs://readings");
    }

    /// @dev Signed by one of each layer, and by both sensors where two are asked for.
    function _quorum() internal view returns (Who[] memory people) {
        people = new Who[](threshold[0] > 1 ? 4 : 3);
        (people[0], people[1], people[2]) = (Who.SensorA, modelAtHand, Who.ExpertA);
        if (people.length == 4) people[3] = Who.SensorB;
    }

    function _attest(V.Report memory report, Who[] memory people) internal view returns (Q.Attestation[] memory signed) {
        bytes32 reportHash = TypedData.ofReport(report);
        signed = new Q.Attestation[](people.length);
        for (uint256 i = 0; i < people.length; ++i) {
            Who who = people[i];
            bytes32 digest = TypedData.ofAttestation(
                block.chainid, address(verifiers), reportHash, layerOf(who), organisationOf(who)
            );
            signed[i] = Q.Attestation(addressOf(who), layerOf(who), _sign(keyOf(who), digest));
        }
        _sort(signed);
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The quorum rule of I-5, from the words of the specification: every signature counts, and every layer has enough.
    function _isQuorum(V.Report memory report, Q.Attestation[] memory signed) internal view returns (bool) {
        uint8[3] memory counted;
        bytes32 reportHash = TypedData.ofReport(report);
        for (uint256 i = 0; i < signed.length; ++i) {
            if (i > 0 && signed[i].signer <= signed[i - 1].signer) return false;
            if (!_counts(report, reportHash, signed[i])) return false;
            for (uint256 j = 0; j < i; ++j) {
                if (accredited[signed[j].signer].organisation == accredited[signed[i].signer].organisation) return false;
            }
            ++counted[uint8(signed[i].layer)];
        }
        return counted[0] >= threshold[0] && counted[1] >= threshold[1] && counted[2] >= threshold[2];
    }

    function _counts(V.Report memory report, bytes32 reportHash, Q.Attestation memory one) private view returns (bool) {
        Q.Verifier memory facts = accredited[one.signer];
        ICreditRegistry.Project memory project = registry.projectOf(report.project);
        if (facts.organisation == bytes32(0) || facts.validUntil <= clock || facts.layer != one.layer) return false;
        if (!_covers(facts.methodologies, project.methodology) || !_covers(facts.countries, project.country)) return false;
        if (facts.organisation == project.organisation || one.signer == project.owner) return false;
        bytes32 digest =
            TypedData.ofAttestation(block.chainid, address(verifiers), reportHash, one.layer, facts.organisation);
        return _recover(digest, one.signature) == one.signer;
    }

    function _covers(bytes32[] memory scope, bytes32 methodology) private pure returns (bool) {
        for (uint256 i = 0; i < scope.length; ++i) {
            if (scope[i] == methodology) return true;
        }
        return scope.length == 0;
    }

    function _covers(bytes2[] memory scope, bytes2 country) private pure returns (bool) {
        for (uint256 i = 0; i < scope.length; ++i) {
            if (scope[i] == country) return true;
        }
        return scope.length == 0;
    }

    function _recover(bytes32 digest, bytes memory signature) internal pure returns (address) {
        if (signature.length != 65) return address(0);
        bytes32 r;
        bytes32 s;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        return ecrecover(digest, uint8(signature[64]), r, s);
    }

    function _sort(Q.Attestation[] memory signed) internal pure {
        for (uint256 i = 1; i < signed.length; ++i) {
            for (uint256 j = i; j > 0 && signed[j].signer < signed[j - 1].signer; --j) {
                (signed[j], signed[j - 1]) = (signed[j - 1], signed[j]);
            }
        }
    }
}
