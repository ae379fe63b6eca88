// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title A token of any number of decimals that anyone can mint
contract FreeToken is ERC20 {
    uint8 private immutable _decimals;

    constructor(uint8 decimals_) ERC20("Free", "FREE") {
        _decimals = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}

/// @title A token that refuses accounts on its list
contract BlacklistToken is FreeToken {
    mapping(address account => bool) public isBlocked;

    error AccountBlocked(address account);

    constructor() FreeToken(6) {}

    function blockAccount(address account) external {
        isBlocked[account] = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (isBlocked[from]) revert AccountBlocked(from);
        if (isBlocked[to]) revert AccountBlocked(to);
        super._update(from, to, amount);
    }
}

/// @title A token that keeps one percent of every transfer for itself
contract SkimmingToken is FreeToken {
    constructor() FreeToken(6) {}

    function _update(address from, address to, uint256 amount) internal override {
        uint256 skimmed = from == address(0) ? 0 : amount / 100;
        super._update(from, to, amount - skimmed);
        if (skimmed > 0) super._update(from, address(this), skimmed);
    }
}

/// @title A token that makes a call of its owner's choice in the middle of every transfer
contract ReenteringToken is FreeToken {
    address private _target;
    bytes private _data;

    constructor() FreeToken(6) {}

    function setReentry(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (_target != address(0)) Address.functionCall(_target, _data);
        super._update(from, to, amount);
    }
}

/// @title A token whose transfers return nothing
contract SilentToken {
    uint8 public constant decimals = 6;
    mapping(address account => uint256) public balanceOf;
    mapping(address account => mapping(address spender => uint256)) public allowance;

    error AllowanceTooLow(uint256 allowed, uint256 needed);

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) revert AllowanceTooLow(allowed, amount);
        allowance[from][msg.sender] = allowed - amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}
