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
export type Ask = { type: "topics"; topics: string[] } | { type: "bye" };

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

/** The address of the stream: topics in a stable order, and the last event seen, for a new connection. */
export function streamUrl(topics: Iterable<string>, last: string): string {
  const list = [...new Set(topics)].sort().map(encodeURIComponent).join(",");
  return `/live?topics=${list}${last ? `&last=${encodeURIComponent(last)}` : ""}`;
}

/** Milliseconds before the `attempt`-th new connection: doubling from 1 s to 60 s, spread by `chance` (0 to 1). */
export function backoff(attempt: number, chance: number): number {
  const whole = Math.min(60_000, 1000 * 2 ** Math.max(0, attempt - 1));
  return Math.round(whole * (0.5 + chance / 2));
}
