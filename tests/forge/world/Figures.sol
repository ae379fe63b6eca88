// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {vm} from "./Vm.sol";

/// @title Gas by verb, as one JSON object
abstract contract Figures {
    string private _figures;

    /// @dev What the last outer call cost.
    function _note(string memory verb) internal {
        _noteGas(verb, vm.lastCallGas().gasTotalUsed);
    }

    function _noteGas(string memory verb, uint256 gas) internal {
        string memory comma = bytes(_figures).length == 0 ? "" : ",";
        _figures = string.concat(_figures, comma, "\"", verb, "\":", vm.toString(gas));
    }

    function _writeFigures(string memory path) internal {
        vm.writeFile(path, string.concat("{", _figures, "}"));
    }
}
