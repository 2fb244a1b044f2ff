/** Native popovers open beside the button that opens them; arrows move inside menus. */
import { all, on, one, place } from "../core/dom.ts";

export function startPopovers(): void {
  let pressed: HTMLElement | null = null;
  on("click", "[popovertarget]", (_, button) => (pressed = button), true);
  document.addEventListener("toggle", (event) => {
    const box = event.target as HTMLElement;
    if ((event as ToggleEvent).newState !== "open" || !box.hasAttribute("popover") || box.dataset.placed) return;
    const opens = `[popovertarget="${CSS.escape(box.id)}"]`;
    const anchor = pressed?.matches(opens) ? pressed : one(opens);
    if (anchor) place(box, anchor);
  }, true);
  on("keydown", ".menu, #edit-pop", (event, box) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choices = all("li > :is(a, button)", box);
    if (!step || !choices.length) return;
    const at = choices.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    choices[(at + step + choices.length) % choices.length]?.focus();
  });
  on("keydown", "[popovertarget]", (event, button) => {
    const box = one(`#${CSS.escape(button.getAttribute("popovertarget") ?? "")}.menu`);
    if (event.key !== "ArrowDown" || !box) return;
    event.preventDefault();
    pressed = button;
    box.showPopover();
    one("li > :is(a, button)", box)?.focus();
  });
}
