"""What can go wrong when the system is brought up, and when a page is asked for.

CarbonixError
├── SignInFirst          a page for somebody, asked for by nobody (under NotAuthenticated)
├── ForeignRequest       another site's page tried to act for our reader (under NotAuthorised)
├── NothingDeployed      the chain holds no accepted deployment
├── RelayRefused         a call that /rpc does not hand to our node (under InvalidInput)
├── DeploymentFailed     Brownie ended without one
├── DeploymentDiffers    the chain is not the one that the database and the deployment speak of
└── PortTaken            nobody can listen there
"""

from __future__ import annotations

from registry.errors import CarbonixError, InvalidInput, NotAuthenticated, NotAuthorised


class NothingDeployed(CarbonixError):
    """There is a chain, and no contracts of ours on it."""

    def __init__(self, chain_id: int) -> None:
        super().__init__(
            f"chain {chain_id} holds no CarboniX contracts yet: run `make demo` first, it deploys them",
            {"chainId": chain_id},
        )


class DeploymentFailed(CarbonixError):
    """The script that deploys, or the one that accepts a deployment, said no."""

    def __init__(self, script: str, exit_code: int, last_lines: str) -> None:
        super().__init__(
            f"scripts/{script} ended with {exit_code}; its last lines:\n{last_lines}",
            {"script": script, "exitCode": exit_code, "lastLines": last_lines},
        )


class DeploymentDiffers(CarbonixError):
    """Going on would mix the records of two chains."""

    def __init__(self, chain_id: int, stored_block: int) -> None:
        super().__init__(
            f"the database follows chain {chain_id} up to block {stored_block}, the running chain does not hold those"
            " contracts: its state was lost. `make clean` forgets both, `make demo` starts over",
            {"chainId": chain_id, "storedBlock": stored_block},
        )


class PortTaken(CarbonixError):
    """Another program listens on the port, or the address is not ours."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"cannot serve on {host}:{port} ({reason}): choose another with `carbonix serve --port` or CARBONIX_PORT",
            {"host": host, "port": port, "reason": reason},
        )


class SignInFirst(NotAuthenticated):
    """A page shows what belongs to somebody, and nobody is signed in; `here` says what it would show."""

    def __init__(self, here: str) -> None:
        super().__init__("nobody is signed in: this page shows what belongs to somebody", {"here": here})


class ForeignRequest(NotAuthorised):
    """A session's cookie came with a request that no page of ours sent."""

    def __init__(self, origin: str) -> None:
        sentence = f"a page of {origin} cannot act for a reader who is signed in here"
        CarbonixError.__init__(self, sentence, {"origin": origin})


class RelayRefused(InvalidInput):
    """A call that `/rpc` does not hand on, or that the node refused; `code` is JSON-RPC's."""

    def __init__(self, code: int, sentence: str) -> None:
        CarbonixError.__init__(self, sentence, {"rpcCode": code})
        self.code = code
