/** Times that stay true while the page is open: `<time>` texts and SLA clocks, on the server's clock. */
import { all, setIcon } from "./dom.ts";
import { type Clock, duration, exact, level, relative, remainingAt, timeLeft } from "./duration.ts";
import { type Key, lang, t } from "./text.ts";

let offset = 0;

/** The server's present, in milliseconds. */
export function serverNow(): number {
  return Date.now() + offset;
}

function learnOffset(): void {
  const stated = document.querySelector<HTMLMetaElement>('meta[name="server-now"]')?.content;
  const navigation = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
  if (!stated || !navigation) return;
  const answered = performance.timeOrigin + navigation.responseStart;
  const difference = Date.parse(stated) - answered;
  if (Number.isFinite(difference) && navigation.type !== "back_forward") offset = difference;
}

function instant(text: string | undefined): number | null {
  const value = text ? Date.parse(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function number(text: string | undefined): number | null {
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function clockOf(element: HTMLElement): Clock | null {
  const { remaining, at, openUntil } = element.dataset;
  const seconds = number(remaining);
  const moment = instant(at);
  return seconds === null || moment === null ? null : { remaining: seconds, at: moment, openUntil: instant(openUntil) };
}

const looks: Record<"ok" | "warn" | "late", { icon: string; word: Key }> = {
  ok: { icon: "i-clock", word: "agent.remaining" },
  warn: { icon: "i-hourglass", word: "agent.at_risk" },
  late: { icon: "i-over", word: "agent.overdue" },
};

function setText(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

function tickSla(element: HTMLElement, now: number): void {
  const { state = "running", total, warn, day } = element.dataset;
  const clock = clockOf(element);
  if (state === "paused" || state === "met") setText(element.querySelector(".sr"), t(state === "met" ? "agent.met" : "agent.paused"));
  if (!clock || (state !== "running" && state !== "breached")) return;
  const left = remainingAt(clock, now);
  const whole = number(total);
  const now_ = level(left, whole, number(warn));
  element.classList.remove("ok", "warn", "late");
  element.classList.add(now_);
  setText(element.querySelector(".v"), timeLeft(left, lang(), number(day) ?? undefined));
  setText(element.querySelector(".sr"), t(looks[now_].word));
  setIcon(element.querySelector(".ic"), looks[now_].icon);
  if (whole) {
    const used = Math.max(0, Math.min(100, (1 - left / whole) * 100));
    element.querySelector(".bar .f")?.setAttribute("width", used.toFixed(0));
  }
}

function tickTime(element: HTMLElement, now: number): void {
  const then = instant(element.getAttribute("datetime") ?? undefined);
  if (then === null) return;
  if (!element.title) element.title = exact(new Date(then), lang(), document.documentElement.dataset.zone);
  if (element.dataset.as === "relative") setText(element, relative(new Date(then), new Date(now), lang()));
  if (element.dataset.as === "elapsed") setText(element, duration((now - then) / 1000, lang()));
  if (element.dataset.as === "left") setText(element, timeLeft((then - now) / 1000, lang()));
}

/** Brings every clock and time under `root` up to date. */
export function tick(root: ParentNode = document): void {
  const now = serverNow();
  for (const element of all(".sla[data-remaining], [data-clock][data-remaining]", root)) tickSla(element, now);
  for (const element of all("time[datetime]", root)) tickTime(element, now);
}

export function startClocks(): void {
  learnOffset();
  tick();
  setInterval(() => document.hidden || tick(), 10_000);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
  document.addEventListener("htmx:after:swap", () => tick());
}
