import { describe, expect, test } from "vitest";
import { formatHours, fromCells, parseHours, toCells } from "../src/core/hours.ts";

describe("opening hours as text", () => {
  test.each([
    ["09:00-12:30, 14:00-18:00", "09:00-12:30, 14:00-18:00"],
    ["14h-18h30; 9-12", "09:00-12:00, 14:00-18:30"],
    ["8:00–12:00,12:00–17:00", "08:00-17:00"],
    ["00:00-24:00", "00:00-24:00"],
    ["", ""],
  ])("%j", (text, written) => expect(formatHours(parseHours(text) ?? [{ from: -1, to: -1 }])).toBe(written));

  test.each(["9:00", "18-9", "25:00-26:00", "9:75-10:00", "a-b", "1-2-3"])("%j is refused", (text) => expect(parseHours(text)).toBeNull());
});

test("a grid of half hours says the same as the text", () => {
  for (const text of ["09:00-12:30, 14:00-18:00", "", "00:00-24:00", "23:30-24:00"]) {
    const cells = toCells(parseHours(text) ?? [], 30);
    expect(cells).toHaveLength(48);
    expect(formatHours(fromCells(cells, 30))).toBe(text);
  }
});
