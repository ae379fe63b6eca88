/** A wallet for newcomers of the demonstration: announces itself by EIP-6963 like every other, and lets our own server sign with the public key of a character. */
import { ask, Refusal } from "./door";

/** Its name among wallets. */
export const DEMONSTRATION = "carbonix.demonstration";

const INFO = {
  uuid: "f2e0a1d4-6c0f-4f63-9d3b-2c6a0f9f7b11",
  name: "Demonstration wallet (simulated owner)",
  icon: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E",
  rdns: DEMONSTRATION,
} as const;

const INTERNAL_ERROR = -32603;

const provider = {
  async request(call: { method: string; params?: readonly unknown[] }): Promise<unknown> {
    try {
      return (await ask<{ result: unknown }>("/demonstration/wallet", { method: call.method, params: call.params ?? [] })).result;
    } catch (fault) {
      if (fault instanceof Refusal && !fault.isAway && !fault.isSignedOut) throw { code: INTERNAL_ERROR, message: fault.message };
      throw fault;
    }
  },
};

/** From now on, whoever asks for wallets hears of this one. */
export function announceDemonstrationWallet(): void {
  const announce = () =>
    window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info: INFO, provider }) }));
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
}
