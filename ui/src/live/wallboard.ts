/** A wallboard: full screen on demand, awake, no idle pointer, loaded anew every six hours so that it can run for months. */
import { on, one } from "../core/dom.ts";

const renewAfter = 6 * 3600_000;
const idleAfter = 3000;

async function stayAwake(): Promise<void> {
  if (!document.hidden) await navigator.wakeLock?.request("screen").catch(() => undefined);
}

export function startWallboard(): void {
  on("click", "[data-fullscreen]", () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen?.();
  });
  if (!one("[data-wallboard]")) return;
  void stayAwake();
  document.addEventListener("visibilitychange", () => void stayAwake());
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("pointermove", () => {
    document.body.classList.remove("idle");
    clearTimeout(timer);
    timer = setTimeout(() => document.body.classList.add("idle"), idleAfter);
  });
  setInterval(() => {
    void fetch(location.href, { method: "HEAD" }).then((answer) => answer.ok && location.reload(), () => undefined);
  }, renewAfter);
}
