/**
 * Editing in place: a link or button with `data-edit` opens its address (the form's page, without script) as a fragment in a
 * popover beside it. A form inside that succeeds closes it.
 */
import htmx from "htmx.org";
import { h, menuOpener, on, one, place } from "../core/dom.ts";
import { fill } from "../core/morph.ts";
import { failureText, fragment, withQuery } from "../core/net.ts";
import { toast } from "../overlay/toast.ts";

let box: HTMLElement | undefined;
let opener: HTMLElement | null = null;

function shell(): HTMLElement {
  box ??= h("div", { class: "pop", popover: "auto", id: "edit-pop" });
  if (!box.isConnected) (one("main") ?? document.body).append(box);
  return box;
}

/** What an edit is about: the ticked lines of its form, else nothing (the address says it). */
function chosen(button: HTMLElement): [string, string][] {
  const form = button instanceof HTMLButtonElement ? button.form : null;
  if (!form) return [];
  return [...new FormData(form).entries()].filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[0] === "id");
}

/** Opens the form behind `button` beside `anchor`. */
export async function openEdit(button: HTMLElement, anchor: Element = button): Promise<void> {
  const address = button.dataset.edit || button.getAttribute("formaction") || (button as HTMLAnchorElement).href;
  const pop = shell();
  opener = button;
  try {
    const text = await fragment(withQuery(address, chosen(button)));
    if (text === null) return toast(failureText(404), { bad: true });
    await fill(pop, text);
    pop.showPopover();
    place(pop, anchor);
    (one("[autofocus], input:not([type=hidden]), select, textarea, button", pop) ?? pop).focus();
  } catch {
    toast(failureText(0), { bad: true });
  }
}

export function startEditing(): void {
  on("click", "[data-edit]", (event, button) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const menu = menuOpener(button);
    void openEdit(button, menu ?? (event.detail ? button : (button.closest("tr")?.querySelector(".ttl a") ?? button)));
  });
  htmx.on("htmx:after:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    const pop = sourceElement?.closest<HTMLElement>("[popover]");
    if (pop && response && response.status < 300) {
      pop.hidePopover();
      const back = opener && (menuOpener(opener) ?? opener);
      if (back?.isConnected) back.focus();
    }
  });
}
