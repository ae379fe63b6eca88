// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {SealRegistry} from "../../contracts/SealRegistry.sol";
import {ISealRegistry as S} from "../../contracts/interfaces/ISealRegistry.sol";
import {MerkleProof6962} from "../../contracts/libraries/MerkleProof6962.sol";
import {vm} from "../forge/world/Vm.sol";

/// @title Answers the questions that tests/merkle puts to the Solidity, Python and TypeScript verifiers alike
/// @dev Run by `forge script`; tests/merkle/case.py tells the bytes of questions and answers. A part has a call frame of its own, so that
///      its memory is given back.
contract MerkleJudge {
    function judge(string calldata folder) external {
        MerkleVerifier verifier = new MerkleVerifier();
        for (uint256 part = 0; vm.exists(_file(folder, "cases", part)); ++part) {
            verifier.judge(_file(folder, "cases", part), _file(folder, "solidity", part));
        }
    }

    function _file(string calldata folder, string memory name, uint256 part) private pure returns (string memory) {
        return string.concat(folder, "/", name, ".", vm.toString(part));
    }
}

/// @title The contracts' verifier behind one door that takes root and size from the caller
contract MerkleVerifier {
    uint256 private constant LENGTH_BYTES = 4;

    SealRegistry private immutable seals = new SealRegistry(address(new AccessManager(address(this))));

    error Unforeseen(bytes reason);

    function judge(string calldata questions, string calldata answers) external {
        vm.writeFileBinary(answers, this.answersTo(vm.readFileBinary(questions)));
    }

    function answersTo(bytes calldata cases) external returns (bytes memory) {
        uint256[] memory answers = new uint256[](_count(cases));
        uint256 at = 0;
        for (uint256 i = 0; i < answers.length; ++i) {
            uint256 end = at + LENGTH_BYTES + _lengthAt(cases, at);
            answers[i] = _answer(cases[at + LENGTH_BYTES:end]);
            at = end;
        }
        return abi.encodePacked(answers);
    }

    /// @notice The contracts' rule: no root or size of zero can be sealed, and the leaf's way must end at the root.
    function verify(bytes32 root, uint64 size, uint64 index, bytes calldata leaf, bytes32[] calldata path)
        external
        returns (bool)
    {
        if (root == 0 || size == 0) seals.seal(S.Kind.Evidence, root, size, "");
        return MerkleProof6962.rootOf(MerkleProof6962.leafHash(leaf), index, size, path) == root;
    }

    function _answer(bytes calldata question) private returns (uint256) {
        (bool answered, bytes memory said) = address(this).call(bytes.concat(this.verify.selector, question));
        if (answered) return _word(abi.decode(said, (bool)) ? 1 : 0, 0, 0);
        if (bytes4(said) == S.ZeroRoot.selector) return _word(2, 0, 0);
        if (bytes4(said) == S.ZeroSize.selector) return _word(3, 0, 0);
        if (bytes4(said) == S.IndexOutOfRange.selector) return _word(4, _argument(said, 0), _argument(said, 1));
        if (bytes4(said) == S.ProofLengthWrong.selector) return _word(5, _argument(said, 0), _argument(said, 1));
        revert Unforeseen(said);
    }

    function _word(uint64 verdict, uint64 first, uint64 second) private pure returns (uint256) {
        return uint256(verdict) << 128 | uint256(first) << 64 | second;
    }

    /// @dev Word number `position` after the selector. Assembly, since a loop over its bytes took a third of all the time.
    function _argument(bytes memory said, uint256 position) private pure returns (uint64) {
        uint256 argument;
        assembly ("memory-safe") {
            argument := mload(add(add(said, 0x24), mul(position, 0x20)))
        }
        return SafeCast.toUint64(argument);
    }

    function _count(bytes calldata cases) private pure returns (uint256 count) {
        for (uint256 at = 0; at < cases.length; at += LENGTH_BYTES + _lengthAt(cases, at)) {
            ++count;
        }
    }

    function _lengthAt(bytes calldata cases, uint256 at) private pure returns (uint256) {
        return uint32(bytes4(cases[at:at + LENGTH_BYTES]));
    }
}
