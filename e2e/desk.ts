// What the journeys ask of the desk: a ticket and its journal as the API tells them, and the texts of a language.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";

const locales = join(dirname(fileURLToPath(import.meta.url)), "../locales");

/** A commitment as it stands, times in seconds of working time. */
export interface Clock {
  agreement: string;
  metric: string;
  state: string;
  round: number;
  due_at: string | null;
  target_seconds: number;
  used_seconds: number;
  remaining_seconds: number;
  paused_since: string | null;
}

/** The part of a ticket that journeys look at. */
export interface Ticket {
  number: string;
  state: string;
  pending_on: string | null;
  title: string;
  assignee: { name: string } | null;
  team: { name: string } | null;
  category: { path?: string } | null;
  priority: string;
  qualification: Record<string, string>;
  merged_into: string | null;
  reopen_count: number;
  resolution: string;
  score: number | null;
  score_comment: string;
  version: number;
  clocks?: Clock[];
}

/** A line of a ticket's journal. */
export interface Entry {
  entry: number;
  at: string;
  actor: string;
  channel: string;
  kind: string;
  public: boolean;
  changes: { field: string }[];
  reason: string | null;
  data: Record<string, unknown> | null;
}

/** Answers of the API with the rights of whoever has signed in on a page. */
async function ask<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(`/api/v1/tickets/${path}`);
  expect(answer.status(), path).toBe(200);
  return (await answer.json()) as T;
}

/** A ticket as an agent is told of it. */
export const ticket = (page: Page, number: string): Promise<Ticket> => ask<Ticket>(page, number);

/** Its journal, oldest first. */
export async function journal(page: Page, number: string): Promise<Entry[]> {
  return (await ask<{ items: Entry[] }>(page, `${number}/journal?limit=100`)).items;
}

/** The clock of the time to resolve that was promised to the requester. */
export function resolveClock(found: Ticket): Clock {
  const clock = found.clocks?.find(({ agreement, metric }) => agreement === "sla" && metric === "resolve");
  expect(clock, `${found.number} has a clock for its resolution`).toBeDefined();
  return clock as Clock;
}

/** What the server answers to somebody who asks for a page. */
export async function statusOf(page: Page, path: string): Promise<number> {
  return (await page.request.get(path, { maxRedirects: 0 })).status();
}

const read = new Map<string, Map<string, string>>();

/** The texts of a language by their keys, as the translators wrote them; those with variables or choices are left out. */
function texts(language: "fr" | "en"): Map<string, string> {
  const known = read.get(language) ?? new Map<string, string>();
  if (known.size > 0) return known;
  for (const file of readdirSync(join(locales, language))) {
    for (const line of readFileSync(join(locales, language, file), "utf8").split("\n")) {
      const [, key, text] = /^([a-z][\w-]*) = ([^{}]+)$/.exec(line) ?? [];
      if (key !== undefined && text !== undefined) known.set(key, text.trim());
    }
  }
  read.set(language, known);
  return known;
}

/** A text of the product. */
export function say(language: "fr" | "en", key: string): string {
  const text = texts(language).get(key);
  expect(text, `${key} in ${language}`).toBeDefined();
  return text ?? key;
}

/** The number in the address of a ticket's page. */
export function numberIn(page: Page): string {
  return /\/tickets\/([A-Z]+-\d+)/.exec(page.url())?.[1] ?? "";
}

/** Opens a ticket through the API, as whoever has signed in on a page that shows something already. */
export async function open(page: Page, fields: Record<string, unknown>): Promise<string> {
  const token = await page.locator('meta[name="csrf-token"]').getAttribute("content");
  const answer = await page.request.post("/api/v1/tickets", { data: fields, headers: { "x-csrf-token": token ?? "" } });
  expect(answer.status(), await answer.text()).toBe(201);
  return ((await answer.json()) as Ticket).number;
}

/** The step that is under way, counted from 1, on the agents' page (of 7) or the portal's (of 4). */
export async function step(page: Page, at: number): Promise<void> {
  await expect(page.locator("ol.steps").first().locator("> li").nth(at - 1)).toHaveAttribute("aria-current", "step");
}

/** Opens a deed of a ticket from its buttons or from the menu of the others. */
export async function deed(page: Page, word: string): Promise<void> {
  const link = page.locator(`.t-acts a[href$="/do/${word}"]`);
  if (!(await link.isVisible())) await page.locator('.t-acts [popovertarget="t-more"]').click();
  await link.click();
  await expect(page.locator("form.act:visible")).toBeVisible();
}

/** Sends the form that stands beside the ticket, and waits until it is gone. */
export async function send(page: Page, form: string): Promise<void> {
  await page.locator(`${form}:visible button[type=submit]`).click();
  await expect(page.locator(`${form}:visible`)).toHaveCount(0);
}
