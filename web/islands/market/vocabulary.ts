/** The words of the market's island, in the reader's language; the template gives each of them. */
export type Words = Readonly<
  Record<
    | "live" | "connecting" | "stale" | "halted" | "spread" | "oneSide" | "noBook" | "depth" | "block" | "price" | "worstPrice"
    | "youPay" | "youReceive" | "creditsWrong" | "priceWrong" | "priceOffTick" | "minimumWrong" | "dateWrong" | "recipientWrong"
    | "beneficiaryMissing" | "countryWrong" | "vintageWrong" | "deliversBatch" | "deliversAny" | "noWallet" | "asking" | "stray"
    | "feeDiffers" | "buySentence" | "sellSentence" | "paySentence" | "receiveSentence" | "gtcSentence" | "postSentence" | "iocSentence"
    | "fokSentence" | "marketSentence" | "minimumSentence" | "retireSentence" | "signing" | "sending" | "placedOpen" | "placedClosed"
    | "placedCanceled" | "saltKept" | "wrongChain" | "switchChain" | "rejected" | "signedOut" | "signInAgain" | "signInWallet" | "away"
    | "resend" | "refused" | "approvePayment" | "approveCredits" | "approving" | "approved" | "link" | "linked" | "linkNeeded"
    | "noOrders" | "noFills" | "cancel" | "cancelled" | "cancelledAll" | "nothingToCancel" | "funds" | "allowance" | "promised"
    | "creditsMay" | "creditsMayNot" | "held" | "batch" | "buy" | "sell" | "walletFault" | "approvalSlow"
    | "criteriaBatch" | "certificate" | "revoke" | "revoked" | "creditsWord" | "settled",
    string
  >
>;
