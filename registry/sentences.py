"""One plain sentence for each refusal of the contracts, with the values that were seen and the rule."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # ledger
    "InsufficientCredits": "{holder} holds {heldKg} kg of batch {batch}, needed {neededKg} kg",
    "CallerNotOracle": "{caller} is not the oracle {oracle}: only the oracle mints",
    "CallerNotApproved": "{caller} is neither {holder} nor approved by it",
    "NotWholeCredits": "batch {batch} moves in whole credits of 1,000 kg only, asked {kg} kg",
    "BatchAlreadyIssued": "batch {batch} was issued before; a batch is issued once",
    "ZeroKilograms": "the quantity is 0 kg; it must be at least 1 kg",
    "MassTooLarge": "{kg} kg is more than the ledger can hold (2^64 - 1 kg)",
    # registry
    "InvalidField": "field {field} is empty or outside of its rule",
    "MethodologyExists": "methodology {methodology} is registered already",
    "MethodologyUnknown": "methodology {methodology} is not registered",
    "ProjectExists": "project {project} is registered already",
    "ProjectUnknown": "project {project} is not registered",
    "KilogramNotInBatch": "kilogram {kg} is not in batch {batch}, which holds {credits} credits",
    "BatchUnknown": "batch {batch} does not exist",
    # methodology
    "ProjectKindMismatch": "the methodology is for kind {required}, the project is of kind {actual}",
    "PeriodTooLong": "the period lasts {actualS} s, the methodology allows {longestS} s",
    "AboveDailyCap": "{pointKg} kg is above the {capKg} kg that is physically possible in the period",
    # certificates
    "CallerNotLedger": "{caller} is not the ledger {ledger}: only a retirement makes a certificate",
    "CertificateLocked": "certificate {certificate} can never move",
    "CertificateUnknown": "there is no certificate {certificate}",
    "CallerNotBeneficiary": "{caller} is not the beneficiary {beneficiary}",
    "EmptyDetails": "the details hash is zero",
    "EmptySubject": "the subject of the allotment is zero",
    "KilogramNotRetired": "kilogram {kg} of batch {batch} is not retired; {retiredKg} kg are",
    "SerialNotInBatch": "serial {serial} is not in batch {batch}, which holds {serialStart} to {serialEnd}",
    "AllotmentExceedsRetired": (
        "certificate {certificate} retired {retiredKg} kg, {allottedKg} kg are allotted, asked {askedKg} kg more"
    ),
    # seals
    "ZeroRoot": "the root is zero",
    "ZeroSize": "the tree has no leaf",
    "RootSealed": "root {root} is sealed already, as seal {seal}",
    "SealUnknown": "there is no seal {seal}",
    "IndexOutOfRange": "index {index} is outside of a tree of {size} leaves",
    "ProofLengthWrong": "the proof has {actual} hashes, this index and size need {expected}",
    "ZeroNullifier": "the nullifier is zero",
    "NullifierUsed": "the certificate behind {nullifier} was used before",
    # oracle
    "UnsupportedReportKind": "reports of kind {kind} are not taken",
    "EmptyPeriod": "the period ends at {periodEnd}, it begins at {periodStart}",
    "PeriodInFuture": "the period ends at {periodEnd}, the chain's time is {chainTime}",
    "PeriodOverlaps": "project {project} is verified until {lastEnd}, the period begins at {periodStart}",
    "PeriodBeforeProject": "project {project} starts at {startsAt}, the period begins at {periodStart}",
    "MethodologyMismatch": "the project's methodology is {ofProject}, the report's is {ofReport}",
    "MethodologyNotValid": (
        "methodology {methodology} is valid from {validFrom} until {validUntil}, the period begins at {periodStart}"
    ),
    "BoundAboveEstimate": "the lower bound {lowerBoundKg} kg is above the point estimate {pointKg} kg",
    "NothingToCredit": "the lower bound is {lowerBoundKg} kg: nothing to credit",
    "ClaimsUnsupported": "cooperative claims are not taken: root {claimsRoot}, {claimsKg} kg",
    "EvidenceNotSealed": "no evidence of {dataSize} leaves is sealed under {dataRoot}",
    "DataRootUsed": "data root {dataRoot} was used by an earlier report",
    "UnexpectedNonce": "project {project} expects nonce {expected}, the report has {actual}",
    "StaleConfiguration": "the verifier set is {expected}, the report was signed under {actual}",
    "DeadlinePassed": "the deadline was {deadline}, the chain's time is {chainTime}",
    "ClaimOpen": "project {project} has an open claim: {reportHash}",
    "ClaimUnknown": "there is no claim {reportHash}",
    "ClaimFinalised": "claim {reportHash} is final",
    "WindowOpen": "claim {reportHash} can be final from {finalisableAt}, the chain's time is {chainTime}",
    "SignersNotIncreasing": "signer {signer} does not come after {previous}",
    "VerifierUnknown": "{signer} is not an accredited verifier",
    "VerifierExpired": "the accreditation of {signer} ended at {validUntil}, the chain's time is {chainTime}",
    "VerifierOutOfScope": "{signer} is not accredited for methodology {methodology} in {country}",
    "VerifierInConflict": "{signer} belongs to the project's own organisation {organisation}",
    "LayerMismatch": "{signer} is accredited for layer {accredited}, signed for {signed}",
    "OrganisationRepeated": "organisation {organisation} signed twice",
    "InvalidAttestation": "the signature is not that of {signer} on this report, chain and contract",
    "QuorumMissing": "layer {layer} needs {threshold} organisations, {counted} signed",
    "InvalidVerifier": "the accreditation of {verifier} lacks an address, an organisation or a future end",
    "InvalidThreshold": "threshold {threshold} of layer {layer} must be at least 1",
    # exchange
    "UnexpectedBatch": "settlement number {actual} is not the next one, {expected}",
    "EmptyBatch": "the settlement holds no match",
    "SignaturesMissing": "{orders} orders came with {signatures} signatures",
    "OrderIndexOutOfRange": "a match names order {index} of {orders}",
    "GasTooLow": "a match needs {needed} gas, {left} is left",
    "CallerNotSelf": "{caller} is not the exchange itself",
    "CallerNotMaker": "{caller} is not the maker {maker}",
    "PaymentNotListed": "{payment} is not an admitted payment token",
    "PaymentDecimals": "token {payment} has {decimals} decimals; 6 to 18 are admitted",
    "InvalidSignature": "the signature on order {order} is not that of {maker}",
    "OrderExpired": "order {order} expired at {expiry}, the chain's time is {chainTime}",
    "OrderEpoch": "order {order} was signed under epoch {actual}, the maker's epoch is {expected}",
    "OrderWasCancelled": "order {order} was cancelled by its maker",
    "OrderOverfilled": "order {order} is for {credits} credits, {filled} are filled, asked {asked} more",
    "OrderAllOrNone": "order {order} fills all {credits} credits or none, asked {asked}",
    "OrderBelowMinimum": "order {order} fills at least {minFill} credits at a time, asked {asked}",
    "OrderFee": "order {order} agrees to a fee of {maxFeeBps} bps, the fee is {feeBps} bps",
    "OrderFlags": "order {order} carries flags {flags} that its side does not have",
    "SidesNotOpposite": "orders {buy} and {sell} are not a buy and a sell",
    "BatchMismatch": "the buy is for batch {buy}, the sell for batch {sell}",
    "PaymentMismatch": "the buy pays in {buy}, the sell asks for {sell}",
    "PriceOutsideLimits": "price {matchPrice} is not between the sell limit {sellPrice} and the buy limit {buyPrice}",
    "PriceOffTick": "price {price} is not a multiple of the tick {tick}",
    "PaymentShort": "the payment token moved {actual} units instead of {expected}",
    "RecipientIsExchange": "order {order} names the exchange itself as recipient",
    "ZeroCredits": "the quantity is 0 credits; it must be at least 1",
    "SelfTrade": "{maker} would trade with itself",
    "TakerMismatch": "order {order} is for {taker} only, not for {actual}",
    "ZeroAddress": "address {name} is zero",
    # who may do what
    "AdminNotOffered": "{account} was not offered the admin role: an admin offers it, then that account accepts",
    "LastAdmin": "{account} is the last admin; another must accept the role before it can leave",
    # migration to another ledger
    "SuppliesDiffer": "batch {batch}: {oldCancelledKg} kg left the old ledger, {successorKg} kg arrived in the new one",
    "NoContract": "there is no contract at {at}, which is named as the {name}",
    # OpenZeppelin
    "AccessManagedUnauthorized": "{caller} does not hold the role that this call needs",
    "AccessManagerUnauthorizedAccount": "{msgsender} does not hold role {roleId}, which this call needs",
    "AccessManagerNotScheduled": "operation {operationId} is not scheduled: what waits must be scheduled first",
    "AccessManagerNotReady": "operation {operationId} is scheduled, but its time has not come",
    "AccessManagerExpired": "operation {operationId} was not carried out within a week of its time",
    "EnforcedPause": "transfers are paused; retirement goes on",
    "ERC1155MissingApprovalForAll": "{operator} is not approved by {owner}",
    "ERC1155InvalidReceiver": "{receiver} does not take ERC-1155 tokens",
    "ERC20InsufficientBalance": "{sender} holds {balance} payment units, needed {needed}",
    "ERC20InsufficientAllowance": "{spender} may move {allowance} payment units, needed {needed}",
}


def sentence_of(name: str, facts: Mapping[str, object]) -> str:
    """The sentence of a refusal; a name without one is shown with its facts, none left out."""
    template = SENTENCES.get(name)
    if template is not None:
        try:
            return template.format_map(dict(facts))
        except KeyError:
            pass  # fewer facts than the sentence needs: the plain listing below loses nothing
    listing = ", ".join(f"{key} {value}" for key, value in facts.items())
    return f"{name}: {listing}" if listing else name
