/** Attachments: chosen, pasted or dropped files sent at once with their progress, each kept as a hidden field of the form. */
import { h, icon } from "../core/dom.ts";
import { csrf, failureText } from "../core/net.ts";
import { t } from "../core/text.ts";

interface Stored {
  id: string | number;
  name?: string;
}

/** Sends one file; `fetch` cannot tell how far it is, `XMLHttpRequest` can. */
function post(url: string, file: File, progress: (part: number) => void): Promise<Stored> {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("file", file, file.name || "image.png");
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("X-CSRF-Token", csrf());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => (request.status < 300 && request.response ? resolve(request.response as Stored) : reject(request.status));
    request.onerror = () => reject(0);
    request.send(body);
  });
}

/** Sends a file and shows it in `list`; retried or removed from there. */
export function upload(list: HTMLElement, url: string, file: File, changed: () => void): void {
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("file.uploading", { name: file.name }) });
  const remove = h("button", { type: "button", "aria-label": t("file.remove", { name: file.name }) }, icon("i-x"));
  const entry = h("li", { class: "file", "data-uploading": "" }, icon("i-clip"), h("b", {}, file.name), bar, remove);
  remove.addEventListener("click", () => {
    entry.remove();
    changed();
  });
  list.append(entry);
  const start = () => {
    post(url, file, (part) => (bar.value = part)).then(
      (stored) => {
        bar.remove();
        entry.removeAttribute("data-uploading");
        entry.append(h("input", { type: "hidden", name: "attachment", value: stored.id }));
        changed();
      },
      (status: number) => {
        bar.remove();
        entry.removeAttribute("data-uploading");
        entry.classList.add("bad");
        const why = status === 413 ? t("file.large", { name: file.name }) : `${t("file.failed", { name: file.name })} · ${failureText(status)}`;
        const retry = h("button", { type: "button", class: "lnk", "aria-label": t("file.retry") }, icon("i-refresh"));
        retry.addEventListener("click", () => {
          entry.remove();
          upload(list, url, file, changed);
        });
        entry.replaceChildren(icon("i-over"), h("span", { role: "alert" }, why), retry, remove);
      },
    );
  };
  start();
}

/** The files of a paste or a drop. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}

/** Lets files be dropped on `zone` and pasted into it. */
export function acceptFiles(zone: HTMLElement, take: (files: File[]) => void): void {
  zone.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("dropping");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("dropping"));
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("dropping");
    const files = filesOf(event.dataTransfer);
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  zone.addEventListener("paste", (event) => {
    const files = filesOf(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}

/** Sends a form with its files and shows how far it is; what comes back is gone on to, or shown in place of the form. */
function sendForm(form: HTMLFormElement, bar: HTMLProgressElement): void {
  const request = new XMLHttpRequest();
  const wrong = (status: number) => {
    form.removeAttribute("aria-busy");
    bar.replaceWith(h("span", { class: "err", role: "alert" }, icon("i-over"), failureText(status)));
  };
  request.open("POST", form.action);
  request.responseType = "document";
  request.setRequestHeader("Accept", "text/html");
  request.upload.onprogress = (event) => event.lengthComputable && (bar.value = event.loaded / event.total);
  request.onerror = () => wrong(0);
  request.onload = () => {
    const main = request.response?.querySelector("#main");
    if (request.responseURL && request.responseURL !== form.action) {
      form.removeAttribute("data-guard");
      location.assign(request.responseURL);
    } else if (main) {
      document.querySelector("#main")?.replaceWith(main);
      document.querySelector<HTMLElement>("#main .errors, #main [role=status], #main")?.focus();
    } else wrong(request.status);
  };
  request.send(new FormData(form));
}

/**
 * A plain file field with a drop zone around it: `<vigie-files class="drop"><input type="file" …></vigie-files>`. A second field for the
 * camera adds its picture to the first. The form is sent with its progress shown, which on a slow line is the difference between
 * waiting and pressing again.
 */
export class FileDrop extends HTMLElement {
  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[type=file]:not([capture])");
    if (!field || this.dataset.ready) return;
    this.dataset.ready = "1";
    const list = this.querySelector<HTMLElement>(".files") ?? this.appendChild(h("ul", { class: "files", "aria-live": "polite" }));
    const names = () => list.replaceChildren(...[...(field.files ?? [])].map((file) => h("li", { class: "file" }, icon("i-clip"), h("b", {}, file.name))));
    const add = (files: File[]) => {
      const all = new DataTransfer();
      for (const file of [...(field.multiple ? (field.files ?? []) : []), ...files]) all.items.add(file);
      field.files = all.files;
      names();
    };
    field.addEventListener("change", names);
    const camera = this.querySelector<HTMLInputElement>("input[capture]");
    camera?.addEventListener("change", () => {
      add([...(camera.files ?? [])]);
      camera.value = "";
    });
    const form = this.closest("form");
    acceptFiles(form ?? this, add);
    form?.addEventListener("submit", (event) => {
      if (event.defaultPrevented || !field.files?.length || form.getAttribute("aria-busy") === "true") return;
      event.preventDefault();
      form.setAttribute("aria-busy", "true");
      const bar = h("progress", { max: 1, value: 0, "aria-label": t("file.uploading", { name: field.files[0]?.name ?? "" }) });
      list.append(h("li", {}, bar));
      sendForm(form, bar);
    });
  }
}
