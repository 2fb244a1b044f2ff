/**
 * Shortcuts. A page names its own: `data-key="e"` on a link, button or field is pressed (or focused) by that key, `data-key="g q"`
 * by a sequence. Modules add keys without an element. Off inside text, and off altogether if the reader says so.
 */
import { all, isShown, isTyping, menuOpener } from "../core/dom.ts";
import { type Remap, Sequence, keyOf, resolve } from "./keys.ts";

export interface Command {
  keys: string;
  label: () => string;
  group: "general" | "list";
  run: (event: KeyboardEvent) => boolean | void;
  when?: () => boolean;
}

const commands: Command[] = [];
const sequence = new Sequence(["g"]);
const store = "vigie.keys";

interface Saved {
  off?: boolean;
  map?: Remap;
}

function saved(): Saved {
  try {
    return JSON.parse(localStorage.getItem(store) ?? "{}") as Saved;
  } catch {
    return {};
  }
}

function keep(value: Saved): void {
  try {
    localStorage.setItem(store, JSON.stringify(value));
  } catch {
    return;
  }
}

export const remap = (): Remap => saved().map ?? {};
export const setRemap = (map: Remap): void => keep({ ...saved(), map });
export const isOn = (): boolean => !saved().off;
export const setOn = (on: boolean): void => keep({ ...saved(), off: !on });

/** The key that the reader presses for a default key. */
export const chosen = (standard: string): string => remap()[standard] ?? standard;

/** Adds a key that no element carries. */
export function addCommand(command: Command): void {
  commands.push(command);
}

export const allCommands = (): readonly Command[] => commands;

/** The elements of the page that have a key, in order: those on screen, and those of menus whose button is. */
export function keyed(): HTMLElement[] {
  const isAtHand = (element: HTMLElement) => isShown(menuOpener(element) ?? element);
  return all("[data-key]").filter((element) => isAtHand(element) && !element.closest("dialog:not([open])"));
}

/** What an element with a key is called, without its `<kbd>`. */
export function nameOf(element: HTMLElement): string {
  const stated = element.dataset.label ?? element.getAttribute("aria-label");
  if (stated) return stated;
  const copy = element.cloneNode(true) as HTMLElement;
  for (const extra of all("kbd, .count, .n, svg", copy)) extra.remove();
  const text = copy.textContent?.trim().replace(/\s+/g, " ");
  return text || element.title || element.getAttribute("placeholder") || "";
}

/** Presses an element as its reader would: a field takes focus, anything else is clicked. */
export function press(element: HTMLElement): void {
  if (isTyping(element)) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
  } else element.click();
}

function run(keys: string, event: KeyboardEvent): boolean {
  const element = keyed().find((one) => one.dataset.key === keys && !one.matches(":disabled, [aria-disabled='true']"));
  const command = commands.find((one) => one.keys === keys && (one.when?.() ?? true));
  if (command && command.run(event) !== false) return true;
  if (!element) return false;
  press(element);
  return true;
}

export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event.target) || !isOn()) return;
    if (document.querySelector("dialog[open]:modal")) return;
    const pressed = keyOf(event);
    if (!pressed) return;
    const native = (event.target as Element).closest("a, button, summary, input, [role='option'], [role='separator']");
    if (native && /^(Enter|Space|Arrow.*)$/.test(pressed)) return;
    const meant = resolve(pressed, remap());
    const keys = meant === null ? null : sequence.press(meant, event.timeStamp);
    if (keys && run(keys, event)) event.preventDefault();
  });
}
