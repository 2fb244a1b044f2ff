/** The shared worker: one stream for all the pages of a browser, since HTTP/1.1 allows only six connections. */
import type { Ask, Hint, Link, Tell } from "./hints.ts";
import { Stream } from "./stream.ts";

interface Page {
  port: MessagePort;
  topics: Set<string>;
  seen: number;
  born: number;
}

const pages = new Set<Page>();
const silent = 95_000;
let link: Link = "wait";

const stream = new Stream(
  (hint: Hint) => {
    for (const page of pages) if (page.topics.has(hint.topic)) tell(page, { type: "hint", hint });
  },
  (next: Link) => {
    link = next;
    for (const page of pages) tell(page, { type: "link", link });
  },
);

function tell(page: Page, message: Tell): void {
  page.port.postMessage(message);
}

function follow(): void {
  stream.follow(
    [...pages].flatMap((page) => [...page.topics]),
    Math.min(...[...pages].map((page) => page.born)),
  );
}

function receive(page: Page, message: Ask): void {
  if (message.type === "bye") pages.delete(page);
  else {
    page.topics = new Set(message.topics);
    page.seen = Date.now();
    page.born = message.born;
    pages.add(page);
  }
  follow();
}

setInterval(() => {
  for (const page of pages) if (Date.now() - page.seen > silent) pages.delete(page);
  follow();
}, 30_000);

addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  const page: Page = { port, topics: new Set(), seen: Date.now(), born: Date.now() };
  port.onmessage = ({ data }: MessageEvent<Ask>) => receive(page, data);
  tell(page, { type: "link", link });
});
