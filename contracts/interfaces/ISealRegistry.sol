// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {SealId} from "../types/Ids.sol";

/// @title Append-only registry of Merkle roots
/// @notice RFC 6962 trees over SHA-256: leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right), a lone node is promoted.
interface ISealRegistry {
    enum Kind {
        Passport,
        Offset,
        Report,
        Evidence,
        Certificate,
        Claims,
        Inventory
    }

    struct Seal {
        Kind kind;
        uint64 size; // number of leaves
        uint64 sequence; // position among the seals of this kind, from 1
        uint64 sealedAt; // Unix seconds of chain time
        address sealer;
        bytes32 root;
        bytes32 previousRoot; // root of the previous seal of this kind; zero for the first
        string uri; // where the leaves can be fetched
    }

    event Sealed(
        SealId indexed seal,
        Kind indexed kind,
        bytes32 indexed root,
        uint64 size,
        uint64 sequence,
        bytes32 previousRoot,
        address sealer,
        string uri
    );
    event SealSuperseded(SealId indexed old, SealId indexed by);
    event CertificateNullified(bytes32 indexed nullifier, address indexed by);

    error ZeroRoot();
    error ZeroSize();
    error RootSealed(Kind kind, bytes32 root, SealId seal);
    error SealUnknown(SealId seal);
    error IndexOutOfRange(uint64 index, uint64 size);
    error ProofLengthWrong(uint256 expected, uint256 actual);
    error SealAlreadySuperseded(SealId old, SealId by);
    error KindMismatch(Kind ofOld, Kind ofNew);
    error NotLater(SealId old, SealId by);
    error ZeroNullifier();
    error NullifierUsed(bytes32 nullifier);
    error ZeroAddress(string name);

    /// @notice Appends a root. The same root is sealed at most once per kind.
    function seal(Kind kind, bytes32 root, uint64 size, string calldata uri) external returns (SealId);

    /// @notice Says that a later seal of the same kind stands in the place of an earlier one. Once, and nothing is removed.
    function supersede(SealId old, SealId by) external;

    /// @notice Records that an outside offset certificate was used; the same one is refused for ever.
    function nullify(bytes32 nullifier) external;

    /// @notice True if `leaf` (its bytes, not its hash) is leaf number `index` of the seal. For people on a block explorer.
    function verify(SealId id, bytes calldata leaf, uint64 index, bytes32[] calldata proof) external view returns (bool);

    function sealOf(SealId id) external view returns (Seal memory);

    /// @notice `sealOf(id).kind`, without the price of reading the rest.
    function kindOf(SealId id) external view returns (Kind);
    function sealCount() external view returns (uint64);

    /// @notice The seal of a root, or 0.
    function sealIdOf(Kind kind, bytes32 root) external view returns (SealId);

    /// @notice The seal that stands in the place of `old`; 0 while it stands itself.
    function supersededBy(SealId old) external view returns (SealId);
    function latestOf(Kind kind) external view returns (SealId);
    function isNullified(bytes32 nullifier) external view returns (bool);
}
