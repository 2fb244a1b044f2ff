/** One connection to `/live` for a changing set of topics, reopened for as long as someone wants it. */
import { type Hint, type Link, backoff, parseHint, streamUrl } from "./hints.ts";

export class Stream {
  private source: EventSource | null = null;
  private topics = "";
  private last = "";
  private born = Date.now();
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly onHint: (hint: Hint) => void;
  private readonly onLink: (link: Link) => void;

  constructor(onHint: (hint: Hint) => void, onLink: (link: Link) => void) {
    this.onHint = onHint;
    this.onLink = onLink;
  }

  /** Follows exactly these topics for pages of which the oldest was asked for at `born`; changes close in time make one new connection. */
  follow(topics: Iterable<string>, born = Date.now()): void {
    this.born = born;
    const wanted = [...new Set(topics)].sort();
    const key = wanted.join(",");
    if (key === this.topics && (this.source || this.attempt)) return;
    this.topics = key;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(wanted), 100);
  }

  private open(topics: string[]): void {
    this.source?.close();
    this.source = null;
    if (!topics.length) return;
    const source = new EventSource(streamUrl(topics, this.last, Date.now() - this.born));
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.onLink("on");
    };
    source.onmessage = (event) => {
      if (event.lastEventId) this.last = event.lastEventId;
      const hint = parseHint(event.data as string);
      if (hint) this.onHint(hint);
    };
    source.onerror = () => {
      this.onLink("lost");
      if (source.readyState !== EventSource.CLOSED || source !== this.source) return;
      this.attempt += 1;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.open(topics), backoff(this.attempt, Math.random()));
    };
  }
}
