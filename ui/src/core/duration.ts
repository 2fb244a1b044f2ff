/**
 * Durations and moments in words, pure. The server writes the same texts by the same rules: whole minutes rounded down,
 * the two largest units at most, no-break spaces, the minus sign U+2212 for what is late.
 */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const nb = "\u00a0";

function dayLetter(language: string): string {
  return language.startsWith("fr") ? "j" : "d";
}

/** `40 s`, `23 min`, `2 h 10`, `7 h`, `6 j` (`6 d` in English). `daySeconds` is the length of a working day, if not 24 h. */
export function duration(seconds: number, language: string, daySeconds = day): string {
  const total = Math.floor(Math.abs(seconds));
  if (total < minute) return `${total}${nb}s`;
  if (total < hour) return `${Math.floor(total / minute)}${nb}min`;
  if (total >= Math.max(day, daySeconds)) return `${Math.floor(total / daySeconds)}${nb}${dayLetter(language)}`;
  const minutes = Math.floor((total % hour) / minute);
  const hours = `${Math.floor(total / hour)}${nb}h`;
  return minutes ? `${hours}${nb}${String(minutes).padStart(2, "0")}` : hours;
}

/** Time left on a clock: as {@link duration}, `− 25 min` once late; never seconds, which would make every row flicker. */
export function timeLeft(seconds: number, language: string, daySeconds = day): string {
  const late = seconds < 0;
  const total = Math.abs(seconds);
  const text = total < minute ? `${late ? "" : `<${nb}`}1${nb}min` : duration(total, language, daySeconds);
  return late ? `\u2212${nb}${text}` : text;
}

/** `40 s ago`, `in 3 hours`, by the locale's own rules; beyond 30 days a date. */
export function relative(then: Date, now: Date, language: string): string {
  const seconds = Math.round((then.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  if (size < 45) return format.format(seconds, "second");
  if (size < 45 * minute) return format.format(Math.round(seconds / minute), "minute");
  if (size < 22 * hour) return format.format(Math.round(seconds / hour), "hour");
  if (size < 30 * day) return format.format(Math.round(seconds / day), "day");
  return new Intl.DateTimeFormat(language, { day: "2-digit", month: "2-digit", year: "numeric" }).format(then);
}

/** The exact moment, for a title: date, 24-hour time and zone. */
export function exact(then: Date, language: string, zone?: string): string {
  return new Intl.DateTimeFormat(language.startsWith("en") ? "en-GB" : language, {
    weekday: "long",
    day: "2-digit",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    ...(zone ? { timeZone: zone } : {}),
  }).format(then);
}

/** What a running clock is made of: working seconds left at a moment, and when the calendar closes (`null`: never). */
export interface Clock {
  remaining: number;
  at: number;
  openUntil: number | null;
}

/** Working seconds left at `now` (all instants in milliseconds): they pass only while the calendar is open. */
export function remainingAt(clock: Clock, now: number): number {
  const end = clock.openUntil === null ? now : Math.min(now, clock.openUntil);
  return clock.remaining - Math.max(0, (end - clock.at) / 1000);
}

export type Level = "ok" | "warn" | "late";

/** Late below zero; at risk under the warning, by default under an hour or past 75 % of the total. */
export function level(remaining: number, total: number | null, warn: number | null): Level {
  if (remaining < 0) return "late";
  if (warn !== null) return remaining <= warn ? "warn" : "ok";
  const used = total ? 1 - remaining / total : 0;
  return remaining < hour || used >= 0.75 ? "warn" : "ok";
}
