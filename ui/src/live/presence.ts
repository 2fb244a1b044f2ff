/** Who is on a ticket: `data-presence="/tickets/N/presence"` is told every 20 s whether its reader looks or writes. */
import { on, one } from "../core/dom.ts";
import { send } from "../core/net.ts";

const beat = 20_000;
const writingFor = 8_000;

export function startPresence(): void {
  let wroteAt = Number.NEGATIVE_INFINITY;
  let told = "";
  const url = () => one("[data-presence]")?.dataset.presence;
  const tell = (mode: "viewing" | "writing" | "left") => {
    const to = url();
    if (!to) return;
    told = mode;
    void send(to, { method: "POST", body: new URLSearchParams({ mode }), keepalive: mode === "left" }).catch(() => undefined);
  };
  const mode = () => (performance.now() - wroteAt < writingFor ? "writing" : "viewing");
  const keepUp = () => {
    if (!document.hidden) tell(mode());
  };
  keepUp();
  setInterval(keepUp, beat);
  on("input", "vigie-composer textarea", () => {
    wroteAt = performance.now();
    if (told !== "writing") tell("writing");
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? tell("left") : keepUp()));
  window.addEventListener("pagehide", () => told !== "left" && tell("left"));
  let last = url();
  document.addEventListener("htmx:after:swap", () => {
    if (url() === last) return;
    last = url();
    keepUp();
  });
}
