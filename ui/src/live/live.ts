/**
 * Live pages. An element with `data-live="topic …"` and `data-live-src="/fragment"` is fetched again and morphed when a
 * hint names one of its topics; with `data-live-row="/row/{id}"` only the named line is. Polling every 30 s is the safety net.
 */
import { all, h, one } from "../core/dom.ts";
import type { Ask, Hint, Link, Tell } from "./hints.ts";
import { morph } from "../core/morph.ts";
import { fragment } from "../core/net.ts";
import { Stream } from "./stream.ts";
import { t } from "../core/text.ts";

const gather = 250;
const safety = 30_000;
const freshFor = 6_000;

let link: Link = "wait";
/** When this page was asked for. */
const born = performance.timeOrigin;
let report: (ask: Ask) => void = () => undefined;
const work = new WeakMap<Element, { running: boolean; again: boolean; timer?: ReturnType<typeof setTimeout> }>();

function topics(): string[] {
  return [...new Set(all("[data-live]").flatMap((element) => (element.dataset.live ?? "").split(/\s+/)))].filter(Boolean);
}

function showLink(): void {
  const text = { wait: t("live.wait"), on: t("live.on"), lost: t("live.lost") }[link];
  for (const element of all("[data-live-state]")) {
    element.dataset.liveState = link;
    const slot = one("[data-live-text]", element);
    if (slot) slot.textContent = text;
  }
}

async function fetchInto(element: HTMLElement, url: string): Promise<HTMLElement | null> {
  const text = await fragment(url);
  if (!element.isConnected) return null;
  if (text === null) {
    element.remove();
    return null;
  }
  await morph(element, text);
  return element.isConnected ? element : null;
}

function isHeld(element: HTMLElement): boolean {
  return element.hasAttribute("data-live-list") && element.matches(":hover, :focus-within");
}

/** Fetches an element again, once for all the hints of a quarter of a second, never twice at a time. */
export function refresh(element: HTMLElement, wait = gather): void {
  const state = work.get(element) ?? { running: false, again: false };
  work.set(element, state);
  if (state.running) {
    state.again = true;
    return;
  }
  clearTimeout(state.timer);
  state.timer = setTimeout(async () => {
    if (document.hidden || !element.isConnected) return;
    state.running = true;
    try {
      await fetchInto(element, element.dataset.liveSrc ?? location.href);
    } catch {
      state.again = false;
    }
    state.running = false;
    if (state.again) {
      state.again = false;
      refresh(element);
    }
  }, wait);
}

function offer(element: HTMLElement, more = 1): void {
  const count = Number(element.dataset.liveCount ?? 0) + more;
  element.dataset.liveCount = String(count);
  const text = t("live.new", { n: count });
  const shown = one<HTMLButtonElement>(":scope > .live-new", element);
  if (shown) {
    shown.textContent = text;
    return;
  }
  const button = h("button", { class: "btn sm live-new", type: "button", "data-keep": "" }, text);
  button.addEventListener("click", () => {
    button.remove();
    element.dataset.liveCount = "0";
    refresh(element, 0);
  });
  element.prepend(button);
}

async function refreshRow(container: HTMLElement, row: HTMLElement, id: string): Promise<void> {
  const url = (container.dataset.liveRow ?? "").replace("{id}", encodeURIComponent(id));
  const kept = await fetchInto(row, url).catch(() => null);
  if (!kept) return;
  kept.classList.add("fresh");
  setTimeout(() => kept.classList.remove("fresh"), freshFor);
}

function receive(hint: Hint): void {
  for (const element of all(`[data-live~="${CSS.escape(hint.topic)}"]`)) {
    const row = hint.id && element.dataset.liveRow ? one(`[data-id="${CSS.escape(hint.id)}"]`, element) : null;
    if (row && hint.id && hint.kind !== "removed") void refreshRow(element, row, hint.id);
    else if (isHeld(element)) offer(element, hint.count);
    else if (element.dataset.liveSrc) refresh(element);
    element.dispatchEvent(new CustomEvent("vigie:hint", { detail: hint, bubbles: true }));
  }
}

function setLink(next: Link): void {
  const back = link === "lost" && next === "on";
  link = next;
  showLink();
  if (back) refreshAll();
}

function refreshAll(): void {
  for (const element of all("[data-live][data-live-src]")) if (!isHeld(element)) refresh(element);
}

function connect(): void {
  try {
    const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: "vigie-live" });
    worker.port.onmessage = ({ data }: MessageEvent<Tell>) => {
      if (data.type === "hint") receive(data.hint);
      else setLink(data.link);
    };
    worker.onerror = () => direct();
    report = (ask) => worker.port.postMessage(ask);
  } catch {
    direct();
  }
}

function direct(): void {
  const stream = new Stream(receive, setLink);
  report = (ask) => (ask.type === "topics" ? stream.follow(ask.topics, ask.born) : stream.follow([]));
  report({ type: "topics", topics: topics(), born });
}

export function startLive(): void {
  showLink();
  let known = "";
  const tellTopics = (force = false) => {
    const list = topics();
    const key = list.join(" ");
    if (!known && !key) return;
    if (!known) connect();
    if (key === known && !force) return;
    known = key || " ";
    report({ type: "topics", topics: list, born });
  };
  tellTopics();
  document.addEventListener("htmx:after:swap", () => {
    tellTopics();
    showLink();
  });
  setInterval(() => {
    if (document.hidden) return;
    tellTopics(true);
    if (link !== "on") refreshAll();
  }, safety);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    tellTopics(true);
    refreshAll();
  });
  window.addEventListener("pagehide", () => report({ type: "bye" }));
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    tellTopics(true);
    refreshAll();
  });
}
