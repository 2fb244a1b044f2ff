/** A list of choices under a text field, by the ARIA combobox pattern: the focus stays in the field, arrows move the choice. */
import { announce, h, icon, place } from "../core/dom.ts";
import { t } from "../core/text.ts";

export interface Item {
  value: string;
  label: string;
  hint?: string;
  icon?: string;
  key?: string;
  /** Text put in place of what was typed, when it differs from the label. */
  insert?: string;
  /** The choice is the beginning of something: the list goes on. */
  more?: boolean;
}

let count = 0;

/** Draws one choice. */
export function option(item: Item, id: string, selected: boolean): HTMLElement {
  return h(
    "div",
    { role: "option", id, "aria-selected": String(selected) },
    item.icon ? icon(item.icon) : null,
    h("span", {}, item.label),
    item.hint ? h("small", {}, item.hint) : null,
    item.key ? h("kbd", {}, item.key) : null,
  );
}

export class Listbox {
  private readonly field: HTMLInputElement | HTMLTextAreaElement;
  private readonly choose: (item: Item) => void;
  private readonly id = `lb-${++count}`;
  private readonly list = h("div", { id: this.id, role: "listbox", class: "options" });
  private readonly box = h("div", { class: "pop listbox", popover: "manual" }, this.list);
  private items: Item[] = [];
  private at = 0;

  constructor(field: HTMLInputElement | HTMLTextAreaElement, name: string, choose: (item: Item) => void) {
    this.field = field;
    this.choose = choose;
    this.list.setAttribute("aria-label", name);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("autocomplete", "off");
    if (field instanceof HTMLInputElement) field.setAttribute("role", "combobox");
    this.setExpanded(false);
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const chosen = (event.target as Element).closest("[role=option]");
      const item = chosen ? this.items[[...this.list.children].indexOf(chosen)] : undefined;
      if (item) this.take(item);
    });
    field.addEventListener("blur", () => this.hide());
  }

  get open(): boolean {
    return this.box.isConnected && this.box.matches(":popover-open");
  }

  private setExpanded(open: boolean): void {
    if (this.field instanceof HTMLInputElement) this.field.setAttribute("aria-expanded", String(open));
    if (open) this.field.setAttribute("aria-controls", this.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  private take(item: Item): void {
    this.hide();
    this.choose(item);
  }

  show(items: Item[]): void {
    if (!items.length) return this.hide();
    this.items = items;
    this.at = 0;
    this.list.replaceChildren(...items.map((item, index) => option(item, `${this.id}-${index}`, index === 0)));
    if (!this.box.isConnected) (this.field.closest<HTMLElement>("dialog, main, header") ?? document.body).append(this.box);
    if (!this.open) this.box.showPopover();
    place(this.box, this.field);
    this.setExpanded(true);
    this.point();
    announce(t("palette.count", { n: items.length }));
  }

  hide(): void {
    if (this.open) this.box.hidePopover();
    this.setExpanded(false);
  }

  private point(): void {
    [...this.list.children].forEach((child, index) => child.setAttribute("aria-selected", String(index === this.at)));
    const current = this.list.children[this.at];
    if (!current) return;
    this.field.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  }

  /** Handles a key while open; answers whether it was for the list. */
  key(event: KeyboardEvent): boolean {
    if (!this.open || event.isComposing) return false;
    const size = this.items.length;
    if (event.key === "ArrowDown") this.at = (this.at + 1) % size;
    else if (event.key === "ArrowUp") this.at = (this.at + size - 1) % size;
    else if (event.key === "Escape") this.hide();
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
      const item = this.items[this.at];
      if (item) this.take(item);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    if (this.open) this.point();
    return true;
  }
}
