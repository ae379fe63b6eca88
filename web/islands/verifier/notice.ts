/** The sentence that demonstration units carry, byte for byte as in registry/domain/notices.py. */

export const DEMONSTRATION_NOTICE =
  "Demonstration: the readings of two inverters are real and were metered elsewhere, those of the dwelling are a sample" +
  " whose origin is not published; that they belong to the Thai grid is an assumption. The grove, the flare, the other " +
  "39 dwellings, members, risks, disputes and losses are invented: SIMULATED. The expert and the other signers are " +
  "demonstration keys. Factor 0.5562 tCO2e/MWh is the T-VER project factor from a secondary source.";
