// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CivilDate} from "../libraries/CivilDate.sol";

/// @title The calendar library, callable from outside
contract CivilYears {
    function yearOf(uint64 moment) external pure returns (uint16) {
        return CivilDate.yearOf(moment);
    }
}
