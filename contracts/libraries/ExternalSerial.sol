// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";

/// @title Serial numbers of other registries, read as those registries print them
/// @dev Verra: 13 parts, batch-start-end-programme-type-verifier-registry-country-scope-project-vintage start-vintage end-additional.
///      Gold Standard: 9 parts, GS1-1-country-project-type-vintage-issuance-start-end. In both, part 6 says within which list the
///      block's numbers are unique: the registry of a Verra unit, the issuance of a Gold Standard one (its numbers restart).
library ExternalSerial {
    uint256 private constant VERRA_PARTS = 13;
    uint256 private constant GOLD_STANDARD_PARTS = 9;
    uint256 private constant NAMESPACE_PART = 6;
    uint256 private constant LONGEST_NUMBER = 19; // digits that always fit a uint64

    struct Parsed {
        bytes32 namespace;
        uint64 start;
        uint64 end; // inclusive
        uint256 rangeFrom; // the text's bytes [rangeFrom, rangeTo) are "start-end"
        uint256 rangeTo;
    }

    /// @dev Reverts SerialMalformed unless the text has the parts of its standard and its range counts upwards from 1 or more.
    function parse(ICreditRegistry.Standard standard, string memory serial) internal pure returns (Parsed memory parsed) {
        bytes memory text = bytes(serial);
        (uint256 parts, uint256 rangePart) = _shapeOf(standard, serial);
        uint256[] memory ends = _partEnds(text, parts);
        if (ends.length == 0) revert ICreditRegistry.SerialMalformed(standard, serial);

        parsed.rangeFrom = ends[rangePart - 1] + 1;
        parsed.rangeTo = ends[rangePart + 1];
        parsed.start = _number(text, parsed.rangeFrom, ends[rangePart]);
        parsed.end = _number(text, ends[rangePart] + 1, parsed.rangeTo);
        if (parsed.start == 0 || parsed.end < parsed.start) revert ICreditRegistry.SerialMalformed(standard, serial);

        bytes memory list = _slice(text, ends[NAMESPACE_PART - 1] + 1, ends[NAMESPACE_PART]);
        parsed.namespace = keccak256(abi.encode(standard, list));
    }

    /// @dev The same serial with another range in the place of its own.
    function withRange(string memory serial, Parsed memory parsed, string memory range)
        internal
        pure
        returns (string memory)
    {
        bytes memory text = bytes(serial);
        return string(
            bytes.concat(
                _slice(text, 0, parsed.rangeFrom), bytes(range), _slice(text, parsed.rangeTo, text.length)
            )
        );
    }

    function _shapeOf(ICreditRegistry.Standard standard, string memory serial)
        private
        pure
        returns (uint256 parts, uint256 rangePart)
    {
        if (standard == ICreditRegistry.Standard.Verra) return (VERRA_PARTS, 1);
        if (standard == ICreditRegistry.Standard.GoldStandard) return (GOLD_STANDARD_PARTS, 7);
        revert ICreditRegistry.SerialMalformed(standard, serial);
    }

    /// @dev Where each part ends; empty if there are more or fewer parts than `parts`, or an empty one.
    function _partEnds(bytes memory text, uint256 parts) private pure returns (uint256[] memory ends) {
        ends = new uint256[](parts);
        uint256 found = 0;
        uint256 from = 0;
        for (uint256 i = 0; i <= text.length; ++i) {
            if (i < text.length && text[i] != "-") continue;
            if (found == parts || i == from) return new uint256[](0);
            ends[found] = i;
            ++found;
            from = i + 1;
        }
        if (found != parts) return new uint256[](0);
    }

    /// @dev The decimal number in [from, to); 0 if it is none, or longer than fits.
    function _number(bytes memory text, uint256 from, uint256 to) private pure returns (uint64 value) {
        if (to - from > LONGEST_NUMBER) return 0;
        for (uint256 i = from; i < to; ++i) {
            if (text[i] < "0" || text[i] > "9") return 0;
            value = value * 10 + uint8(text[i]) - 48;
        }
    }

    function _slice(bytes memory text, uint256 from, uint256 to) private pure returns (bytes memory part) {
        part = new bytes(to - from);
        for (uint256 i = from; i < to; ++i) {
            part[i - from] = text[i];
        }
    }
}
