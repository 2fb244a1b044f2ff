/**
 * `<vigie-week step="30">` around seven text fields `[data-day]` of opening hours: draws them as a grid to paint with the mouse
 * or a finger. The fields stay, are what is sent, and are how the keyboard does it.
 */
import { h } from "../core/dom.ts";
import { formatHours, fromCells, parseHours, toCells } from "../core/hours.ts";
import { t } from "../core/text.ts";

export class WeekGrid extends HTMLElement {
  private step = 30;
  private painting: boolean | null = null;

  connectedCallback(): void {
    const fields = [...this.querySelectorAll<HTMLInputElement>("input[data-day]")];
    if (!fields.length || this.querySelector(".week")) return;
    this.step = Number(this.getAttribute("step")) || 30;
    const table = h("table", { class: "week", "aria-hidden": "true" }, this.head(), h("tbody", {}, ...fields.map((field) => this.row(field))));
    this.prepend(h("div", { class: "xscroll", tabindex: 0, role: "region", "aria-label": t("week.grid") }, table));
    document.addEventListener("pointerup", () => (this.painting = null));
  }

  private head(): HTMLElement {
    const hours = Array.from({ length: 24 }, (_, hour) => h("td", { colspan: 60 / this.step }, hour % 3 ? "" : String(hour)));
    return h("thead", {}, h("tr", {}, h("th", { class: "day" }), ...hours));
  }

  private row(field: HTMLInputElement): HTMLElement {
    const day = field.dataset.day ?? "";
    const cells = Array.from({ length: 1440 / this.step }, () => h("td"));
    const name = h("button", { type: "button", tabindex: -1, title: t("week.day", { day }) }, day);
    const read = () => {
      const ranges = parseHours(field.value);
      field.setCustomValidity(ranges ? "" : "00:00-24:00");
      if (ranges) toCells(ranges, this.step).forEach((on, index) => cells[index]?.classList.toggle("on", on));
    };
    const write = () => {
      field.value = formatHours(fromCells(cells.map((cell) => cell.classList.contains("on")), this.step));
      field.setCustomValidity("");
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const paint = (cell: HTMLElement) => {
      if (this.painting === null || cell.classList.contains("on") === this.painting) return;
      cell.classList.toggle("on", this.painting);
      write();
    };
    for (const cell of cells) {
      cell.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        cell.releasePointerCapture(event.pointerId);
        this.painting = !cell.classList.contains("on");
        paint(cell);
      });
      cell.addEventListener("pointerenter", () => paint(cell));
    }
    name.addEventListener("click", () => {
      const fill = !cells.every((cell) => cell.classList.contains("on"));
      for (const cell of cells) cell.classList.toggle("on", fill);
      write();
    });
    field.addEventListener("input", read);
    field.placeholder ||= t("week.closed");
    read();
    return h("tr", {}, h("th", { class: "day", scope: "row" }, name), ...cells);
  }
}
