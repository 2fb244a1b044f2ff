/** Small helpers over the DOM: delegation, building, placing, telling screen readers. */
import sprite from "../../icons/sprite.svg?url&no-inline";

type Child = Node | string | null | undefined | false;

/** Listens once on the document for an event that reaches an element matching `selector`; survives every swap. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  handle: (event: DocumentEventMap[K], element: HTMLElement) => void,
  capture = false,
): void {
  document.addEventListener(
    type,
    (event) => {
      const element = (event.target as Element | null)?.closest?.<HTMLElement>(selector);
      if (element) handle(event, element);
    },
    capture,
  );
}

export function one<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T | null {
  return root.querySelector<T>(selector);
}

export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

/** Builds an element; attributes set to `false`, `null` or `undefined` are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | null | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

const svg = "http://www.w3.org/2000/svg";

/** One symbol of the sprite, hidden from screen readers. */
export function icon(name: string, classes = "ic s"): SVGSVGElement {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("class", classes);
  element.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  element.append(use);
  return element;
}

/** Points an existing icon to another symbol. */
export function setIcon(element: Element | null, name: string): void {
  const use = element?.querySelector("use");
  const href = use?.getAttribute("href") ?? "";
  const next = `${href.split("#")[0] || sprite}#${name}`;
  if (use && href !== next) use.setAttribute("href", next);
}

/** Whether keys typed here are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|reset|range|color|file)$/.test(target.type);
}

/** Whether the element is on screen (not in a closed popover, dialog or hidden region). */
export function isShown(element: HTMLElement): boolean {
  return element.checkVisibility?.() ?? element.offsetParent !== null;
}

/** What opens the menu that an element stands in; nothing for an element outside all menus. */
export function menuOpener(element: Element): HTMLElement | null {
  const menu = element.closest(".menu[popover]");
  return menu && document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(menu.id)}"]`);
}

let region: HTMLElement | undefined;

/** Says a short result to screen readers, politely. */
export function announce(text: string): void {
  region ??= document.body.appendChild(h("div", { class: "sr", role: "status", "aria-live": "polite" }));
  if (!region.isConnected) document.body.append(region);
  region.textContent = "";
  setTimeout(() => region && (region.textContent = text), 50);
}

/** Where a floating box of `size` goes: under its anchor, above when there is no room, always inside the window. */
export function placeAt(
  anchor: { left: number; right: number; top: number; bottom: number },
  size: { width: number; height: number },
  view: { width: number; height: number },
  rtl = false,
): { left: number; top: number } {
  const edge = 8;
  const wanted = rtl ? anchor.right - size.width : anchor.left;
  const left = Math.max(edge, Math.min(wanted, view.width - size.width - edge));
  const below = anchor.bottom + 4;
  const above = anchor.top - size.height - 4;
  const top = below + size.height <= view.height - edge || above < edge ? below : above;
  return { left, top: Math.max(edge, Math.min(top, view.height - size.height - edge)) };
}

/** Puts a shown popover beside its anchor. */
export function place(box: HTMLElement, anchor: Element): void {
  const view = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  const at = placeAt(anchor.getBoundingClientRect(), box.getBoundingClientRect(), view, document.dir === "rtl");
  box.style.setProperty("left", `${at.left}px`);
  box.style.setProperty("top", `${at.top}px`);
}

/** Runs the last call only, `wait` milliseconds after it. */
export function debounce<A extends unknown[]>(wait: number, run: (...values: A) => void): ((...values: A) => void) & { cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (...values: A) => {
    clearTimeout(timer);
    timer = setTimeout(run, wait, ...values);
  };
  return Object.assign(later, { cancel: () => clearTimeout(timer) });
}
