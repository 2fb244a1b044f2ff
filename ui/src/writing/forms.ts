/** Forms that lose nothing: leaving with changes asks, a second press does nothing, the first error takes the focus. */
import htmx from "htmx.org";
import { all, announce, h, icon, on, one } from "../core/dom.ts";
import { isDirty } from "../core/morph.ts";
import { csrf, failureText } from "../core/net.ts";
import { t } from "../core/text.ts";
import { toast } from "../overlay/toast.ts";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fields(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (one): one is Field => one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement,
  );
}

function guard(): void {
  let leaving = false;
  on("submit", "form", () => {
    leaving = true;
    setTimeout(() => (leaving = false), 3000);
  });
  window.addEventListener("beforeunload", (event) => {
    const changed = all<HTMLFormElement>("form[data-guard]").some((form) => fields(form).some((field) => field.type !== "hidden" && isDirty(field)));
    if (changed && !leaving) {
      event.preventDefault();
      event.returnValue = t("guard.leave");
    }
  });
}

function release(form: Element): void {
  form.removeAttribute("aria-busy");
  for (const button of all("[data-was-busy]", form)) {
    button.removeAttribute("data-was-busy");
    button.removeAttribute("aria-disabled");
  }
}

function submitOnce(): void {
  on("submit", "form", (event, form) => {
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    setTimeout(() => {
      const enhanced = form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");
      // What is answered in a frame or another window leaves this page, and the form, as it is.
      const elsewhere = form.hasAttribute("target") || (event as SubmitEvent).submitter?.hasAttribute("formtarget") === true;
      if ((event.defaultPrevented && !enhanced) || (form as HTMLFormElement).method === "get" || elsewhere) return;
      form.setAttribute("aria-busy", "true");
      const button = event.submitter ?? one("[type=submit]", form);
      button?.setAttribute("aria-disabled", "true");
      button?.setAttribute("data-was-busy", "");
    });
  }, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[aria-busy]").forEach(release);
  });
}

function mark(field: Field): void {
  const box = field.closest(".field");
  if (!box) return;
  const valid = field.validity.valid;
  box.classList.toggle("bad", !valid);
  field.setAttribute("aria-invalid", String(!valid));
  const id = `${field.id || field.name}-error`;
  const shown = one(".err", box);
  if (valid) {
    shown?.remove();
    return;
  }
  const message = h("span", { class: "err", id }, icon("i-over"), field.validationMessage);
  if (shown) shown.replaceWith(message);
  else box.append(message);
  const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)).add(id);
  field.setAttribute("aria-describedby", [...described].join(" "));
}

function validity(): void {
  let first: Field | null = null;
  document.addEventListener("invalid", (event) => {
    const field = event.target as Field;
    if (!field.closest(".field")) return;
    event.preventDefault();
    mark(field);
    if (!first) {
      first = field;
      setTimeout(() => {
        first?.focus();
        first = null;
      });
    }
  }, true);
  on("change", ".field [aria-invalid='true']", (_, field) => mark(field as Field));
}

/** Puts the focus on what the server refused. */
function focusError(root: ParentNode): void {
  const target = one(".errors[tabindex]", root) ?? one("[aria-invalid='true']", root);
  target?.focus();
}

function confirmName(): void {
  const update = (form: Element) => {
    const wanted = (form as HTMLElement).dataset.confirmName ?? "";
    const typed = one<HTMLInputElement>("input[data-confirm]", form)?.value ?? "";
    for (const button of all<HTMLButtonElement>("button[type=submit]", form)) button.disabled = typed.trim() !== wanted.trim();
  };
  on("input", "form[data-confirm-name]", (_, form) => update(form));
  const start = () => all("form[data-confirm-name]").forEach(update);
  start();
  document.addEventListener("htmx:after:swap", start);
}

function copying(): void {
  on("click", "[data-copy], [data-copy-from]", (_, button) => {
    const source = button.dataset.copyFrom ? one(button.dataset.copyFrom) : null;
    const text = button.dataset.copy || (source instanceof HTMLInputElement ? source.value : source?.textContent?.trim()) || "";
    void navigator.clipboard?.writeText(text).then(() => toast(t("copy.done")));
  });
}

function requests(): void {
  htmx.config.noSwap = [204, 304, ...[401, 403, 404, 410, 413, 429, "5xx"]] as number[];
  htmx.on("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRF-Token"] = csrf();
  });
  htmx.on("htmx:response:error", (event) => {
    const status = event.detail.ctx.response?.status ?? 0;
    if (![400, 409, 422].includes(status)) toast(failureText(status), { bad: true });
  });
  htmx.on("htmx:error", (event) => {
    if (event.detail.ctx) toast(failureText(0), { bad: true });
  });
  htmx.on("htmx:after:swap", (event) => {
    if (event.detail.ctx.response?.status === 422) focusError(document);
  });
  htmx.on("htmx:finally:request", (event) => {
    const form = event.detail.ctx.sourceElement?.closest("form");
    if (form) release(form);
  });
}

export function startForms(): void {
  guard();
  submitOnce();
  validity();
  confirmName();
  copying();
  requests();
  focusError(document);
  on("change", "form[data-autosubmit]", (_, form) => (form as HTMLFormElement).requestSubmit());
  on("click", "[data-check-all]", (_, box) => {
    for (const check of all<HTMLInputElement>(box.dataset.checkAll ?? "")) check.checked = (box as HTMLInputElement).checked;
  });
  on("click", "[data-insert]", (_, button) => {
    const area = one<HTMLTextAreaElement>(button.dataset.insertInto ?? "vigie-composer textarea");
    area?.focus();
    area?.setRangeText(button.dataset.insert ?? "", area.selectionStart, area.selectionEnd, "end");
    area?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("vigie:announce", (event) => announce((event as CustomEvent<{ value?: string }>).detail.value ?? ""));
}
