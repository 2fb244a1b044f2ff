/**
 * Lists worked from the keyboard. `data-queue` holds lines `[data-id]` with a checkbox `name="id"` and a link; `j` `k` move,
 * `x` selects, `o` opens, the bulk bar's own keys act on the selection or, without one, on the current line.
 */
import htmx from "htmx.org";
import { all, announce, isTyping, on, one } from "../core/dom.ts";
import { showInReader } from "./split.ts";
import { addCommand, keyed, press } from "../overlay/shortcuts.ts";
import { t } from "../core/text.ts";

const root = () => one("[data-queue]");
const rows = () => all("[data-queue] [data-id]");
const box = (row: Element) => one<HTMLInputElement>("input[name=id]", row);
const link = (row: Element) =>
  one<HTMLAnchorElement>("a[data-open]", row) ?? one<HTMLAnchorElement>(".ttl a", row) ?? one<HTMLAnchorElement>("a:not([data-edit])", row);

let current = "";
let anchorId = "";
let implicit = false;

function currentRow(): HTMLElement | undefined {
  return rows().find((row) => row.dataset.id === current) ?? rows().find((row) => row.classList.contains("open"));
}

function paint(): void {
  const list = rows();
  for (const row of list) {
    row.classList.toggle("sel", !!box(row)?.checked);
    const isCurrent = row.dataset.id === current;
    if (current) row.classList.toggle("open", isCurrent);
    if (isCurrent) row.setAttribute("aria-current", "true");
    else if (current) row.removeAttribute("aria-current");
  }
  const ticked = list.filter((row) => box(row)?.checked).length;
  for (const count of all("[data-queue] .bulk-n")) count.textContent = String(ticked);
  const every = one<HTMLInputElement>("[data-queue] [data-select-all]");
  if (every) {
    every.checked = ticked > 0 && ticked === list.length;
    every.indeterminate = ticked > 0 && ticked < list.length;
  }
}

function goTo(row: HTMLElement | undefined): void {
  if (!row) return;
  current = row.dataset.id ?? "";
  paint();
  const target = link(row);
  target?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  showInReader(row);
}

function move(step: number): boolean {
  const list = rows();
  if (!list.length) return false;
  const row = currentRow();
  const at = row ? list.indexOf(row) : -1;
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + step));
  goTo(list[next]);
  return true;
}

function select(row: HTMLElement, checked: boolean): void {
  const check = box(row);
  if (check) check.checked = checked;
}

function range(to: HTMLElement, checked: boolean): void {
  const list = rows();
  const ends = [list.findIndex((row) => row.dataset.id === anchorId), list.indexOf(to)].sort((a, b) => a - b);
  if ((ends[0] ?? -1) < 0) return;
  for (const row of list.slice(ends[0], (ends[1] ?? 0) + 1)) select(row, checked);
}

function clear(): void {
  for (const row of rows()) select(row, false);
  implicit = false;
  paint();
}

function onKeys(): void {
  const inList = () => !!root();
  const key = (keys: string, label: () => string, run: (event: KeyboardEvent) => boolean | void) =>
    addCommand({ keys, label, group: "list", when: inList, run });
  key("j", () => t("keys.next"), () => move(1));
  key("k", () => t("keys.previous"), () => move(-1));
  key("x", () => t("keys.select"), () => {
    const row = currentRow();
    if (!row) return false;
    select(row, !box(row)?.checked);
    anchorId = row.dataset.id ?? "";
    implicit = false;
    paint();
    announce(t("queue.selected", { n: rows().filter((one_) => box(one_)?.checked).length }));
    return true;
  });
  const open = () => {
    const row = currentRow();
    const target = row && link(row);
    if (!target) return false;
    target.dataset.full = "1";
    target.click();
    return true;
  };
  key("o", () => t("keys.open"), open);
  key("Enter", () => "", open);
}

/** A bulk key with nothing ticked means the current line: it is ticked first, so that everyone sees what is acted upon. */
function bulkKeys(): void {
  document.addEventListener("keydown", (event) => {
    const row = currentRow();
    if (!root() || !row || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (rows().some((one_) => box(one_)?.checked)) return;
    const button = one(`[data-queue] .bulk [data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    select(row, true);
    implicit = true;
    paint();
  }, true);
}

function onPointer(): void {
  on("click", "[data-queue] input[name=id]", (event, element) => {
    const check = element as HTMLInputElement;
    const row = check.closest<HTMLElement>("[data-id]");
    if (!row) return;
    if (event.shiftKey && anchorId) range(row, check.checked);
    anchorId = row.dataset.id ?? "";
    implicit = false;
    paint();
  });
  on("change", "[data-queue] [data-select-all]", (_, every) => {
    for (const row of rows()) select(row, (every as HTMLInputElement).checked);
    paint();
  });
  on("click", "[data-queue] [data-unselect]", (event) => {
    event.preventDefault();
    clear();
  });
  on("click", "[data-queue] [data-id] a", (event, element) => {
    const row = element.closest<HTMLElement>("[data-id]");
    if (!row || element !== link(row) || element.dataset.full || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!showInReader(row, 0)) return;
    event.preventDefault();
    current = row.dataset.id ?? "";
    paint();
  });
}

export function startQueue(): void {
  onKeys();
  bulkKeys();
  onPointer();
  paint();
  document.addEventListener("htmx:after:swap", () => root() && paint());
  htmx.on("htmx:after:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    const acted = !!sourceElement?.closest("[data-queue] .bulk, #edit-pop");
    if (acted && event.detail.ctx.request.method !== "GET" && (response?.status ?? 500) < 300) clear();
  });
  document.addEventListener("toggle", (event) => {
    const closed = (event as ToggleEvent).newState === "closed" && (event.target as Element).id === "edit-pop";
    if (closed && implicit) clear();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root() && !event.defaultPrevented && !isTyping(event.target) && !one(":popover-open, dialog[open]")) clear();
  });
  on("click", "[data-press-key]", (_, button) => {
    const target = keyed().find((one_) => one_.dataset.key === button.dataset.pressKey);
    if (target) press(target);
  });
}
