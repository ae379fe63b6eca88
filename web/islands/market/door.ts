/** Calls of our own server. A refusal keeps its name, so that each has its own remedy; a server that is away is one of them. */

export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    sentence: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence);
  }

  /** The session has ended, or never was. */
  get isSignedOut(): boolean {
    return this.status === UNAUTHORISED;
  }

  /** Nothing was answered: it may have happened, and may be asked again. */
  get isAway(): boolean {
    return this.status === 0 || this.status >= SERVER_FAULT;
  }
}

const UNAUTHORISED = 401;
const SERVER_FAULT = 500;
const PATIENCE_MS = 20_000;

/** The JSON of an answer. Throws Refusal. */
export async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const sent: RequestInit = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) };
  if (body !== undefined) {
    sent.method = "POST";
    sent.headers = { Accept: "application/json", "Content-Type": "application/json" };
    sent.body = JSON.stringify(body);
  }
  let answer: Response;
  try {
    answer = await fetch(path, sent);
  } catch {
    throw new Refusal("ServerAway", 0, "");
  }
  const told = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (answer.ok) return told as Answer;
  throw new Refusal(String(told["code"] ?? answer.status), answer.status, String(told["detail"] ?? answer.statusText), told);
}
