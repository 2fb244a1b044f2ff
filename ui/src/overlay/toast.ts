/**
 * Toasts: the result of an act and, where it can be undone, its undo. They live in `#toasts` (`role="status"`), whether the
 * server or a script put them there, for 10 s that stop while pointed at or focused.
 */
import { all, h, icon, on } from "../core/dom.ts";
import { addCommand } from "./shortcuts.ts";
import { t } from "../core/text.ts";

const life = 10_000;

function region(): HTMLElement {
  return document.getElementById("toasts") ?? document.body.appendChild(h("div", { id: "toasts", class: "toasts", role: "status" }));
}

function live(toast: HTMLElement): void {
  if (toast.dataset.alive) return;
  toast.dataset.alive = "1";
  if (toast.hasAttribute("data-sticky")) return;
  let left = life;
  let since = performance.now();
  let timer = setTimeout(() => toast.remove(), left);
  const pause = () => {
    clearTimeout(timer);
    left -= performance.now() - since;
  };
  const resume = () => {
    if (toast.matches(":hover, :focus-within")) return;
    clearTimeout(timer);
    since = performance.now();
    left = Math.max(left, 1500);
    timer = setTimeout(() => toast.remove(), left);
  };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, pause);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => setTimeout(resume));
}

/** Says a result in the corner. */
export function toast(text: string, options: { bad?: boolean } = {}): void {
  const known = all(".toast", region()).some((one) => one.dataset.text === text);
  if (known) return;
  const close = h("button", { class: "btn sm icon", type: "button", "aria-label": t("dialog.close") }, icon("i-x"));
  const sign = icon(options.bad ? "i-over" : "i-check");
  const element = h("div", { class: options.bad ? "toast bad" : "toast", "data-text": text }, sign, h("span", {}, text), close);
  close.addEventListener("click", () => element.remove());
  region().append(element);
}

export function startToasts(): void {
  const adopt = () => all(".toast", region()).forEach(live);
  new MutationObserver(adopt).observe(region(), { childList: true });
  adopt();
  document.addEventListener("vigie:toast", (event) => {
    const detail = (event as CustomEvent<{ text?: string; value?: string; bad?: boolean }>).detail;
    toast(detail.text ?? detail.value ?? "", { bad: !!detail.bad });
  });
  on("click", ".toast [data-undo]", (_, button) => {
    const element = button.closest(".toast");
    setTimeout(() => element?.remove(), 0);
  });
  addCommand({
    keys: "u",
    label: () => t("keys.undo"),
    group: "general",
    when: () => !!document.querySelector("#toasts [data-undo]"),
    run: () => all<HTMLElement>("#toasts [data-undo]").at(-1)?.click(),
  });
}
