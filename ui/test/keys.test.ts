import { describe, expect, test } from "vitest";
import { Sequence, type Stroke, keyOf, label, resolve } from "../src/overlay/keys.ts";

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe("keys are named by what they type", () => {
  test.each([
    [stroke("j"), "j"],
    [stroke("J", { shiftKey: true }), "J"],
    [stroke("J"), "j"],
    [stroke("?", { shiftKey: true }), "?"],
    [stroke("/", { shiftKey: true }), "/"],
    [stroke(".", { shiftKey: true }), "."],
    [stroke(" "), "Space"],
    [stroke("Enter"), "Enter"],
  ])("%o", (pressed, name) => expect(keyOf(pressed)).toBe(name));

  test.each([
    stroke("r", { ctrlKey: true }),
    stroke("#", { ctrlKey: true, altKey: true }),
    stroke("k", { metaKey: true }),
    stroke("Dead"),
    stroke("Shift", { shiftKey: true }),
    stroke("a", { isComposing: true }),
  ])("not ours: %o", (pressed) => expect(keyOf(pressed)).toBeNull());
});

describe("remapping", () => {
  const map = { e: "a", t: "e" };
  test.each([
    ["a", "e"],
    ["e", "t"],
    ["t", null],
    ["x", "x"],
  ])("%s stands for %s", (pressed, standard) => expect(resolve(pressed, map)).toBe(standard));
});

describe("sequences", () => {
  test("two keys in time are one", () => {
    const sequence = new Sequence(["g"]);
    expect(sequence.press("g", 0)).toBeNull();
    expect(sequence.press("q", 400)).toBe("g q");
    expect(sequence.press("q", 500)).toBe("q");
  });
  test("a first key is forgotten after a while", () => {
    const sequence = new Sequence(["g"], 1000);
    sequence.press("g", 0);
    expect(sequence.press("q", 1001)).toBe("q");
    sequence.press("g", 2000);
    sequence.reset();
    expect(sequence.press("q", 2100)).toBe("q");
  });
});

test("keys are written as on a keyboard", () => expect([label("Enter"), label("g q"), label("?")]).toEqual(["↵", "g q", "?"]));
