// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @dev One credit is 1 tCO2e; the ledger counts kilograms, for ever.
uint64 constant ONE_CREDIT = 1000;

/// @dev The trade fee: 45 basis points (0.45 %) of the notional, from the seller's proceeds.
uint256 constant FEE_BPS = 45;

/// @dev Basis points in a whole.
uint256 constant BPS = 10_000;
