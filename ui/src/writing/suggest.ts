/** Suggestions while an employee writes: `data-suggest="/portal/suggest"` on a field fills `data-suggest-into`, politely. */
import { announce, debounce, on, one } from "../core/dom.ts";
import { fill } from "../core/morph.ts";
import { fragment, withQuery } from "../core/net.ts";
import { t } from "../core/text.ts";

const wait = 250;
const shortest = 3;

export function startSuggest(): void {
  let aborter: AbortController | null = null;
  let last = "";
  const ask = debounce(wait, async (field: HTMLInputElement | HTMLTextAreaElement) => {
    const target = one(field.dataset.suggestInto ?? "");
    const query = field.value.trim();
    if (!target || !field.dataset.suggest || query === last) return;
    last = query;
    aborter?.abort();
    if (query.length < shortest) return target.replaceChildren();
    aborter = new AbortController();
    try {
      const text = await fragment(withQuery(field.dataset.suggest, [["q", query]]), aborter.signal);
      if (field.value.trim() !== query) return;
      await fill(target, text ?? "");
      if (!target.childElementCount) announce(t("suggest.none"));
    } catch {
      last = "";
    }
  });
  on("input", "[data-suggest]", (_, field) => ask(field as HTMLInputElement));
}
