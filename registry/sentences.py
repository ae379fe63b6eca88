"""One plain sentence for each refusal of the contracts, with the values that were seen and the rule."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # ledger
    "InsufficientCredits": "{holder} holds {heldKg} kg of batch {batch}, needed {neededKg} kg",
    "CallerNotOracle": "{caller} is not the oracle {oracle}, whose call this is",
    "CallerNotApproved": "{caller} is neither {holder} nor approved by it",
    "NotWholeCredits": "batch {batch} moves in whole credits of 1,000 kg only, asked {kg} kg",
    "BatchAlreadyIssued": "batch {batch} was issued before; a batch is issued once",
    "ZeroKilograms": "the quantity is 0 kg; it must be at least 1 kg",
    "MassTooLarge": "{kg} kg is more than the ledger can hold (2^64 - 1 kg)",
    "CallerNotPool": "{caller} is not the buffer pool {pool}: only the pool makes up for losses",
    "BufferTooLarge": "the buffer's share of {bufferKg} kg is larger than the batch of {kg} kg",
    "AccountHeldForLoss": "a claimed loss holds everything that {account} has of batch {batch}",
    "ERC7943CannotSend": "{account} may not send credits",
    "ERC7943CannotReceive": "{account} may not receive credits",
    "ERC7943CannotTransfer": "{amount} kg of batch {tokenId} may not move from {from} to {to}",
    "ERC7943InsufficientUnfrozenBalance": (
        "{account} has {unfrozen} kg of batch {tokenId} that are not frozen, needed {amount} kg"
    ),
    "ReasonMissing": "a forced transfer needs a reason and the hash of its order; given {reason} and {documentHash}",
    "ForcedTransferAnnouncedAlready": (
        "the transfer of {amount} kg of batch {tokenId} from {from} to {to} is announced already, for {ripeAt}"
    ),
    "ForcedTransferUnknown": "no transfer of {amount} kg of batch {tokenId} from {from} to {to} was announced",
    "ForcedTransferUnripe": "the forced transfer waits until {ripeAt}, the chain's time is {chainTime}",
    "ForcedTransferExpired": "the announcement ended at {expiredAt}, the chain's time is {chainTime}",
    "FootprintMismatch": "the retirement names footprint {named}, the proof is of {proved}",
    # registry
    "InvalidField": "field {field} is empty or outside of its rule",
    "MethodologyExists": "methodology {methodology} is registered already",
    "MethodologyUnknown": "methodology {methodology} is not registered",
    "ProjectExists": "project {project} is registered already",
    "ProjectUnknown": "project {project} is not registered",
    "KilogramNotInBatch": "kilogram {kg} is not in batch {batch}, which holds {credits} credits",
    "BatchUnknown": "batch {batch} does not exist",
    "DailyCapNotProposed": "project {project}: {confirmedKg} kg a day were confirmed, {proposedKg} kg were proposed",
    "SerialMalformed": "{serial!r} is not a serial of standard {standard}",
    "BlockOverlaps": "serials {start} to {end} meet {usedStart} to {usedEnd}, which stand here already ({namespace})",
    "CountryMismatch": "the project's country is {ofProject}, the serial's is {ofSerial} (two letters, as bytes)",
    "VintageMismatch": "the period {periodStart} to {periodEnd} is not the vintage that {serial!r} prints",
    "NeighbourWrong": "{hint} is not the first serial of the used block just below {start} ({namespace})",
    # methodology
    "ProjectKindMismatch": "the methodology is for kind {required}, the project is of kind {actual}",
    "PeriodTooLong": "the period lasts {actualS} s, the methodology allows {longestS} s",
    "AboveDailyCap": "{pointKg} kg is above the {capKg} kg that is physically possible in the period",
    # certificates
    "CallerNotLedger": "{caller} is not the ledger {ledger}, whose call this is",
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
    "FootprintUnknown": "no footprint is admitted under {footprint}",
    "FootprintMalformed": "leaf {leaf} under seal {seal} is not a footprint of more than 0 kg",
    "FootprintNotSealed": "leaf {leaf} is not number {index} under seal {seal}",
    "FootprintSuperseded": "seal {seal} is superseded by seal {by}: a footprint is admitted from the seal that stands",
    "OverOffset": (
        "footprint {footprint} is {totalKg} kg, {retiredKg} kg are retired against it, asked {askedKg} kg more"
    ),
    "BulkRootMissing": "a retirement for many needs a root over its portions; given {root} over {size}",
    "CertificateNotInBulk": "certificate {certificate} is not one for many",
    "CertificateInBulk": "certificate {certificate} is one for many: its portions are allotted",
    "PortionClaimedAlready": "portion {index} of certificate {certificate} was claimed before",
    "PortionNotInRoot": "this portion is not number {index} under the root of certificate {certificate}",
    "PortionExceedsRetired": (
        "certificate {certificate} retired {retiredKg} kg, {claimedKg} kg are claimed, asked {askedKg} kg more"
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
    "SealAlreadySuperseded": "seal {old} is superseded already, by seal {by}",
    "KindMismatch": "a seal of kind {ofOld} cannot be superseded by one of kind {ofNew}",
    "NotLater": "seal {by} is not later than seal {old}",
    # oracle
    "UnexpectedReportKind": "the report is of kind {actual}, expected {expected}",
    "OracleStale": (
        "the oracle's last heartbeat, at {lastHeartbeat}, counted for {heartbeatS} s; the chain's time is {chainTime}"
    ),
    "EmptyPeriod": "the period ends at {periodEnd}, it begins at {periodStart}",
    "PeriodInFuture": "the period ends at {periodEnd}, the chain's time is {chainTime}",
    "PeriodOverlaps": "project {project} is verified until {lastEnd}, the period begins at {periodStart}",
    "OriginMismatch": (
        "project {project} is of origin {ofProject}, the report of {ofReport} (1 measured here, 2 bridged); "
        "the first final report decided"
    ),
    "PeriodBeforeProject": "project {project} starts at {startsAt}, the period begins at {periodStart}",
    "MethodologyMismatch": "the project's methodology is {ofProject}, the report's is {ofReport}",
    "MethodologyNotValid": (
        "methodology {methodology} is valid from {validFrom} until {validUntil}, the period begins at {periodStart}"
    ),
    "BoundAboveEstimate": "the lower bound {lowerBoundKg} kg is above the point estimate {pointKg} kg",
    "BoundBelowEstimate": "the upper bound {upperBoundKg} kg is below the point estimate {pointKg} kg",
    "NothingToCredit": "the lower bound is {lowerBoundKg} kg: nothing to credit",
    "ClaimsNotExact": "{mintableKg} kg would mint to the members, their claims add up to {claimsKg} kg",
    "ClaimsNotSealed": "no claims are sealed under {claimsRoot}",
    "ClaimsOutOfPlace": "this report takes no members' claims; given root {claimsRoot}, {claimsKg} kg",
    "ClaimsNeedKilograms": "project {project} moves in whole credits only: members could not claim kilograms",
    "BatchNotOfReport": "batch {batch} is not that of project {project}, {periodStart} to {periodEnd}",
    "LossExceedsIssued": "batch {batch} issued {issuedKg} kg, {lostKg} kg are lost, claimed {claimedKg} kg more",
    "BlockNotOfReport": "the report is of block {ofReport}, the block given is {ofBlock}",
    "BlockMassMismatch": "the block holds {credits} credits, the report says {pointKg} and {lowerBoundKg} kg",
    "EvidenceNotSealed": "no evidence of {dataSize} leaves is sealed under {dataRoot}",
    "RootSuperseded": "seal {seal} is superseded by seal {by}: a root is reported from the seal that stands",
    "DataRootUsed": "data root {dataRoot} was used by an earlier report",
    "UnexpectedNonce": "project {project} expects nonce {expected}, the report has {actual}",
    "StaleConfiguration": "the verifier set is {expected}, the report was signed under {actual}",
    "DeadlinePassed": "the deadline was {deadline}, the chain's time is {chainTime}",
    "ClaimOpen": "project {project} has an open claim: {reportHash}",
    "ClaimUnknown": "there is no claim {reportHash}",
    "UnexpectedClaimStatus": "claim {reportHash} has status {actual}, this needs {expected}",
    "ClaimExpired": "claim {reportHash} expired at {expiredAt}, the chain's time is {chainTime}",
    "ClaimStands": "claim {reportHash} stands: nothing voids it now",
    "SignerIsRevoked": "{signer}, who signed claim {reportHash}, was revoked since",
    "WindowClosed": "claim {reportHash} could be challenged until {finalisableAt}, the chain's time is {chainTime}",
    "GroundsMissing": "the hash of the grounds or reasons on claim {reportHash} is zero",
    "BondWrong": "the bond is {expected} wei, {actual} wei came",
    "RulingTimeOver": "the arbiter could rule on {reportHash} until {rulingUntil}, the chain's time is {chainTime}",
    "NoBonds": "no bond waits for {account}",
    "InvalidSettings": "setting {field} is outside of its rule",
    "WindowOpen": "claim {reportHash} can be final from {finalisableAt}, the chain's time is {chainTime}",
    "SignersNotIncreasing": "signer {signer} does not come after {previous}",
    "VerifierUnknown": "{signer} is not an accredited verifier",
    "VerifierExpired": "the accreditation of {signer} ended at {validUntil}, the chain's time is {chainTime}",
    "VerifierOutOfScope": "{signer} is not accredited for methodology {methodology} in {country}",
    "VerifierInConflict": "{signer} may not verify a project of organisation {organisation}",
    "LayerMismatch": "{signer} is accredited for layer {accredited}, signed for {signed}",
    "OrganisationRepeated": "organisation {organisation} signed twice",
    "InvalidAttestation": "the signature is not that of {signer} on this report, chain and contract",
    "QuorumMissing": "layer {layer} needs {threshold} organisations, {counted} signed",
    "InvalidVerifier": "the accreditation of {verifier} lacks an address, an organisation or a future end",
    "InvalidThreshold": "threshold {threshold} of layer {layer} must be at least 1",
    "VerifierExists": "{verifier} is or was a verifier: a key is handed on to one that never was",
    "RotatedLately": "{verifier} belongs to a line of keys that rotated within a day; it may again from {notBefore} on",
    "KeyHandedOn": "{verifier} handed its accreditation on to {successor} and is spent",
    "ScopeTooLong": "a scope lists at most {longest} entries, given {actual}",
    "ConflictWithSelf": "organisation {organisation} cannot be in conflict with itself",
    # buffer pool
    "ShareTooLarge": "the share is at most {largestBps} bps, asked {bps} bps",
    "AssessmentMissing": "the share of project {project} needs the hash of its risk assessment",
    "LossUnknown": "there is no loss {reportHash}",
    "LossIsCovered": "the pool has given to loss {reportHash} what it could",
    "RepaymentExceedsDebt": "loss {reportHash} leaves a debt of {outstandingKg} kg, asked to repay {askedKg} kg",
    "RangeEmpty": "kilograms {kgStart} to {kgEnd} of batch {batch} are no range: it must end after it begins",
    # cooperatives
    "ClaimsUnknown": "batch {batch} has no members' claims",
    "ClaimedAlready": "claim {index} of batch {batch} was claimed before",
    "ClaimNotInRoot": "this claim is not number {index} under the root of batch {batch}",
    "ClaimsExceeded": "batch {batch}: {claimedKg} kg of {totalKg} kg are claimed, asked {askedKg} kg more",
    "SurplusMissing": "nothing of batch {batch} waits for the project's owner",
    "StrayCredits": "credits sent by {from} are not taken: they would belong to nobody",
    # remnants
    "RoundUnknown": "there is no round {round}",
    "RoundIsTaken": "round {round} is taken",
    "RoundNotTaken": "round {round} is not taken yet",
    "RoundNotFull": "round {round} needs {neededKg} kg, {joinedKg} kg joined",
    "RoundTooFull": "round {round} has room for {freeKg} kg, asked {askedKg} kg",
    "RoundTooLarge": "a round of {credits} credits is larger than batch {batch}, of which {issuedKg} kg were issued",
    "PriceNotPerKilogram": "the price of {pricePerCredit} per credit is not a multiple of {multipleOf}",
    "NotAMember": "{caller} has no kilograms in round {round}",
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
    "OrderCriteria": "order {order} must name a batch and no criteria; only a buy order without a batch may have them",
    "CriteriaNotMet": "batch {batch} does not meet the criteria of order {order}",
    "OperatorActive": "makers settle by themselves from {silentFrom} on, the chain's time is {chainTime}",
    "Reentered": "{caller} called back while a match settles",
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
