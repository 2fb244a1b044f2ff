/**
 * `<vigie-composer>` around the ticket's reply form: draft kept on the server, files, `@` `#` `;` completion, sending in place
 * with a warning when someone answered meanwhile. Without script it is a plain form.
 */
import { all, debounce, h, one } from "../core/dom.ts";
import { complete, markerAt } from "../lists/filter.ts";
import { type Item, Listbox } from "./listbox.ts";
import { apply, fill } from "../core/morph.ts";
import { failureText, json, send, withQuery } from "../core/net.ts";
import { lang, t } from "../core/text.ts";
import { toast } from "../overlay/toast.ts";
import { acceptFiles, upload } from "./uploads.ts";

const draftWait = 1000;

export class Composer extends HTMLElement {
  private form!: HTMLFormElement;
  private area!: HTMLTextAreaElement;
  private sending = false;
  private ready = false;
  private readonly keep = debounce(draftWait, () => void this.saveDraft());

  connectedCallback(): void {
    const form = one<HTMLFormElement>("form", this);
    const area = form && one<HTMLTextAreaElement>("textarea", form);
    if (!form || !area || this.ready) return;
    this.ready = true;
    this.form = form;
    this.area = area;
    this.restore();
    this.completion();
    area.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => {
      this.relabel();
      this.keep();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit(one<HTMLButtonElement>("button.primary[type=submit]", form) ?? one<HTMLButtonElement>("button[type=submit]", form));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.deliver(event.submitter);
    });
    this.attachments();
    this.relabel();
  }

  disconnectedCallback(): void {
    this.keep.cancel();
  }

  /** Shows the public or internal side and puts the caret in the text: the `r` and `n` keys. */
  open(visibility: "public" | "internal"): void {
    const radio = one<HTMLInputElement>(`[name=visibility][value=${visibility}]`, this.form);
    if (radio && !radio.checked) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.area.focus();
    this.scrollIntoView({ block: "nearest" });
  }

  private relabel(): void {
    const chosen = one<HTMLInputElement>("[name=visibility]:checked", this.form)?.closest("label");
    const copy = chosen?.cloneNode(true) as HTMLElement | undefined;
    if (!copy) return;
    for (const key of all("kbd, svg", copy)) key.remove();
    this.area.setAttribute("aria-label", copy.textContent?.trim() ?? "");
  }

  private status(text: string): void {
    const slot = one("[data-draft-status]", this.form);
    if (slot) slot.textContent = text;
  }

  private get localKey(): string {
    return `vigie.draft ${this.dataset.draft ?? location.pathname}`;
  }

  private restore(): void {
    const kept = localStorage.getItem(this.localKey);
    if (kept && !this.area.value) {
      this.area.value = kept;
      this.status(t("draft.local"));
    }
  }

  private async saveDraft(): Promise<void> {
    const url = this.dataset.draft;
    if (!url || this.sending) return;
    const visibility = one<HTMLInputElement>("[name=visibility]:checked", this.form)?.value ?? "public";
    this.status(t("draft.saving"));
    const body = new URLSearchParams({ body: this.area.value, visibility });
    const answer = await send(url, { method: "PUT", body }).catch(() => null);
    if (this.sending) return;
    if (answer?.ok) {
      localStorage.removeItem(this.localKey);
      const time = new Intl.DateTimeFormat(lang(), { hour: "2-digit", minute: "2-digit" }).format(new Date());
      this.status(this.area.value ? t("draft.saved", { time }) : "");
    } else if (this.area.value) {
      localStorage.setItem(this.localKey, this.area.value);
      this.status(t("draft.local"));
    }
  }

  private async deliver(button: HTMLElement | null): Promise<void> {
    if (this.sending || one("[data-uploading]", this.form)) return;
    this.sending = true;
    this.keep.cancel();
    this.form.setAttribute("aria-busy", "true");
    const body = new FormData(this.form, button);
    const url = (button?.getAttribute("formaction") ?? this.form.getAttribute("action")) || location.href;
    const answer = await send(url, { method: "POST", body, redirect: "manual" }).catch(() => null);
    this.form.removeAttribute("aria-busy");
    for (const one_ of all("[data-was-busy]", this.form)) one_.removeAttribute("aria-disabled");
    this.sending = false;
    if (!answer) return void this.failed(0);
    if (answer.type === "opaqueredirect") return location.reload();
    if (answer.ok) return this.delivered(answer.status === 204 ? "" : await answer.text());
    const slot = one("[data-conflict]", this.form);
    if ((answer.status === 409 || answer.status === 422) && slot) {
      await fill(slot, await answer.text());
      one<HTMLElement>("a, button", slot)?.focus();
      return;
    }
    this.failed(answer.status);
  }

  private failed(status: number): void {
    localStorage.setItem(this.localKey, this.area.value);
    toast(failureText(status), { bad: true });
  }

  private async delivered(text: string): Promise<void> {
    localStorage.removeItem(this.localKey);
    this.area.value = "";
    this.area.defaultValue = "";
    one("[data-conflict]", this.form)?.replaceChildren();
    one("[data-file-list]", this.form)?.replaceChildren();
    this.status("");
    if (!document.activeElement || document.activeElement === document.body) this.area.focus();
    if (text) await apply(text);
    this.dispatchEvent(new CustomEvent("vigie:sent", { bubbles: true }));
  }

  private attachments(): void {
    const url = this.dataset.upload;
    const field = one<HTMLInputElement>("input[type=file]", this.form);
    if (!url) return;
    const list =
      one("[data-file-list]", this.form) ??
      h("ul", { class: "files", "data-file-list": "", "aria-live": "polite" });
    if (!list.isConnected) this.area.after(list);
    const take = (files: File[]) => {
      for (const file of files) upload(list, url, file, () => this.keep());
    };
    acceptFiles(this.form, take);
    field?.addEventListener("change", () => {
      take([...(field.files ?? [])]);
      field.value = "";
    });
  }

  private completion(): void {
    const sources: Record<string, string | undefined> = {
      "@": this.dataset.people,
      "#": this.dataset.tickets,
      ";": this.dataset.templates,
    };
    const markers = Object.keys(sources).filter((marker) => sources[marker]).join("");
    if (!markers) return;
    const area = this.area;
    let aborter: AbortController | null = null;
    const list = new Listbox(area, t("palette.results"), (item) => {
      const found = markerAt(area.value, area.selectionStart, markers);
      if (!found) return;
      const word = { text: "", start: found.start, end: area.selectionStart };
      const next = complete(area.value, word, item.insert ?? item.value);
      area.value = area.value.slice(0, found.start) + (item.insert ?? item.value) + " " + area.value.slice(word.end);
      area.setSelectionRange(next.caret, next.caret);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const ask = debounce(120, async () => {
      aborter?.abort();
      const found = markerAt(area.value, area.selectionStart, markers);
      const url = found && sources[found.marker];
      if (!url) return list.hide();
      aborter = new AbortController();
      const answer = await json<{ items: Item[] }>(withQuery(url, [["q", found.query]]), aborter.signal).catch(() => null);
      if (answer && document.activeElement === area) list.show(answer.items.slice(0, 10));
    });
    area.addEventListener("input", ask);
    area.addEventListener("keydown", (event) => list.key(event));
    for (const button of all("[data-marker]", this.form)) {
      button.addEventListener("click", () => {
        area.focus();
        const before = area.value.slice(0, area.selectionStart);
        area.setRangeText((before && !/\s$/.test(before) ? " " : "") + (button.dataset.marker ?? ""), area.selectionStart, area.selectionEnd, "end");
        ask();
      });
    }
  }
}

/** `data-compose="public|internal"` on a link to the composer opens that side of it. */
export function startComposer(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.<HTMLElement>("[data-compose]");
    const composer = link && one<Composer>("vigie-composer");
    if (!link || !composer) return;
    event.preventDefault();
    composer.open(link.dataset.compose === "internal" ? "internal" : "public");
  });
}
