"""Says what a deployment must be: contracts, wiring, and which role may call what; deploy and accept both read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass

# One rule for each kind of project.
RULES = ("RenewablePower", "Forestry", "Methane", "EnergyEfficiency")
# In the order of deployment: an address that is needed earlier is predicted from the deployer's nonce.
NAMES = (
    "RegistryAccess",
    "CreditRegistry",
    "SealRegistry",
    "RetirementCertificate",
    "CarbonCredit",
    "BufferPool",
    "CooperativeClaims",
    "RemnantPool",
    "VerifierSet",
    "VerificationOracle",
    "CreditExchange",
    *RULES,
    "PaymentToken",
)
METADATA_URI = "/api/v1/batches/{id}.json"
COLLECTION_URI = "/api/v1/collection.json"

ADMIN_ROLE = 0
ROLE_IDS = {
    "REGISTRAR": 1,
    "VERIFIER_ADMIN": 2,
    "ORACLE_OPERATOR": 3,
    "SEALER": 4,
    "GUARDIAN": 5,
    "EXCHANGE_OPERATOR": 6,
    "COMPLIANCE": 7,
    "ARBITER": 8,
}
# Roles that lead to credits or move them: a new member's role takes effect only after the grant delay.
DELAYED_ROLES = ("VERIFIER_ADMIN", "ORACLE_OPERATOR", "EXCHANGE_OPERATOR", "COMPLIANCE", "ARBITER")
# Cancels what a member of any other role has scheduled. The admin's deeds only an admin cancels: a guardian could else
# block its own removal.
CANCELLING_ROLE = "GUARDIAN"

# Every restricted function that is not the admin's alone.
CALLERS: Mapping[str, Mapping[str, str]] = {
    "CreditRegistry": {
        "registerMethodology": "REGISTRAR",
        "registerProject": "REGISTRAR",
        "setLabels": "REGISTRAR",
        "proposeDailyCap": "REGISTRAR",
        "confirmDailyCap": "VERIFIER_ADMIN",
    },
    "SealRegistry": {"seal": "SEALER", "supersede": "SEALER", "nullify": "SEALER"},
    "CarbonCredit": {
        "pauseTransfers": "GUARDIAN",
        "setFrozenTokens": "COMPLIANCE",
        "announceForcedTransfer": "COMPLIANCE",
        "withdrawForcedTransfer": "COMPLIANCE",
        "forcedTransfer": "COMPLIANCE",
    },
    "BufferPool": {"setShare": "REGISTRAR"},
    "VerifierSet": {"accredit": "VERIFIER_ADMIN", "revoke": "VERIFIER_ADMIN", "setConflict": "VERIFIER_ADMIN"},
    "VerificationOracle": {
        "heartbeat": "ORACLE_OPERATOR",
        "submit": "ORACLE_OPERATOR",
        "submitLoss": "ORACLE_OPERATOR",
        "submitImmobilisation": "ORACLE_OPERATOR",
        "rule": "ARBITER",
    },
    "CreditExchange": {"settle": "EXCHANGE_OPERATOR", "listPayment": "REGISTRAR", "pauseSettlement": "GUARDIAN"},
}
ADMIN_FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    "RegistryAccess": (
        "grantRole",
        "labelRole",
        "offerAdmin",
        "revokeRole",
        "setGrantDelay",
        "setRoleAdmin",
        "setRoleGuardian",
        "setTargetAdminDelay",
        "setTargetClosed",
        "setTargetFunctionRole",
        "updateAuthority",
    ),
    "CarbonCredit": ("unpauseTransfers",),
    "VerifierSet": ("setThreshold",),
    "CreditExchange": ("unpauseSettlement",),
}

# Functions that one contract keeps for another: no account may call them, whatever its role.
KEPT_FOR: Mapping[str, Mapping[str, str]] = {
    "CreditRegistry": {"openBatch": "VerificationOracle", "openBridgedBatch": "VerificationOracle"},
    "CarbonCredit": {
        "issue": "VerificationOracle",
        "holdForLoss": "VerificationOracle",
        "cancelForLoss": "BufferPool",
    },
    "RetirementCertificate": {"issue": "CarbonCredit", "openBulk": "CarbonCredit"},
    "BufferPool": {
        "accrue": "VerificationOracle",
        "deduct": "VerificationOracle",
        "openLoss": "VerificationOracle",
    },
    "CooperativeClaims": {
        "open": "VerificationOracle",
        "setAside": "VerificationOracle",
        "onERC1155Received": "CarbonCredit",
        "onERC1155BatchReceived": "CarbonCredit",
    },
    "RemnantPool": {"onERC1155Received": "CarbonCredit", "onERC1155BatchReceived": "CarbonCredit"},
    "CreditExchange": {"settleMatch": "CreditExchange"},
}

# What each constructor argument can be read back by, in the order of the arguments; a tuple stands for a struct.
Getter = str | tuple[str, ...]
GETTERS: Mapping[str, tuple[Getter, ...]] = {
    "RegistryAccess": (),
    "CreditRegistry": ("authority", "oracle", "demonstration"),
    "SealRegistry": ("authority",),
    "RetirementCertificate": ("ledger", "registry", "seals", "pool"),
    "CarbonCredit": ("authority", "registry", "oracle", "certificates", "pool"),
    "BufferPool": ("authority", "oracle", "credit"),
    "CooperativeClaims": ("oracle", "credit"),
    "RemnantPool": ("credit",),
    "VerifierSet": ("authority",),
    "VerificationOracle": (
        "authority",
        ("registry", "credit", "seals", "pool", "claims", "verifiers"),
        ("challengeWindowS", "rulingTimeS", "claimLifetimeS", "heartbeatS", "bond"),
    ),
    "CreditExchange": ("authority", "credit", "treasury", "silenceS"),
    **dict.fromkeys(RULES, ()),
    "PaymentToken": (),
}


@dataclass(frozen=True, slots=True)
class ClaimSettings:
    """IVerificationOracle.Settings: times in seconds, the bond in wei."""

    challenge_window_s: int
    ruling_time_s: int = 3 * 86_400
    claim_lifetime_s: int = 30 * 86_400
    heartbeat_s: int = 86_400
    bond: int = 10**17


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the deployer decides; everything else follows. `members` holds the accounts of each role, ADMIN included.

    `admin_delay_s` is how long each deed of the admin waits, and a change of a contract's roles, and a new member of
    the delayed roles. A deployment that is no demonstration has one, and its admin is a contract. After `silence_s`
    without a settlement, makers may settle their own orders.
    """

    deployer: str
    treasury: str
    claims: ClaimSettings
    demonstration: bool
    admin_delay_s: int
    members: Mapping[str, tuple[str, ...]]
    silence_s: int = 86_400


def constructor_arguments(configuration: Configuration, at: Mapping[str, str]) -> dict[str, tuple[object, ...]]:
    """Arguments of every constructor, given the address of every contract."""
    access, registry = at["RegistryAccess"], at["CreditRegistry"]
    credit, oracle, pool = at["CarbonCredit"], at["VerificationOracle"], at["BufferPool"]
    wiring = (registry, credit, at["SealRegistry"], pool, at["CooperativeClaims"], at["VerifierSet"])
    return {
        "RegistryAccess": (configuration.deployer,),
        "CreditRegistry": (access, oracle, configuration.demonstration),
        "SealRegistry": (access,),
        "RetirementCertificate": (credit, registry, at["SealRegistry"], pool),
        "CarbonCredit": (
            access,
            registry,
            oracle,
            at["RetirementCertificate"],
            pool,
            METADATA_URI,
            COLLECTION_URI,
        ),
        "BufferPool": (access, oracle, credit),
        "CooperativeClaims": (oracle, credit),
        "RemnantPool": (credit,),
        "VerifierSet": (access,),
        "VerificationOracle": (access, wiring, astuple(configuration.claims)),
        "CreditExchange": (access, credit, configuration.treasury, configuration.silence_s),
        **dict.fromkeys(RULES, ()),
        "PaymentToken": (),
    }


def text_of(value: object) -> str:
    """A value as the record writes it: lower-case hex, decimal numbers, true or false; a struct in brackets."""
    if isinstance(value, tuple | list):
        return f"({', '.join(map(text_of, value))})"
    return str(value).lower() if isinstance(value, bool) or str(value).startswith("0x") else str(value)


def managed_contracts() -> tuple[str, ...]:
    """Contracts of which the admin decides who may call what, the role book itself included."""
    return tuple(name for name in NAMES if name in CALLERS or name in ADMIN_FUNCTIONS)
