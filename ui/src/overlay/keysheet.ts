/** The `?` sheet: every key that works here, and where to change or switch them off (WCAG 2.1.4). */
import { closeButton } from "./dialog.ts";
import { h } from "../core/dom.ts";
import { keyOf, label } from "./keys.ts";
import { addCommand, allCommands, chosen, isOn, keyed, nameOf, remap, setOn, setRemap } from "./shortcuts.ts";
import { t } from "../core/text.ts";

interface Entry {
  keys: string;
  name: string;
}

function entries(): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>([
    [t("keys.general"), [{ keys: "Ctrl K", name: t("keys.palette") }]],
    [t("keys.list"), []],
    [t("keys.page"), []],
  ]);
  for (const { keys, label: name, group, when } of allCommands()) {
    if (when && !when()) continue;
    if (name()) groups.get(group === "list" ? t("keys.list") : t("keys.general"))?.push({ keys, name: name() });
  }
  if (document.querySelector("vigie-composer")) groups.get(t("keys.page"))?.push({ keys: "Ctrl ↵", name: t("keys.send") });
  for (const element of keyed().filter((one) => !one.closest("#toasts"))) {
    const group = element.closest(".rail, .topbar") ? t("keys.general") : t("keys.page");
    const entry = { keys: element.dataset.key ?? "", name: nameOf(element) };
    if (entry.name && !groups.get(group)?.some(({ keys }) => keys === entry.keys)) groups.get(group)?.push(entry);
  }
  return [...groups].filter(([, list]) => list.length);
}

function record(button: HTMLButtonElement, standard: string, redraw: () => void): void {
  const status = button.closest("dialog")?.querySelector("[role=status]");
  button.classList.add("rec");
  if (status) status.textContent = t("keys.press");
  const stop = () => {
    button.classList.remove("rec");
    button.removeEventListener("keydown", listen);
    button.removeEventListener("blur", stop);
  };
  const listen = (event: KeyboardEvent) => {
    event.stopPropagation();
    const pressed = keyOf(event);
    if (!pressed || pressed === "Tab") return;
    event.preventDefault();
    stop();
    if (pressed === "Escape") return;
    const others = entries().flatMap(([, list]) => list).filter(({ keys }) => keys !== standard);
    if (others.some(({ keys }) => chosen(keys) === pressed)) {
      if (status) status.textContent = t("keys.taken", { key: label(pressed) });
      return;
    }
    const map = remap();
    if (pressed === standard) delete map[standard];
    else map[standard] = pressed;
    setRemap(map);
    redraw();
  };
  button.addEventListener("keydown", listen);
  button.addEventListener("blur", stop);
}

function row({ keys, name }: Entry, redraw: () => void): HTMLElement {
  const change = h("button", { class: "btn quiet sm", type: "button", "aria-label": `${t("keys.change")} : ${name}` }, t("keys.change"));
  change.addEventListener("click", () => record(change, keys, redraw));
  const fixed = keys.includes(" ") || keys === "Enter";
  return h("li", {}, h("span", {}, name), h("kbd", {}, label(chosen(keys))), !fixed && change);
}

function draw(dialog: HTMLDialogElement): void {
  const redraw = () => draw(dialog);
  const on = h("input", { class: "switch", type: "checkbox", role: "switch", checked: isOn() });
  on.addEventListener("change", () => setOn(on.checked));
  const reset = h("button", { class: "btn sm", type: "button" }, t("keys.reset"));
  reset.addEventListener("click", () => {
    setRemap({});
    redraw();
  });
  const sections = entries().map(([title, list]) =>
    h("section", {}, h("h3", {}, title), h("ul", {}, ...list.map((entry) => row(entry, redraw)))),
  );
  dialog.replaceChildren(
    h("header", { class: "row" }, h("h2", { id: "keysheet-title" }, t("keys.title")), closeButton()),
    h("div", { class: "body" }, h("div", { class: "cols" }, ...sections), h("p", { class: "small muted", role: "status" })),
    h("footer", {}, h("label", { class: "row med" }, on, t("keys.on")), h("span", { class: "push" }), reset),
  );
}

export function startKeysheet(): void {
  let dialog: HTMLDialogElement | undefined;
  const open = () => {
    dialog ??= document.body.appendChild(h("dialog", { class: "dialog wide-d keysheet", "aria-labelledby": "keysheet-title" }));
    draw(dialog);
    if (!dialog.open) dialog.showModal();
  };
  addCommand({ keys: "?", label: () => t("keys.help"), group: "general", run: open });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest?.("[data-keysheet]")) open();
  });
}
