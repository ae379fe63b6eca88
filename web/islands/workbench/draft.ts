/** Keeps what was typed into a form in this browser until the server has it: a phone in a field loses its line and its battery. */

interface Kept {
  readonly at: string;
  readonly fields: Readonly<Record<string, string>>;
}

const PREFIX = "carbonix.draft.";

export class Draft {
  private readonly key: string;
  /** What the server holds: the form as it came. */
  private settled: string;

  constructor(
    private readonly form: HTMLFormElement,
    name: string,
  ) {
    this.key = PREFIX + name;
    this.settled = JSON.stringify(fieldsOf(form));
  }

  /** Puts a draft of an earlier visit back into the form; answers when it was made, or null where there is none. */
  restore(): string | null {
    const kept = this.read();
    if (kept === null) return null;
    for (const [name, value] of Object.entries(kept.fields)) put(this.form, name, value);
    if (!this.differs) {
      this.forget();
      return null;
    }
    return kept.at;
  }

  /** Writes the draft down; a browser that keeps nothing (private mode, full) is no reason to stop. */
  keep(): void {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: new Date().toISOString(), fields: fieldsOf(this.form) } satisfies Kept));
    } catch {
      /* the form itself still holds it */
    }
  }

  /** The server has it. */
  settle(): void {
    this.settled = JSON.stringify(fieldsOf(this.form));
    this.forget();
  }

  forget(): void {
    localStorage.removeItem(this.key);
  }

  get differs(): boolean {
    return JSON.stringify(fieldsOf(this.form)) !== this.settled;
  }

  private read(): Kept | null {
    try {
      const text = localStorage.getItem(this.key);
      return text === null ? null : (JSON.parse(text) as Kept);
    } catch {
      return null;
    }
  }
}

export function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields[name] = value;
  return fields;
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof RadioNodeList || field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.value = value;
}
