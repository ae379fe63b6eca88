/** Verifies a bundle as a whole: inside, whether it speaks of this registry, and on the chain that the reader's node knows. */
import { Node } from "../node";
import { verifyInside } from "./bundle";
import { type Bundle, type ContractName, CONTRACTS } from "./form";
import { verifyOnChain } from "./on_chain";
import { CHAIN_STEPS, failed, notChecked, passed, skipped, type Step } from "./verdict";

/** The contracts that this registry publishes; the page knew them when it was loaded. */
export interface Registry {
  readonly chainId: string;
  readonly addresses: Readonly<Record<ContractName, string>>;
}

export interface Verified {
  readonly steps: readonly Step[];
  readonly bundle: Bundle | undefined;
}

/** Every step; those on chain by the node at `nodeUrl`, not checked where it is empty. */
export async function verifyBundle(data: Uint8Array, registry: Registry | undefined, nodeUrl: string): Promise<Verified> {
  const { steps: inside, bundle } = await verifyInside(data);
  if (bundle === undefined) return { steps: inside, bundle };
  const readable = inside.slice(0, 2).every((step) => step.outcome === "pass");
  const ours = registry !== undefined && readable ? [sameContracts(bundle, registry)] : [];
  const outside = nodeUrl === "" ? unasked() : await verifyOnChain(bundle, new Node(nodeUrl));
  return { steps: [...inside.slice(0, 2), ...ours, ...inside.slice(2), ...outside], bundle };
}

function unasked(): Step[] {
  const [root, ...rest] = CHAIN_STEPS;
  return [
    notChecked(root!, "neither a root nor a chain was given to compare with"),
    ...skipped(rest, "no chain was asked; give a node's address to check it"),
  ];
}

/** A stranger could deploy copies of our contracts: only the published addresses are this registry. */
function sameContracts(bundle: Bundle, registry: Registry): Step {
  const { chainId, addresses } = bundle.contracts;
  if (chainId !== registry.chainId) {
    return failed("registry", `The file is of chain ${chainId}, this registry stands on chain ${registry.chainId}.`, addresses);
  }
  const wrong = CONTRACTS.find((name) => addresses[name] !== registry.addresses[name]);
  if (wrong !== undefined) {
    return failed("registry", `The file names another ${wrong} than this registry's: it is of another registry.`, addresses);
  }
  return passed("registry", "The file speaks of this registry's own contracts.", registry.addresses);
}
