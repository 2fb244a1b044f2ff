import { describe, expect, test } from "vitest";
import { backoff, parseHint, streamUrl } from "../src/live/hints.ts";

describe("hints", () => {
  test("are read, with their optional parts", () => {
    expect(parseHint('{"topic":"queue:7","seq":12,"kind":"changed","id":20481}')).toEqual({ topic: "queue:7", seq: 12, kind: "changed", id: "20481" });
    expect(parseHint('{"topic":"board","seq":13}')).toEqual({ topic: "board", seq: 13, kind: "changed" });
    expect(parseHint('{"topic":"board","seq":14,"kind":"changes","count":40}')).toMatchObject({ kind: "changes", count: 40 });
  });
  test.each(["", "null", "[]", "{}", '{"topic":1,"seq":2}', '{"topic":"a"}', "{"])("%j is not one", (data) => expect(parseHint(data)).toBeNull());
});

test("the stream's address does not depend on the order of topics", () => {
  expect(streamUrl(["ticket:2", "board", "board"], "")).toBe("/live?topics=board,ticket%3A2");
  expect(streamUrl(["board"], "41")).toBe("/live?topics=board&last=41");
  expect(streamUrl(["board"], "", 120.4)).toBe("/live?topics=board&age=121");
});

test("attempts are spaced, spread and bounded", () => {
  expect(backoff(1, 1)).toBe(1000);
  expect(backoff(1, 0)).toBe(500);
  expect(backoff(4, 1)).toBe(8000);
  expect(backoff(40, 1)).toBe(60_000);
});
