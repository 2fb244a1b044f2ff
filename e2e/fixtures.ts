// The `test` that every journey imports: a Vigie per worker, its address as baseURL, and people to sign in as.
import { test as base, expect, type Page } from "@playwright/test";
import { demoPassword, start, type Mode, type Server } from "./server.js";

export { expect };
export { expectAccessible, expectTranslated, noOverflow } from "./checks.js";
export { demoPassword };

/** Chosen by a spec with `test.use({ mode: "serve" })`; the demo desk otherwise. */
export interface VigieOptions {
  mode: Mode;
}

interface VigieWorker extends VigieOptions {
  vigie: Server;
}

interface VigieTest {
  /** The language of the project that runs, as in the `lang` attribute. */
  language: "fr" | "en";
}

/** The people of the demo desk, by what they come to do (product §1). */
export const people = {
  admin: "admin@demo.example",
  agent: "agent@demo.example",
  lead: "lead@demo.example",
  requester: "requester@demo.example",
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
  baseURL: async ({ vigie }, use) => use(vigie.baseURL),
  language: async ({ locale }, use) => use(locale?.startsWith("fr") ? "fr" : "en"),
});

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
