import { describe, expect, test } from "vitest";
import { complete, markerAt, terms, wordAt } from "../src/lists/filter.ts";

describe("the word being typed", () => {
  test.each([
    ["priority:P1 tea", 15, "tea"],
    ["priority:P1 tea", 4, "priority:P1"],
    ['title:"vpn rennes" st', 12, 'title:"vpn rennes"'],
    ["", 0, ""],
    ["a ", 2, ""],
  ])("%s at %i", (text, caret, word) => expect(wordAt(text, caret).text).toBe(word));

  test("is replaced by the choice, and the caret follows it", () => {
    const text = "pri state:open";
    expect(complete(text, wordAt(text, 3), "priority:P1")).toEqual({ text: "priority:P1 state:open", caret: 12 });
    expect(complete("te", wordAt("te", 2), "team:", true)).toEqual({ text: "team:", caret: 5 });
  });
});

test("terms keep their quotes", () => {
  expect(terms('priority:P1  title:"vpn rennes" sla:<1h')).toEqual(["priority:P1", 'title:"vpn rennes"', "sla:<1h"]);
});

describe("markers of a message", () => {
  test.each([
    ["merci @tho", "@", "tho"],
    ["@", "@", ""],
    ["voir (#204", "#", "204"],
    ["\n;acc", ";", "acc"],
  ])("%j", (text, marker, query) => expect(markerAt(text, text.length, "@#;")).toMatchObject({ marker, query }));

  test.each(["jean@kerlann", "fini; ok", "bonjour", "a;b"])("%j begins nothing", (text) => {
    expect(markerAt(text, text.length, "@#;")).toBeNull();
  });

  test("a marker without a source is plain text", () => expect(markerAt("#12", 3, "@")).toBeNull());
});
