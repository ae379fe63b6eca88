// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {IVerificationOracle} from "../interfaces/IVerificationOracle.sol";

/// @title A challenger that collects its bond once more while it is being paid, or does not take it at all
contract GreedyChallenger {
    bool public greedy = true;
    uint256 public stolen;
    uint256 public refusals;

    error PaymentRefused();

    receive() external payable {
        _takeMore();
    }

    function setGreedy(bool greedy_) external {
        greedy = greedy_;
    }

    function challenge(IVerificationOracle oracle, bytes32 reportHash, bytes32 groundsHash) external payable {
        oracle.challenge{value: msg.value}(reportHash, groundsHash);
    }

    function collect(IVerificationOracle oracle) external {
        Address.functionCall(address(oracle), abi.encodeCall(IVerificationOracle.withdrawBonds, ()));
    }

    /// @dev A refusal is swallowed, so that the first payment stands and only the second is in question.
    function _takeMore() private {
        if (!greedy) revert PaymentRefused();
        try IVerificationOracle(msg.sender).withdrawBonds() returns (uint256 more) {
            stolen += more;
        } catch {
            ++refusals;
        }
    }
}
