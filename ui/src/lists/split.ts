/** The split view: list left, reader right. The reader follows the current line; its width is the reader's own choice. */
import { debounce, h, isShown, one } from "../core/dom.ts";
import { fill } from "../core/morph.ts";
import { fragment } from "../core/net.ts";
import { t } from "../core/text.ts";

const store = "vigie.reader";
const narrowest = 320;

let shown = "";
let aborter: AbortController | null = null;

const load = async (url: string, reader: HTMLElement) => {
  aborter?.abort();
  aborter = new AbortController();
  reader.setAttribute("aria-busy", "true");
  try {
    const text = await fragment(url, aborter.signal);
    if (text === null || url !== shown) return;
    await fill(reader, text);
    one(".p-body", reader)?.scrollTo({ top: one(".p-body", reader)?.scrollHeight ?? 0, behavior: "instant" });
  } catch {
    shown = "";
  } finally {
    reader.removeAttribute("aria-busy");
  }
};

const later = debounce(120, load);

/** Shows a line's `data-reader-src` in `[data-reader]`; answers `false` where there is no room for a reader. */
export function showInReader(row: HTMLElement, wait = 120): boolean {
  const reader = one("[data-reader]");
  const url = row.dataset.readerSrc;
  if (!reader || !url || !isShown(reader)) return false;
  if (url === shown) return true;
  shown = url;
  if (wait) later(url, reader);
  else void load(url, reader);
  return true;
}

function grip(split: HTMLElement): void {
  if (one(".split-grip", split)) return;
  const handle = h("div", {
    class: "split-grip",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": t("split.width"),
    "data-keep": "",
  });
  const apply = (width: number) => {
    const widest = Math.max(narrowest, split.clientWidth - 480);
    const value = Math.round(Math.max(narrowest, Math.min(widest, width)));
    split.style.setProperty("--reader", `${value}px`);
    handle.setAttribute("aria-valuenow", String(value));
    handle.setAttribute("aria-valuemin", String(narrowest));
    handle.setAttribute("aria-valuemax", String(widest));
    try {
      localStorage.setItem(store, String(value));
    } catch {
      return;
    }
  };
  const width = () => one("[data-reader]", split)?.getBoundingClientRect().width ?? 456;
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    handle.classList.add("drag");
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const area = split.getBoundingClientRect();
    apply(document.dir === "rtl" ? event.clientX - area.left : area.right - event.clientX);
  });
  handle.addEventListener("lostpointercapture", () => handle.classList.remove("drag"));
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (!step) return;
    event.preventDefault();
    apply(width() + (document.dir === "rtl" ? -step : step));
  });
  handle.addEventListener("dblclick", () => {
    split.style.removeProperty("--reader");
    localStorage.removeItem(store);
  });
  split.append(handle);
  const kept = Number(localStorage.getItem(store));
  if (kept) apply(kept);
  else handle.setAttribute("aria-valuenow", String(Math.round(width())));
}

export function startSplit(): void {
  const adopt = () => {
    const split = one(".split:has([data-reader])");
    if (split) grip(split);
  };
  adopt();
  document.addEventListener("htmx:after:swap", adopt);
}
