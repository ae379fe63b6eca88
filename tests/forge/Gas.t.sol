// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CarbonCredit} from "../../contracts/CarbonCredit.sol";
import {CreditRegistry} from "../../contracts/CreditRegistry.sol";
import {RetirementCertificate} from "../../contracts/RetirementCertificate.sol";
import {ICreditRegistry as R} from "../../contracts/interfaces/ICreditRegistry.sol";
import {IRetirementCertificate as K} from "../../contracts/interfaces/IRetirementCertificate.sol";
import {ISealRegistry as S} from "../../contracts/interfaces/ISealRegistry.sol";
import {IVerificationOracle as V} from "../../contracts/interfaces/IVerificationOracle.sol";
import {BatchId, ProjectId} from "../../contracts/types/Ids.sol";
import {RunningExchange} from "./world/RunningExchange.sol";
import {vm} from "./world/Vm.sol";

/// @title What each verb costs as a transaction of its own: base fee of 21,000 and call data included
/// @dev Runs with `--isolate`, so that every outer call is a transaction with a cold start. Writes build/forge/gas.json.
contract GasFigures is RunningExchange {
    uint64 private constant CREDITS = 100_000;

    function setUp() public {
        _deploy(0);
        _accreditAll();
        _mint();
    }

    /// @notice Must measure every verb that the snapshot names.
    function test_measure_every_verb() public {
        _measureLedgerVerbs();
        _measureGuardedMint();
        _measureSeal();
        _measureBareMint();
        _measureExchange();
        _writeFigures("build/forge/gas.json");
    }

    function _measureLedgerVerbs() private {
        (address holder, address other) = (makerOf(0), makerOf(2));
        vm.prank(holder);
        credit.safeTransferFrom(holder, other, BatchId.unwrap(BATCH), 2_000, "");
        _note("transfer");
        K.Retirement memory said = K.Retirement(holder, keccak256("details"), K.UseCase.Voluntary, 0, false);
        vm.prank(holder);
        uint256 id = credit.retire(BATCH, holder, 2_000, said);
        _note("retire, first of a batch");
        vm.prank(holder);
        credit.retire(BATCH, holder, 2_000, said);
        _note("retire");
        vm.prank(holder);
        credit.cancel(BATCH, holder, 1_000, keccak256("reason"));
        _note("cancel, first of a batch");
        vm.prank(holder);
        credit.cancel(BATCH, holder, 1_000, keccak256("reason"));
        _note("cancel");
        vm.prank(holder);
        certificates.allot(id, keccak256("passport"), 30);
        _note("allot");
    }

    /// @dev The ledger alone, with an account for its oracle: the batch is open, the owner never held it.
    function _measureBareMint() private {
        address ledger = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 2);
        CreditRegistry books = new CreditRegistry(address(access), OPERATOR, true);
        RetirementCertificate papers = new RetirementCertificate(ledger, books, seals, pool);
        CarbonCredit bare = new CarbonCredit(address(access), books, OPERATOR, papers, address(pool), "", "");
        books.registerMethodology("T-VER-S-METH-01-01 v1", R.Methodology(rule, 1, 4_102_444_800, keccak256("document")));
        books.registerProject(ProjectId.wrap(1), "Solar plant", solarFacts(0));
        vm.prank(OPERATOR);
        books.openBatch(ProjectId.wrap(1), STARTS_AT, STARTS_AT + 1, CREDITS, keccak256("report"), keccak256("data"));
        vm.prank(OPERATOR);
        bare.issue(BATCH, makerOf(0), CREDITS * 1_000, 0);
        _note("issue (bare ledger)");
        (registry, credit) = (books, bare);
    }

    function _measureGuardedMint() private {
        _mint();
        _note("submit and finalise (guarded mint)");
    }

    function _mint() private {
        Submission memory s = _validSubmission(projects[0], 8);
        vm.prank(OPERATOR);
        oracle.submit(s.report, s.signed);
    }

    function _measureSeal() private {
        vm.prank(SEALER);
        seals.seal(S.Kind.Evidence, keccak256("root"), 29_834, "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi");
        _note("seal");
    }
}
