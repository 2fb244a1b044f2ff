// Every page, in both languages and both themes: accessible, no wider than a phone, silent on the console, light to load.
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectTranslated, noOverflow, test, type Person, type Visit } from "../fixtures.js";

/** Kilobytes over the wire: a page's HTML, and everything that a first visit loads (product §16). */
const budget = { html: 60_000, load: 200_000 };

const anonymous = ["/login"];

const requester = ["/portal", "/portal/request", "/portal/tickets", "/portal/tickets?state=closed"];

const agent = [
  "/queue",
  "/queue?view=mine",
  "/queue?q=text:nothing-has-these-words",
  "/queue/views",
  "/queue/views/new",
  "/my-work",
  "/board",
  "/board?wall=1",
  "/search?q=imprimante",
  "/tickets/new",
  "/tickets/new?caller=morgane",
  "/profile",
  "/profile/services",
  "/notifications",
  "/mails",
  "/mails?outcome=quarantined",
  "/mails?outcome=waiting",
  "/mails?q=nobody@kerlann.example",
  "/api/docs",
];

const settings = [
  "/settings",
  "/settings/desks",
  "/settings/desks/new",
  "/settings/categories",
  "/settings/categories/new",
  "/settings/matrix",
  "/settings/calendars",
  "/settings/calendars/new",
  "/settings/services",
  "/settings/services/new",
  "/settings/commitments",
  "/settings/commitments/new",
  "/settings/mail-texts",
  "/settings/macros",
  "/settings/macros/new",
  "/settings/people",
  "/settings/people/new",
  "/settings/teams",
  "/settings/teams/new",
  "/settings/organisations",
  "/settings/organisations/new",
  "/settings/tokens",
  "/settings/jobs",
  "/settings/audit",
];

/** Lists of which the first thing that they name is opened. */
const lists = ["desks", "categories", "calendars", "services", "commitments", "macros", "people", "teams", "organisations"];

/** Opens an address as a first visit and holds the page to everything that is promised of every page. */
async function holds(page: Page, address: string, language: "fr" | "en", status = 200): Promise<void> {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    const answered = message.text().startsWith("Failed to load resource") && message.location().url.endsWith(address);
    // axe itself tries to look into the frame of a mail, in which nothing runs.
    const axe = /^Blocked script execution in '\S+\/mails\/\d+\/html'/.test(message.text());
    if (message.type() === "error" && !axe && !(answered && status !== 200)) errors.push(message.text());
  });
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  let loaded = 0;
  wire.on("Network.loadingFinished", ({ encodedDataLength }) => (loaded += encodedDataLength));

  const answer = await page.goto(address);
  expect(answer?.status()).toBe(status);
  const compressed = gzipSync(await page.content()).length;
  expect(compressed, "HTML, compressed").toBeLessThan(budget.html);
  await expectTranslated(page, language);
  await expect(page.locator("h1")).toHaveCount(1);
  await expectAccessible(page);
  await noOverflow(page, 320);
  expect(loaded, "first load, compressed").toBeLessThan(budget.load);
  expect(errors, "on the console").toEqual([]);
}

/** The first address of a page's main part that matches. */
async function firstLink(visit: Visit, person: Person, from: string, wanted: RegExp): Promise<string> {
  const page = await visit(person);
  await page.goto(from);
  const all = await page.locator("main a[href]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const found = all.find((href) => wanted.test(href));
  expect(found, `a link like ${wanted} on ${from}`).toBeDefined();
  return found ?? from;
}

for (const address of anonymous) {
  test(`a stranger's ${address}`, async ({ page, language }) => holds(page, address, language));
}

for (const address of requester) {
  test(`a requester's ${address}`, async ({ visit, language }) => holds(await visit("requester"), address, language));
}

for (const address of agent) {
  test(`an agent's ${address}`, async ({ visit, language }) => holds(await visit("agent"), address, language));
}

for (const address of settings) {
  test(`an administrator's ${address}`, async ({ visit, language }) => holds(await visit("admin"), address, language));
}

for (const list of lists) {
  test(`one of /settings/${list}`, async ({ visit, language }) => {
    const address = await firstLink(visit, "admin", `/settings/${list}`, new RegExp(`^/settings/${list}/\\d+$`));
    await holds(await visit("admin"), address, language);
  });
}

test("a requester's ticket", async ({ visit, language }) => {
  const address = await firstLink(visit, "requester", "/portal/tickets", /^\/portal\/tickets\/[A-Z]+-\d+$/);
  await holds(await visit("requester"), address, language);
});

for (const [what, list] of [
  ["that waits", "/mails?outcome=quarantined"],
  ["that was set aside", "/mails?outcome=refused"],
  ["with an invitation", "/mails?q=emily.carter@kerlann.example"],
  ["with HTML and pictures", "/mails?outcome=ticket&q=patrick.manach@kerlann.example"],
] as const) {
  test(`a mail ${what}`, async ({ visit, language }) => {
    const address = await firstLink(visit, "agent", list, /^\/mails\/\d+$/);
    await holds(await visit("agent"), address, language);
  });
}

for (const view of ["all", "risk", "pending"]) {
  test(`an agent's ticket of the view « ${view} », with its forms`, async ({ visit, language }) => {
    test.setTimeout(180_000);
    const address = await firstLink(visit, "lead", `/queue?view=${view}`, /^\/tickets\/[A-Z]+-\d+/);
    const page = await visit("lead");
    await holds(page, address, language);
    const forms = await page.locator("a[data-edit]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    expect(forms.length).toBeGreaterThan(3);
    for (const form of new Set(view === "all" ? forms : [])) {
      await page.goto(form);
      await expectTranslated(page, language);
      await expectAccessible(page);
      await noOverflow(page, 320);
    }
  });
}

for (const person of ["requester", "agent"] as const) {
  test(`a page that ${person} does not have`, async ({ visit, language }) =>
    holds(await visit(person), "/tickets/INC-999999999", language, 404));
}

test("a filter that cannot be read", async ({ visit, language }) =>
  holds(await visit("agent"), "/queue?q=priority:P9", language, 422));

test("an address that is no page", async ({ visit, language }) => holds(await visit("agent"), "/no/such/page", language, 404));
