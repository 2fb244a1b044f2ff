/**
 * `<vigie-filter suggest="/queue/suggest">` around the filter's field: keys and values proposed while typing, Backspace in an
 * empty field removes the last chip. Chips themselves come from the server, each with its own removing button.
 */
import { all, debounce } from "../core/dom.ts";
import { complete, wordAt } from "./filter.ts";
import { type Item, Listbox } from "../writing/listbox.ts";
import { json, withQuery } from "../core/net.ts";

export class FilterBox extends HTMLElement {
  private aborter: AbortController | null = null;

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[type=text], input[type=search], input:not([type])");
    const url = this.getAttribute("suggest");
    if (!field || !url || field.dataset.filter) return;
    field.dataset.filter = "1";
    const list = new Listbox(field, field.getAttribute("aria-label") ?? "", (item) => this.take(field, item));
    const ask = debounce(120, async () => {
      this.aborter?.abort();
      this.aborter = new AbortController();
      const word = wordAt(field.value, field.selectionStart ?? field.value.length);
      const answer = await json<{ items: Item[] }>(withQuery(url, [["q", word.text]]), this.aborter.signal).catch(() => null);
      if (answer && document.activeElement === field) list.show(answer.items);
    });
    field.addEventListener("input", ask);
    field.addEventListener("focus", ask);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !field.value.includes(":") && field.value && !list.open) return;
      if (list.key(event)) return;
      if (event.key === "Backspace" && !field.value) all<HTMLElement>(".chip :is(button, a)", this).at(-1)?.click();
      if (event.key === "Escape") field.blur();
    });
    field.addEventListener("vigie:again", ask);
  }

  private take(field: HTMLInputElement, item: Item): void {
    const word = wordAt(field.value, field.selectionStart ?? field.value.length);
    const next = complete(field.value, word, item.value, item.more);
    field.value = next.text;
    field.setSelectionRange(next.caret, next.caret);
    if (item.more) field.dispatchEvent(new Event("vigie:again"));
    else field.form?.requestSubmit();
  }
}
