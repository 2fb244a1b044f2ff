/** Native dialogs: opened by `data-dialog`, filled from the server by `data-dialog-src`, closed by `data-close` or outside. */
import { h, icon, on, one } from "../core/dom.ts";
import { failureText, fragment } from "../core/net.ts";
import { fill } from "../core/morph.ts";
import { t } from "../core/text.ts";
import { toast } from "./toast.ts";

/** A cross that closes the dialog or popover around it. */
export function closeButton(): HTMLButtonElement {
  return h("button", { class: "btn quiet sm icon push", type: "button", "data-close": "", "aria-label": t("dialog.close") }, icon("i-x"));
}

let shared: HTMLDialogElement | undefined;

/** Opens a dialog around a fragment of the server, whose first heading names it. */
export async function openFrom(url: string): Promise<void> {
  try {
    const text = await fragment(url);
    if (text === null) return toast(failureText(404), { bad: true });
    shared ??= document.body.appendChild(h("dialog", { class: "dialog" }));
    if (!shared.isConnected) document.body.append(shared);
    await fill(shared, text);
    const heading = one("h1, h2, h3", shared);
    if (heading) {
      heading.id ||= "dialog-title";
      shared.setAttribute("aria-labelledby", heading.id);
    }
    if (!shared.open) shared.showModal();
  } catch {
    toast(failureText(0), { bad: true });
  }
}

/** Shows a picture over the page. */
function preview(link: HTMLAnchorElement): void {
  const name = link.textContent?.trim() ?? "";
  const dialog = h(
    "dialog",
    { class: "dialog wide-d", "aria-label": name },
    h(
      "header",
      { class: "row" },
      h("h2", {}, name),
      h("a", { class: "btn quiet sm icon push", href: link.href, download: true, "aria-label": name }, icon("i-download")),
      closeButton(),
    ),
    h("div", { class: "body" }, h("img", { src: link.href, alt: name })),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function startDialogs(): void {
  on("click", "[data-dialog]", (event, button) => {
    const dialog = one<HTMLDialogElement>(button.dataset.dialog ?? "");
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
  });
  on("click", "[data-dialog-src]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void openFrom(link.dataset.dialogSrc || (link as HTMLAnchorElement).href);
  });
  on("click", "[data-close]", (event, button) => {
    event.preventDefault();
    const popover = button.closest<HTMLElement>("[popover]");
    if (popover) popover.hidePopover();
    else button.closest("dialog")?.close();
  });
  on("click", "dialog", (event, dialog) => {
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (event.target === dialog && event.detail > 0 && !inside && !dialog.hasAttribute("data-modal")) (dialog as HTMLDialogElement).close();
  });
  on("click", "a[data-preview]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    preview(link as HTMLAnchorElement);
  });
}
