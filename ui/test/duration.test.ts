import { describe, expect, test } from "vitest";
import { duration, level, relative, remainingAt, timeLeft } from "../src/core/duration.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("durations read as people say them", () => {
  test.each([
    [0, "0 s"],
    [40, "40 s"],
    [60, "1 min"],
    [23 * 60 + 59, "23 min"],
    [3600, "1 h"],
    [2 * 3600 + 10 * 60, "2 h 10"],
    [3 * 3600 + 5 * 60, "3 h 05"],
    [7 * 3600, "7 h"],
    [23 * 3600 + 59 * 60, "23 h 59"],
    [6 * 86400 + 5000, "6 j"],
  ])("%i s", (seconds, text) => expect(plain(duration(seconds, "fr", 86400))).toBe(text));

  test("days are English in English, and may be working days", () => {
    expect(plain(duration(6 * 86400, "en-GB"))).toBe("6 d");
    expect(plain(duration(4 * 28800, "fr", 28800))).toBe("4 j");
    expect(plain(duration(2 * 28800, "fr", 28800))).toBe("16 h");
  });

  test("parts are never broken over two lines", () => expect(duration(7800, "fr")).toBe("2\u00a0h\u00a010"));
});

describe("time left", () => {
  test.each([
    [7800, "2 h 10"],
    [59, "< 1 min"],
    [0, "< 1 min"],
    [-30, "− 1 min"],
    [-25 * 60, "− 25 min"],
    [-90000, "− 1 j"],
  ])("%i s", (seconds, text) => expect(plain(timeLeft(seconds, "fr"))).toBe(text));
});

describe("a working clock", () => {
  const at = Date.UTC(2026, 10, 20, 10, 42);
  test("passes while the calendar is open", () => {
    expect(remainingAt({ remaining: 7800, at, openUntil: null }, at + 600_000)).toBe(7200);
  });
  test("stops when it closes", () => {
    expect(remainingAt({ remaining: 7800, at, openUntil: at + 300_000 }, at + 3_600_000)).toBe(7500);
  });
  test("does not move while it is closed already", () => {
    expect(remainingAt({ remaining: 7800, at, openUntil: at - 1000 }, at + 600_000)).toBe(7800);
  });
  test("never gains time from a client that is behind", () => {
    expect(remainingAt({ remaining: 100, at, openUntil: null }, at - 5000)).toBe(100);
  });
});

test.each([
  [-1, 7200, null, "late"],
  [3599, null, null, "warn"],
  [4000, 18000, null, "warn"],
  [7200, 14400, null, "ok"],
  [7200, 14400, 7200, "warn"],
  [600, null, 300, "ok"],
])("level of %i left out of %s, warned at %s", (left, total, warn, wanted) => expect(level(left, total, warn)).toBe(wanted));

test("moments are told from now, and far ones by their date", () => {
  const now = new Date("2026-11-20T10:42:00Z");
  expect(relative(new Date("2026-11-20T10:41:30Z"), now, "en")).toMatch(/30/);
  expect(relative(new Date("2026-11-19T10:42:00Z"), now, "fr")).toBe("hier");
  expect(relative(new Date("2026-01-02T10:42:00Z"), now, "fr")).toBe("02/01/2026");
});
