/** The command palette (Ctrl or ⌘ K): what this page can do, where one can go, and whatever the server finds. */
import { announce, debounce, h, icon, one } from "../core/dom.ts";
import { option, type Item } from "../writing/listbox.ts";
import { rank } from "../core/match.ts";
import { csrf, json, withQuery } from "../core/net.ts";
import { label } from "./keys.ts";
import { chosen, keyed, nameOf, press } from "./shortcuts.ts";
import { t } from "../core/text.ts";

/** An entry of the server: a place (`href`) or an act (`post`). */
interface Found extends Item {
  href?: string;
  post?: string;
}

interface Entry extends Found {
  run?: () => void;
}

interface Group {
  label: string;
  items: Entry[];
}

function local(query: string): Group {
  const items = keyed().map((element): Entry => {
    const key = element.dataset.key ?? "";
    return { value: "", label: nameOf(element), key: label(chosen(key)), icon: "i-right", run: () => press(element) };
  });
  const links = [...document.querySelectorAll<HTMLElement>(".rail-list a:not([data-key]), [data-command]:not([data-key])")].map(
    (element): Entry => ({ value: "", label: nameOf(element), icon: "i-right", run: () => press(element) }),
  );
  return { label: t("palette.page"), items: rank(query, [...items, ...links].filter((item) => item.label), (item) => item.label).slice(0, 12) };
}

function follow(entry: Entry): void {
  if (entry.run) return entry.run();
  if (entry.post) {
    const form = h("form", { method: "post", action: entry.post }, h("input", { type: "hidden", name: "csrf", value: csrf() }));
    document.body.append(form);
    form.submit();
  } else if (entry.href) location.assign(entry.href);
}

class Palette {
  private readonly field = h("input", {
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": t("palette.title"),
    placeholder: t("palette.hint"),
  });
  private readonly list = h("div", { id: "palette-list", role: "listbox", class: "options", "aria-label": t("palette.title") });
  private readonly dialog = h(
    "dialog",
    { class: "palette", "aria-label": t("palette.title") },
    h("div", { class: "p-in" }, icon("i-search", "ic"), this.field, h("kbd", {}, "Esc")),
    this.list,
  );
  private entries: Entry[] = [];
  private found: Group[] = [];
  private at = 0;
  private aborter: AbortController | null = null;
  private readonly ask = debounce(150, () => void this.search());

  constructor() {
    document.body.append(this.dialog);
    this.field.addEventListener("input", () => {
      this.draw();
      this.ask();
    });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("[role=option]");
      const entry = row ? this.entries[Number(row.id.split("-")[1])] : undefined;
      if (entry) this.take(entry);
    });
  }

  open(): void {
    if (!this.dialog.isConnected) document.body.append(this.dialog);
    this.field.value = "";
    this.found = [];
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
    this.field.focus();
    void this.search();
  }

  private async search(): Promise<void> {
    this.aborter?.abort();
    this.aborter = new AbortController();
    const url = document.querySelector<HTMLMetaElement>('meta[name="palette"]')?.content;
    if (!url) return;
    const answer = await json<{ groups: Group[] }>(withQuery(url, [["q", this.field.value]]), this.aborter.signal).catch(() => null);
    if (!answer || !this.dialog.open) return;
    this.found = answer.groups;
    this.draw();
    announce(t("palette.count", { n: this.entries.length }));
  }

  private draw(): void {
    const query = this.field.value.trim();
    const groups = [...(query ? this.found : []), local(query), ...(query ? [] : this.found)].filter((group) => group.items.length);
    this.entries = groups.flatMap((group) => group.items);
    this.at = 0;
    let index = 0;
    this.list.replaceChildren(
      ...groups.map((group, number) =>
        h(
          "div",
          { role: "group", "aria-labelledby": `pg-${number}` },
          h("div", { class: "grp", id: `pg-${number}` }, group.label),
          ...group.items.map((item) => option(item, `po-${index}`, index++ === 0)),
        ),
      ),
    );
    if (!this.entries.length) this.list.append(h("p", { class: "none", role: "presentation" }, t("palette.none")));
    this.point();
  }

  private point(): void {
    for (const row of this.list.querySelectorAll("[role=option]")) row.setAttribute("aria-selected", String(row.id === `po-${this.at}`));
    const current = one(`#po-${this.at}`, this.list);
    if (current) {
      this.field.setAttribute("aria-activedescendant", current.id);
      current.scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const size = this.entries.length;
    if (event.key === "ArrowDown" && size) this.at = (this.at + 1) % size;
    else if (event.key === "ArrowUp" && size) this.at = (this.at + size - 1) % size;
    else if (event.key === "Enter") {
      const entry = this.entries[this.at];
      if (entry) this.take(entry);
    } else return;
    event.preventDefault();
    this.point();
  }

  private take(entry: Entry): void {
    this.dialog.close();
    setTimeout(() => follow(entry));
  }
}

export function startPalette(): void {
  let palette: Palette | undefined;
  const open = () => (palette ??= new Palette()).open();
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    if (document.querySelector("dialog[open]:modal:not(.palette)") || !document.querySelector(".shell")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest?.("[data-palette]")) open();
  });
}
