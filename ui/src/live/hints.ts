/** What travels on the live stream, and the bookkeeping around it; pure, shared by page and worker. */

/** A hint says that something about a topic changed; it carries no content, which is fetched with the reader's rights. */
export interface Hint {
  topic: string;
  seq: number;
  kind: string;
  id?: string;
  /** How many changes a hint of kind `changes` stands for. */
  count?: number;
}

export type Link = "wait" | "on" | "lost";

/** From a page to the worker. */
export type Ask = { type: "topics"; topics: string[]; born: number } | { type: "bye" };

/** From the worker to a page. */
export type Tell = { type: "hint"; hint: Hint } | { type: "link"; link: Link };

/** Reads one event of the stream; anything malformed is `null`. */
export function parseHint(data: string): Hint | null {
  try {
    const value = JSON.parse(data) as Partial<Hint>;
    if (typeof value.topic !== "string" || typeof value.seq !== "number") return null;
    const hint: Hint = { topic: value.topic, seq: value.seq, kind: typeof value.kind === "string" ? value.kind : "changed" };
    if (typeof value.id === "string" || typeof value.id === "number") hint.id = String(value.id);
    if (typeof value.count === "number") hint.count = value.count;
    return hint;
  } catch {
    return null;
  }
}

/**
 * The address of the stream: topics in a stable order, and the last event seen, for a new connection. A first one says how many
 * milliseconds ago its page was asked for instead, so that nothing is missed that changed meanwhile.
 */
export function streamUrl(topics: Iterable<string>, last: string, age = 0): string {
  const list = [...new Set(topics)].sort().map(encodeURIComponent).join(",");
  const since = last ? `&last=${encodeURIComponent(last)}` : age > 0 ? `&age=${Math.ceil(age)}` : "";
  return `/live?topics=${list}${since}`;
}

/** Milliseconds before the `attempt`-th new connection: doubling from 1 s to 60 s, spread by `chance` (0 to 1). */
export function backoff(attempt: number, chance: number): number {
  const whole = Math.min(60_000, 1000 * 2 ** Math.max(0, attempt - 1));
  return Math.round(whole * (0.5 + chance / 2));
}
