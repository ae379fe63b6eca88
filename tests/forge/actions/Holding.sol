// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {ICarbonCredit as C} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {ICreditExchange as X} from "../../../contracts/interfaces/ICreditExchange.sol";
import {ICreditRegistry as R} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IERC7943MultiToken as T} from "../../../contracts/interfaces/IERC7943MultiToken.sol";
import {IRetirementCertificate as K} from "../../../contracts/interfaces/IRetirementCertificate.sol";
import {BatchId} from "../../../contracts/types/Ids.sol";
import {Issuing} from "./Issuing.sol";

/// @title Transfer, retire, cancel, allot; and intrude, which must never succeed
abstract contract Holding is Issuing {
    struct Stock {
        address holder;
        BatchId batch;
        uint64 kg;
        uint64 freeKg; // what compliance did not freeze of it
        bool whole;
    }

    mapping(BatchId batch => uint64) internal retiredBefore;
    mapping(BatchId batch => mapping(address holder => uint64)) internal frozenKg; // never above what was held

    function transfer(uint256 seed) external drawing(seed) {
        Stock memory stock = _stock(1);
        _liftPause(address(credit));
        uint256 fault = _draw(3) == 0 ? _turn("transfer", 7) : NONE;
        (address to, address caller, uint256 kg) = (makerOf(_draw(MAKERS)), stock.holder, _part(stock));
        bool paused = credit.paused();
        bytes4 refusal = paused ? Pausable.EnforcedPause.selector : bytes4(0);
        if (fault == 0) caller = STRANGER;
        if (fault == 0) refusal = IERC1155Errors.ERC1155MissingApprovalForAll.selector;
        if (fault == 1) to = address(0);
        if (fault == 2 && !paused) to = address(token);
        if (fault == 1 || (fault == 2 && !paused)) refusal = IERC1155Errors.ERC1155InvalidReceiver.selector;
        if (fault == 3 && !paused) to = address(exchange);
        if (fault == 3 && !paused) refusal = IERC1155Errors.ERC1155InvalidReceiver.selector;
        if (fault == 4 && !paused) (kg, refusal) = (_tooMuch(stock), C.InsufficientCredits.selector);
        if (fault == 5 && !paused && stock.whole) (kg, refusal) = (1, C.NotWholeCredits.selector);
        if (fault == 6 && !paused && _hasFrozen(stock)) (kg, refusal) = (stock.kg, T.ERC7943InsufficientUnfrozenBalance.selector);
        bytes memory data =
            abi.encodeCall(IERC1155.safeTransferFrom, (stock.holder, to, BatchId.unwrap(stock.batch), kg, ""));
        _do("transfer", caller, address(credit), data, refusal);
        _promiseFrozen(stock);
    }

    function retire(uint256 seed) external drawing(seed) {
        Stock memory stock = _stock(1);
        uint256 fault = _draw(3) == 0 ? _turn("retire", 7) : NONE;
        K.Retirement memory said = K.Retirement(makerOf(_draw(MAKERS)), keccak256("details"), K.UseCase(_draw(5)), 0, false);
        (address caller, uint64 kg, bytes4 refusal) = (stock.holder, _part(stock), bytes4(0));
        if (fault == 0) (kg, refusal) = (0, C.ZeroKilograms.selector);
        if (fault == 1) (caller, refusal) = (STRANGER, C.CallerNotApproved.selector);
        if (fault == 2) (kg, refusal) = (_tooMuch(stock), C.InsufficientCredits.selector);
        if (fault == 3) (said.beneficiary, refusal) = (address(0), K.ZeroAddress.selector);
        if (fault == 4) (said.detailsHash, refusal) = (0, K.EmptyDetails.selector);
        if (fault == 5 && stock.whole) (kg, refusal) = (999, C.NotWholeCredits.selector);
        if (fault == 6 && _hasFrozen(stock)) (kg, refusal) = (stock.kg, T.ERC7943InsufficientUnfrozenBalance.selector);
        bytes memory data = abi.encodeCall(C.retire, (stock.batch, stock.holder, kg, said));
        _do("retire", caller, address(credit), data, refusal);
        _noteRetired(stock.batch);
        _promiseFrozen(stock);
    }

    function cancel(uint256 seed) external drawing(seed) {
        Stock memory stock = _stock(1);
        uint256 fault = _draw(3) == 0 ? _turn("cancel", 4) : NONE;
        uint64 part = _part(stock);
        (address caller, uint64 kg, bytes4 refusal) = (stock.holder, part > 2_000 ? 1 + part % 2_000 : part, bytes4(0));
        if (fault == 0) (kg, refusal) = (0, C.ZeroKilograms.selector);
        if (fault == 1) (caller, refusal) = (GUARDIAN, C.CallerNotApproved.selector);
        if (fault == 2) (kg, refusal) = (stock.kg + 1, C.InsufficientCredits.selector);
        if (fault == 3 && _hasFrozen(stock)) (kg, refusal) = (stock.kg, T.ERC7943InsufficientUnfrozenBalance.selector);
        bytes memory data = abi.encodeCall(C.cancel, (stock.batch, stock.holder, kg, keccak256("reason")));
        _do("cancel", caller, address(credit), data, refusal);
        _noteRetired(stock.batch);
        _promiseFrozen(stock);
    }

    function allot(uint256 seed) external drawing(seed) {
        uint256 id = _certificateWithRest();
        K.Certificate memory known = certificates.certificate(id);
        uint64 rest = known.kgEnd - known.kgStart - certificates.allottedKg(id);
        uint256 fault = _draw(3) == 0 ? _turn("allot", 5) : rest == 0 ? 3 : NONE;
        address caller = certificates.ownerOf(id);
        (bytes32 subject, bytes4 refusal) = (keccak256(abi.encode("passport", _draw(3))), bytes4(0));
        uint64 kg = rest == 0 ? 1 : uint64(1 + _draw(_draw(3) == 0 ? rest : (rest + 9) / 10));
        if (fault == 0) (caller, refusal) = (STRANGER, K.CallerNotBeneficiary.selector);
        if (fault == 1) (subject, refusal) = (0, K.EmptySubject.selector);
        if (fault == 2) (kg, refusal) = (0, K.ZeroKilograms.selector);
        if (fault == 3) (kg, refusal) = (rest + 1, K.AllotmentExceedsRetired.selector);
        if (fault == 4) (id, refusal) = (certificates.certificateCount() + 1, K.CertificateUnknown.selector);
        _do("allot", caller, address(certificates), abi.encodeCall(K.allot, (id, subject, kg)), refusal);
    }

    /// @dev The doors that only another contract may use, tried by everyone who has a role or none.
    function intrude(uint256 seed) external drawing(seed) {
        address caller = address(uint160(0x1001 + _draw(7)));
        BatchId batch = BatchId.wrap(1 + _draw(registry.batchCount() + 1));
        uint256 door = _turn("intrude", 5);
        if (door == 0) {
            _refused(caller, address(credit), abi.encodeCall(C.issue, (batch, caller, 1_000, 0)), C.CallerNotOracle.selector);
        } else if (door == 1) {
            bytes memory open = abi.encodeCall(R.openBatch, (projects[0], 1, 2, 3, bytes32("report"), bytes32("root")));
            _refused(caller, address(registry), open, R.CallerNotOracle.selector);
        } else if (door == 2) {
            K.Retirement memory said = K.Retirement(caller, bytes32("details"), K.UseCase.Voluntary, 0, false);
            bytes memory issue = abi.encodeCall(K.issue, (batch, 0, 1_000, caller, said));
            _refused(caller, address(certificates), issue, K.CallerNotLedger.selector);
        } else if (door == 3) {
            X.Order memory o = _order(X.Side.Buy, 0, batch, 1, TICK);
            X.SignedOrder memory s = X.SignedOrder(bytes32(0), true, o, "");
            bytes memory settle = abi.encodeCall(X.settleMatch, (1, s, s, 1, TICK));
            _refused(caller, address(exchange), settle, X.CallerNotSelf.selector);
        } else {
            uint256 id = _certificateWithRest();
            address owner = certificates.ownerOf(id);
            bytes memory move = abi.encodeCall(IERC721.transferFrom, (owner, caller, id));
            _refused(owner, address(certificates), move, K.CertificateLocked.selector);
        }
    }

    function _refused(address caller, address target, bytes memory data, bytes4 refusal) private {
        _do("intrude", caller, target, data, refusal);
    }

    /// @dev I-4, at every move: what is retired stays retired.
    function _noteRetired(BatchId batch) internal {
        uint64 retiredKg = credit.supplyOf(batch).retiredKg;
        _promise(retiredKg >= retiredBefore[batch], "I-4: retirement never decreases");
        retiredBefore[batch] = retiredKg;
    }

    /// @dev I-6, at every move: what is frozen is still there.
    function _promiseFrozen(Stock memory stock) internal view {
        uint64 frozen = frozenKg[stock.batch][stock.holder];
        uint256 id = BatchId.unwrap(stock.batch);
        _promise(credit.balanceOf(stock.holder, id) >= frozen, "I-6: a frozen amount does not move");
        _promise(credit.getFrozenTokens(stock.holder, id) == frozen, "I-6: what is frozen is known");
    }

    /// @dev The whole stock could be asked for, and is refused because of the freeze alone.
    function _hasFrozen(Stock memory stock) private pure returns (bool) {
        return stock.freeKg < stock.kg && (!stock.whole || stock.kg % 1_000 == 0);
    }

    /// @dev Somebody's free kilograms, at least `least`: of a recent batch if luck finds it, else of the newest, else newly minted.
    function _stock(uint64 least) internal returns (Stock memory stock) {
        uint256 count = registry.batchCount();
        for (uint256 tries = 0; count > 0 && tries < 6; ++tries) {
            uint256 recent = count < 12 ? count : 12;
            stock.batch = BatchId.wrap(count - _draw(recent));
            stock.holder = makerOf(_draw(MAKERS));
            stock.kg = uint64(credit.balanceOf(stock.holder, BatchId.unwrap(stock.batch)));
            stock.freeKg = stock.kg - frozenKg[stock.batch][stock.holder];
            stock.whole = registry.batchOf(stock.batch).wholeTonneOnly;
            if (credit.isHeldForLoss(stock.batch, stock.holder)) continue;
            if (stock.freeKg >= least && (!stock.whole || stock.freeKg >= 1_000)) return stock;
        }
        return _freshStock();
    }

    function _freshStock() private returns (Stock memory) {
        BatchId batch = _mintNow();
        R.Batch memory facts = registry.batchOf(batch);
        address owner = registry.projectOf(facts.project).owner;
        uint64 kg = uint64(credit.balanceOf(owner, BatchId.unwrap(batch)));
        return Stock(owner, batch, kg, kg, facts.wholeTonneOnly);
    }

    function _tooMuch(Stock memory stock) private pure returns (uint64) {
        return (stock.kg / 1_000 + 1) * 1_000;
    }

    /// @dev A part of the stock that may move, mostly a small one.
    function _part(Stock memory stock) internal returns (uint64) {
        uint64 most = _draw(4) == 0 ? stock.freeKg : (stock.freeKg + 7) / 8;
        if (!stock.whole) return uint64(1 + _draw(most));
        return most < 1_000 ? 1_000 : uint64(1_000 * (1 + _draw(most / 1_000)));
    }

    function _certificateWithRest() private returns (uint256 id) {
        if (certificates.certificateCount() == 0) {
            Stock memory stock = _stock(1_000);
            K.Retirement memory said = K.Retirement(stock.holder, keccak256("first"), K.UseCase.Voluntary, 0, false);
            _do("retire", stock.holder, address(credit), abi.encodeCall(C.retire, (stock.batch, stock.holder, 1_000, said)), 0);
        }
        uint256 count = certificates.certificateCount();
        for (uint256 tries = 0; tries < 4; ++tries) {
            id = count - _draw(count < 20 ? count : 20);
            K.Certificate memory known = certificates.certificate(id);
            if (certificates.allottedKg(id) < known.kgEnd - known.kgStart) return id;
        }
    }

    /// @dev A pause mostly ends before the next who is stopped by it.
    function _liftPause(address target) internal {
        if (Pausable(target).paused() && _draw(3) > 0) {
            bool ofLedger = target == address(credit);
            if (ofLedger) credit.unpauseTransfers();
            else exchange.unpauseSettlement();
        }
    }
}
