// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A wallet whose owner signs for it (ERC-1271), and that can be told to misbehave
contract ContractWallet is IERC1271, ERC1155Holder {
    enum Mood {
        Honest,
        Wrong, // answers, but not the magic value
        Refusing,
        Rambling, // refuses with as long a reason as its gas can pay
        Burning, // spends all gas
        Reentering, // runs the stored call first
        Bombing // answers rightly, in a hundred thousand bytes
    }

    address public immutable owner;
    Mood public signatureMood;
    Mood public receiptMood;
    address private _target;
    bytes private _data;

    error CallerNotOwner(address caller);
    error ReceiptRefused();

    constructor(address owner_) {
        owner = owner_;
    }

    function setMoods(Mood signatureMood_, Mood receiptMood_) external {
        signatureMood = signatureMood_;
        receiptMood = receiptMood_;
    }

    /// @notice What the wallet calls in the mood to re-enter: when it receives credits, and when it is asked for its word.
    function setReentry(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function execute(address target, bytes calldata data) external returns (bytes memory) {
        if (msg.sender != owner) revert CallerNotOwner(msg.sender);
        return Address.functionCall(target, data);
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        _misbehave(signatureMood);
        if (signatureMood == Mood.Reentering) Address.functionStaticCall(_target, _data);
        (address signer,,) = ECDSA.tryRecover(digest, signature);
        return signer == owner && signatureMood != Mood.Wrong ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function onERC1155Received(address from, address to, uint256 id, uint256 kg, bytes memory data)
        public
        override
        returns (bytes4)
    {
        _misbehave(receiptMood);
        if (receiptMood == Mood.Reentering) Address.functionCall(_target, _data);
        if (receiptMood == Mood.Wrong) return bytes4(0);
        return super.onERC1155Received(from, to, id, kg, data);
    }

    function onERC1155BatchReceived(
        address from,
        address to,
        uint256[] memory ids,
        uint256[] memory masses,
        bytes memory data
    ) public override returns (bytes4) {
        _misbehave(receiptMood);
        if (receiptMood == Mood.Reentering) Address.functionCall(_target, _data);
        if (receiptMood == Mood.Wrong) return bytes4(0);
        return super.onERC1155BatchReceived(from, to, ids, masses, data);
    }

    function _misbehave(Mood mood) private pure {
        if (mood == Mood.Refusing) revert ReceiptRefused();
        if (mood == Mood.Rambling) {
            assembly {
                let start := mload(0x40)
                mstore(start, 0xdeadbeef00000000000000000000000000000000000000000000000000000000)
                revert(start, 100000)
            }
        }
        if (mood == Mood.Bombing) {
            assembly {
                mstore(0, 0x1626ba7e00000000000000000000000000000000000000000000000000000000)
                return(0, 100000)
            }
        }
        if (mood == Mood.Burning) {
            assembly {
                invalid()
            }
        }
    }
}
