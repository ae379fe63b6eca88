// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CarbonCredit} from "../../contracts/CarbonCredit.sol";
import {CreditRegistry} from "../../contracts/CreditRegistry.sol";
import {RetirementCertificate} from "../../contracts/RetirementCertificate.sol";
import {ICreditExchange as X} from "../../contracts/interfaces/ICreditExchange.sol";
import {ICreditRegistry as R} from "../../contracts/interfaces/ICreditRegistry.sol";
import {IRetirementCertificate as K} from "../../contracts/interfaces/IRetirementCertificate.sol";
import {ISealRegistry as S} from "../../contracts/interfaces/ISealRegistry.sol";
import {IVerificationOracle as V} from "../../contracts/interfaces/IVerificationOracle.sol";
import {BatchId, ProjectId} from "../../contracts/types/Ids.sol";
import {SpoiledOrders} from "./world/SpoiledOrders.sol";
import {SpoiledReports} from "./world/SpoiledReports.sol";
import {vm} from "./world/Vm.sol";

/// @title What each verb costs as a transaction of its own: base fee of 21,000 and call data included
/// @dev Runs with `--isolate`, so that every outer call is a transaction with a cold start. Writes build/forge/gas.json.
contract GasFigures is SpoiledReports, SpoiledOrders {
    BatchId private constant BATCH = BatchId.wrap(1);

    string private _figures;

    function setUp() public {
        _deploy(0);
        _accreditAll();
        _mint();
    }

    /// @notice Must measure every verb that the snapshot names.
    function test_measure_every_verb() public {
        _measureLedgerVerbs();
        _measureBareMint();
        _measureGuardedMint();
        _measureSettlements();
        _measureSeal();
        vm.writeFile("build/forge/gas.json", string.concat("{", _figures, "}"));
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
        bytes4[] memory selectors = new bytes4[](2);
        (selectors[0], selectors[1]) = (books.registerMethodology.selector, books.registerProject.selector);
        access.setTargetFunctionRole(address(books), selectors, 1);
        vm.prank(REGISTRAR);
        books.registerMethodology("T-VER-S-METH-01-01 v1", R.Methodology(rule, 1, 4_102_444_800, keccak256("document")));
        vm.prank(REGISTRAR);
        books.registerProject(ProjectId.wrap(1), "Solar plant", solarFacts(0));
        vm.prank(OPERATOR);
        books.openBatch(ProjectId.wrap(1), STARTS_AT, STARTS_AT + 1, 16, keccak256("report"), keccak256("data"));
        vm.prank(OPERATOR);
        bare.issue(BATCH, makerOf(0), 16_000, 0);
        _note("issue (bare ledger)");
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

    function _measureSettlements() private {
        _settle(1, 0);
        _note("settle 1 match, first of an exchange");
        _settle(1, 0);
        _note("settle 1 match");
        _settle(1, 2);
        _note("settle 1 match and retire");
        _settle(16, 0);
        _noteShare("settle 16 matches, per match", 16);
    }

    function _settle(uint256 count, uint8 flags) private {
        Trade[] memory trades = new Trade[](count);
        for (uint256 i = 0; i < count; ++i) {
            trades[i].sell = _order(X.Side.Sell, 0, BATCH, 1, 5 * TICK);
            trades[i].buy = _order(X.Side.Buy, 2 + i % 3, BATCH, 1, 5 * TICK);
            (trades[i].buy.flags, trades[i].buy.memo) = (flags, flags == 0 ? bytes32(0) : keccak256("details"));
            (trades[i].credits, trades[i].price) = (1, 5 * TICK);
            _signTrade(trades[i]);
        }
        bytes memory call = _settleCall(exchange.lastBatchNo() + 1, trades);
        vm.prank(EXCHANGE_OPERATOR);
        (bool success,) = address(exchange).call(call);
        assert(success);
    }

    function _measureSeal() private {
        vm.prank(SEALER);
        seals.seal(S.Kind.Evidence, keccak256("root"), 29_834, "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi");
        _note("seal");
    }

    function _note(string memory verb) private {
        _noteShare(verb, 1);
    }

    function _noteShare(string memory verb, uint256 count) private {
        uint256 gas = vm.lastCallGas().gasTotalUsed / count;
        string memory comma = bytes(_figures).length == 0 ? "" : ",";
        _figures = string.concat(_figures, comma, "\"", verb, "\":", vm.toString(gas));
    }
}
