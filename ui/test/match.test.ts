import { expect, test } from "vitest";
import { fold, rank } from "../src/core/match.ts";
import { placeAt } from "../src/core/dom.ts";
import { failure, withQuery } from "../src/core/net.ts";

test("letters are compared without case, accents or kinds of apostrophe", () => {
  expect(fold("File d’Attente ÉTÉ")).toBe("file d'attente ete");
});

test("what begins with the query comes first", () => {
  const found = rank("att", ["Mettre en attente", "Attribuer", "Battre", "Fermer"], (text) => text);
  expect(found).toEqual(["Attribuer", "Mettre en attente", "Battre"]);
});

test("a floating box stays inside the window", () => {
  const view = { width: 400, height: 300 };
  const size = { width: 200, height: 100 };
  expect(placeAt({ left: 20, right: 60, top: 20, bottom: 40 }, size, view)).toEqual({ left: 20, top: 44 });
  expect(placeAt({ left: 380, right: 398, top: 250, bottom: 280 }, size, view)).toEqual({ left: 192, top: 146 });
  expect(placeAt({ left: 20, right: 260, top: 20, bottom: 40 }, size, view, true)).toEqual({ left: 60, top: 44 });
});

test("query values are added to those of the address", () => {
  expect(withQuery("/queue/edit?view=7", [["id", "1"], ["id", "2"]])).toBe("/queue/edit?view=7&id=1&id=2");
  expect(withQuery("/a", [])).toBe("/a");
});

test.each([
  [0, "error.network"],
  [401, "error.session"],
  [404, "error.refused"],
  [429, "error.busy"],
  [500, "error.server"],
])("status %i is told in words", (status, key) => expect(failure(status)).toBe(key));
