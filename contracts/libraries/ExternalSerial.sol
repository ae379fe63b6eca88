// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {CivilDate} from "./CivilDate.sol";

/// @title Serial numbers of other registries, read as those registries print them
/// @dev Verra: 13 parts, batch-start-end-programme-type-verifier-registry-country-scope-project-vintage start-vintage end-additional.
///      Gold Standard: 9 parts, GS1-1-country-project-type-vintage-issuance-start-end. In both, part 6 says within which list the
///      block's numbers are unique: the registry of a Verra unit, the issuance of a Gold Standard one (its numbers restart).
///      Each serial has one spelling: with another one, e.g. a leading zero, the same list could be taken for a second one.
library ExternalSerial {
    // The kind of each part, one letter a part: see _isOfKind.
    bytes private constant VERRA = "nnnaanacnnddf";
    bytes private constant GOLD_STANDARD = "mncmmnnnn";
    uint256 private constant NAMESPACE_PART = 6;

    struct Parsed {
        bytes32 namespace;
        uint64 start;
        uint64 end; // inclusive
        uint256 rangeFrom; // the text's bytes [rangeFrom, rangeTo) are "start-end"
        uint256 rangeTo;
        bytes2 country;
        uint64 vintageFrom; // as printed: a day, DDMMYYYY, of Verra; a year of Gold Standard
        uint64 vintageUntil; // the same, inclusive
    }

    /// @dev Reverts SerialMalformed unless each part is of its kind and the range does not run backwards.
    function parse(ICreditRegistry.Standard standard, string memory serial) internal pure returns (Parsed memory parsed) {
        bytes memory text = bytes(serial);
        bool verra = standard == ICreditRegistry.Standard.Verra;
        if (!verra && standard != ICreditRegistry.Standard.GoldStandard) {
            revert ICreditRegistry.SerialMalformed(standard, serial);
        }
        (bytes memory shape, uint256 rangePart) = verra ? (VERRA, 1) : (GOLD_STANDARD, 7);
        uint256[] memory ends = _partEnds(text, shape);
        if (ends.length == 0) revert ICreditRegistry.SerialMalformed(standard, serial);

        parsed.rangeFrom = ends[rangePart - 1] + 1;
        parsed.rangeTo = ends[rangePart + 1];
        parsed.start = _number(text, parsed.rangeFrom, ends[rangePart]);
        parsed.end = _number(text, ends[rangePart] + 1, parsed.rangeTo);
        if (parsed.end < parsed.start) revert ICreditRegistry.SerialMalformed(standard, serial);

        bytes memory list = _slice(text, ends[NAMESPACE_PART - 1] + 1, ends[NAMESPACE_PART]);
        parsed.namespace = keccak256(abi.encode(standard, list));
        (uint256 countryPart, uint256 vintagePart) = verra ? (7, 10) : (2, 5);
        parsed.country = bytes2(_slice(text, ends[countryPart - 1] + 1, ends[countryPart]));
        parsed.vintageFrom = _number(text, ends[vintagePart - 1] + 1, ends[vintagePart]);
        if (!verra) vintagePart -= 1; // one year, not two days
        parsed.vintageUntil = _number(text, ends[vintagePart] + 1, ends[vintagePart + 1]);
    }

    /// @dev The half-open period is the printed vintage: of Verra from midnight to midnight, of Gold Standard inside its year. A day
    ///      that no calendar has agrees with no period.
    function isVintage(Parsed memory parsed, ICreditRegistry.Standard standard, uint64 start, uint64 end)
        internal
        pure
        returns (bool)
    {
        if (standard == ICreditRegistry.Standard.GoldStandard) {
            return CivilDate.yearOf(start) == parsed.vintageFrom && CivilDate.yearOf(end - 1) == parsed.vintageUntil;
        }
        bool midnights = start % 1 days == 0 && end % 1 days == 0;
        return midnights && _printed(start) == parsed.vintageFrom && _printed(end - 1) == parsed.vintageUntil;
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

    /// @dev The day of a moment as Verra prints it, DDMMYYYY, as a number.
    function _printed(uint64 moment) private pure returns (uint256) {
        (uint16 year, uint256 month, uint256 day) = CivilDate.dateOf(moment);
        return day * 1_000_000 + month * 10_000 + year;
    }

    /// @dev Where each part ends; empty if there are more or fewer parts than the shape has, or one is not of its kind.
    function _partEnds(bytes memory text, bytes memory shape) private pure returns (uint256[] memory ends) {
        ends = new uint256[](shape.length);
        uint256 found = 0;
        uint256 from = 0;
        for (uint256 i = 0; i <= text.length; ++i) {
            if (i < text.length && text[i] != "-") continue;
            if (found == shape.length || !_isOfKind(text, from, i, shape[found])) return new uint256[](0);
            ends[found] = i;
            ++found;
            from = i + 1;
        }
        if (found != shape.length) return new uint256[](0);
    }

    /// @dev n: a number without leading zeros that fits a uint64. d: eight digits, a date. f: a flag, 0 or 1.
    ///      a: upper-case letters. c: two of them, a country. m: upper-case letters and digits, mixed. None is empty.
    function _isOfKind(bytes memory text, uint256 from, uint256 to, bytes1 kind) private pure returns (bool) {
        uint256 length = to - from;
        if (length == 0) return false;
        if (kind == "n" && (text[from] == "0" || length > 19)) return false;
        if (kind == "d" && length != 8) return false;
        if (kind == "c" && length != 2) return false;
        if (kind == "f" && (length != 1 || text[from] > "1")) return false;
        for (uint256 i = from; i < to; ++i) {
            bool digit = text[i] >= "0" && text[i] <= "9";
            bool letter = text[i] >= "A" && text[i] <= "Z";
            bool fits = kind == "a" || kind == "c" ? letter : digit || (letter && kind == "m");
            if (!fits) return false;
        }
        return true;
    }

    /// @dev The decimal number in [from, to), which is of kind n or d.
    function _number(bytes memory text, uint256 from, uint256 to) private pure returns (uint64 value) {
        for (uint256 i = from; i < to; ++i) {
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
