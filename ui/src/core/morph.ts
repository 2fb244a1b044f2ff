/** Replacing a part of the page without taking away what its reader is doing: typed text, open details, focus, scroll. */
import htmx from "htmx.org";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Whether a field holds something that its page did not: half-written text, a ticked box, another choice. */
export function isDirty(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLInputElement && field.type === "file") return !!field.files?.length;
  return field.value !== field.defaultValue;
}

function isKept(node: Element): boolean {
  if (node.matches("[data-keep], vigie-composer, [popover]:popover-open, dialog[open]")) return true;
  const field = node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement;
  return field && node.type !== "hidden" && (node === document.activeElement || isDirty(node));
}

interface Scroll {
  element: Element;
  top: number;
  left: number;
}

function scrolled(root: Element): Scroll[] {
  return [root, ...root.querySelectorAll("[tabindex]")]
    .filter((element) => element.scrollTop || element.scrollLeft)
    .map((element) => ({ element, top: element.scrollTop, left: element.scrollLeft }));
}

/** Morphs `target` into the element that `text` holds. */
export async function morph(target: Element, text: string): Promise<void> {
  const places = scrolled(target);
  await htmx.swap({ text, target, swap: "outerMorph", sourceElement: target });
  for (const { element, top, left } of places) element.scrollTo({ top, left, behavior: "instant" });
}

/** Puts a fragment inside `target`, replacing what it held. */
export function fill(target: Element, text: string): Promise<void> {
  return htmx.swap({ text, target, swap: "innerHTML", sourceElement: target });
}

/** Carries out the `<hx-partial>`s and out-of-band elements of an answer that has no place of its own. */
export function apply(text: string): Promise<void> {
  return htmx.swap({ text, target: document.body, swap: "none", sourceElement: document.body });
}

export function startMorph(): void {
  htmx.registerExtension("vigie", {
    htmx_before_morph_node: (node: Element) => !isKept(node),
    htmx_before_morph_attr: (node: Element, detail: { attrName: string }) =>
      !(detail.attrName === "open" && node.matches("details, dialog")),
  });
}
