/** Opening hours as text, `09:00-12:30, 14:00-18:00`, and as half hours on a grid; pure. */

/** Minutes from midnight, end excluded; an end of 1440 is midnight. */
export interface Range {
  from: number;
  to: number;
}

function minutes(text: string): number | null {
  const match = /^(\d{1,2})(?:[:hH.](\d{2})?)?$/.exec(text.trim());
  if (!match) return null;
  const value = Number(match[1]) * 60 + Number(match[2] ?? 0);
  return value <= 1440 && Number(match[2] ?? 0) < 60 ? value : null;
}

/** Reads ranges, in any order and touching or not; `null` when the text is none. Empty text is a closed day. */
export function parseHours(text: string): Range[] | null {
  const ranges: Range[] = [];
  for (const part of text.split(/[,;]/)) {
    if (!part.trim()) continue;
    const [from, to, ...rest] = part.split(/[-–—]/).map(minutes);
    if (from == null || to == null || rest.length || from >= to) return null;
    ranges.push({ from, to });
  }
  return merge(ranges);
}

/** Sorted, with ranges that touch or overlap made one. */
export function merge(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else out.push({ ...range });
  }
  return out;
}

const two = (value: number) => String(value).padStart(2, "0");

/** Writes ranges the way {@link parseHours} reads them. */
export function formatHours(ranges: readonly Range[]): string {
  const time = (value: number) => `${two(Math.floor(value / 60))}:${two(value % 60)}`;
  return ranges.map(({ from, to }) => `${time(from)}-${time(to)}`).join(", ");
}

/** The cells of `step` minutes that ranges fill wholly. */
export function toCells(ranges: readonly Range[], step: number): boolean[] {
  return Array.from({ length: 1440 / step }, (_, index) =>
    ranges.some(({ from, to }) => from <= index * step && to >= (index + 1) * step),
  );
}

/** The ranges that cells make. */
export function fromCells(cells: readonly boolean[], step: number): Range[] {
  return merge(cells.flatMap((on, index) => (on ? [{ from: index * step, to: (index + 1) * step }] : [])));
}
