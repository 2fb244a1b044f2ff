// The `test` that every journey imports: a Vigie per worker, its address as baseURL, and people to sign in as.
import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { demoPassword, start, type Mode, type Server } from "./server.js";

export { expect };
export { expectAccessible, expectTranslated, noOverflow } from "./checks.js";
export { demoPassword };

/** Chosen by a spec with `test.use({ mode: "serve" })`; the demo desk otherwise. */
export interface VigieOptions {
  mode: Mode;
}

/** A signed-in browser of one's own: people at work at the same time do not share cookies. */
export type Visit = (person: Person, options?: BrowserContextOptions) => Promise<Page>;

type State = Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["storageState"]>>;

interface VigieWorker extends VigieOptions {
  vigie: Server;
  /** Who has signed in to this worker's server, so that each does it once. */
  sessions: Map<string, State>;
}

interface VigieTest {
  /** The language of the project that runs, as in the `lang` attribute. */
  language: "fr" | "en";
  /** Opens a browser in which somebody has signed in and reads the project's language. */
  visit: Visit;
}

/** The people of the demo desk, by what they come to do (product §1). */
export const people = {
  admin: "admin@demo.example",
  agent: "agent@demo.example",
  lead: "lead@demo.example",
  manager: "manager@demo.example",
  requester: "requester@demo.example",
  provider: "provider@demo.example",
  observer: "observer@demo.example",
} as const;

export type Person = keyof typeof people;

export const test = base.extend<VigieTest, VigieWorker>({
  mode: ["demo", { option: true, scope: "worker" }],
  vigie: [
    async ({ mode }, use) => {
      const server = await start(mode);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  sessions: [async ({}, use) => use(new Map()), { scope: "worker" }],
  baseURL: async ({ vigie }, use) => use(vigie.baseURL),
  language: async ({ locale }, use) => use(locale?.startsWith("fr") ? "fr" : "en"),
  visit: async ({ browser, baseURL, locale, timezoneId, viewport, language, sessions }, use) => {
    const given: BrowserContextOptions = { baseURL, locale, timezoneId, viewport };
    const opened: Page[] = [];
    await use(async (person, options = {}) => {
      const key = `${person} ${language}`;
      const kept = sessions.get(key);
      const context = await browser.newContext({ ...given, ...options, storageState: kept });
      const page = await context.newPage();
      opened.push(page);
      if (kept === undefined) {
        await signIn(page, person);
        await speak(page, language);
        sessions.set(key, await context.storageState());
      }
      return page;
    });
    for (const page of opened) await page.context().close();
  },
});

/** The demo's people read French; the project may want them to read English. */
async function speak(page: Page, language: "fr" | "en"): Promise<void> {
  await page.goto("/profile");
  const choice = page.locator("select[name=locale]");
  if ((await choice.inputValue()).startsWith(language)) return;
  await choice.selectOption(language);
  await page.locator("form", { has: choice }).locator("button[type=submit]").click();
  await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${language}\\b`));
}

/** Where an anonymous visitor lands who asks for the page of someone signed in. */
export async function openSignIn(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.locator("input[type=password]")).toBeVisible();
}

/** Signs in with an address and a password through the form, as a person does, and waits until the form is gone. */
export async function signInWith(page: Page, address: string, password: string): Promise<void> {
  await openSignIn(page);
  const form = page.locator("form", { has: page.locator("input[type=password]") });
  await form.locator("input[autocomplete~=username]").fill(address);
  await form.locator("input[type=password]").fill(password);
  await form.locator("button[type=submit], button:not([type])").first().click();
  await expect(page.locator("input[type=password]")).toHaveCount(0);
}

/** Signs in as one of the demo desk's people. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await signInWith(page, people[person], demoPassword);
}
