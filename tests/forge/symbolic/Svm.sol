// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @title The part of halmos' own cheat codes that these proofs use
interface Svm {
    function enableSymbolicStorage(address target) external;
    function createUint(uint256 bits, string calldata name) external pure returns (uint256);
    function createUint256(string calldata name) external pure returns (uint256);
    function createAddress(string calldata name) external pure returns (address);
    function createBool(string calldata name) external pure returns (bool);
}

Svm constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
