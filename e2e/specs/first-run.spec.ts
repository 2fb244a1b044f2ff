// The first run (ux.md): an empty installation becomes a help desk through three pages, by keyboard alone, on a phone and
// on a wide screen; afterwards nobody comes to these pages again.
import type { Page } from "@playwright/test";
import { say, statusOf } from "../desk.js";
import { expect, expectAccessible, expectTranslated, noOverflow, test as base } from "../fixtures.js";
import { focusIsSeen, tabTo } from "../keys.js";
import { start, type Server } from "../server.js";

/** Each journey has an empty installation of its own. */
const test = base.extend<{ fresh: Server }>({
  fresh: async ({}, use) => {
    const server = await start("serve");
    await use(server);
    await server.stop();
  },
  baseURL: async ({ fresh }, use) => use(fresh.baseURL),
});

const widths = [320, 1440];

/** The code that the server has printed for who runs it. */
function code(server: Server): string {
  const [printed] = /\b[a-z0-9]{4}(?:-[a-z0-9]{4}){3}\b/.exec(server.log()) ?? [];
  expect(printed, server.log()).toBeDefined();
  return printed ?? "";
}

/** What is promised of every page; the window is as it was before. */
async function holds(page: Page, language: "fr" | "en", title: string): Promise<void> {
  await expect(page.locator("h1")).toHaveText(say(language, title));
  await expect(page).toHaveTitle(new RegExp(`^${say(language, title)}`));
  await expectTranslated(page, language);
  await expectAccessible(page);
  for (const width of widths) await noOverflow(page, width);
}

/** Goes to a field by Tab and types, in the place of what stands there. */
async function type(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, `input[name=${name}]`);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Sends the form with its button, reached by Tab. */
async function press(page: Page): Promise<void> {
  await tabTo(page, "main form button[type=submit], form.form button[type=submit]");
  await page.keyboard.press("Enter");
}

const word = "a grey horse on the quay";

for (const width of widths) {
  test(`an empty installation becomes a help desk by keyboard, ${width} px wide`, async ({ page, fresh, browser, language }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 900 });
    const errors: string[] = [];
    page.on("console", (message) => message.type() === "error" && !message.text().includes("422") && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));

    // Every page leads there; the first field has the focus.
    await page.goto("/queue");
    await expect(page).toHaveURL(/\/setup$/);
    await expect(page.locator("input[name=code]")).toBeFocused();
    await focusIsSeen(page);
    await holds(page, language, "setup-administrator-title");

    // A stranger without the code gets nowhere, is told so beside the field, and keeps what was typed but the password.
    await page.reload();
    await type(page, "code", "aaaa-bbbb-cccc-dddd");
    await type(page, "name", "Maëlle Quéré");
    await type(page, "email", "maelle@kerlann.example");
    await type(page, "password", "short");
    await press(page);
    await expect(page.locator(".errors, [role=alert]").first()).toBeVisible();
    await expect(page.locator("body")).toContainText(say(language, "setup-fault-code"));
    await expect(page.locator("input[name=name]")).toHaveValue("Maëlle Quéré");
    await expect(page.locator("input[name=password]")).toHaveValue("");
    await holds(page, language, "setup-administrator-title");
    expect(await statusOf(page, "/login")).toBe(303);

    // With the code the administrator is made and has signed in.
    await type(page, "code", code(fresh));
    await type(page, "password", word);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/setup\/organisation$/);
    await expect(page.locator("input[name=name]")).toBeFocused();
    await holds(page, language, "setup-organisation-title");

    // Who leaves now comes back to the same step.
    await page.goto("/");
    await expect(page).toHaveURL(/\/setup\/organisation$/);
    await type(page, "name", "Kerlann");
    await tabTo(page, "select[name=language]");
    await expect(page.locator("select[name=language]")).toHaveValue(language);
    await type(page, "zone", "Europe/Brest");
    await press(page);
    await expect(page.locator("body")).toContainText(say(language, "setup-fault-zone"));
    await holds(page, language, "setup-organisation-title");
    await type(page, "zone", "Europe/Paris");
    await press(page);
    await expect(page).toHaveURL(/\/setup\/desk$/);
    await expect(page.locator("input[name=name]")).toBeFocused();
    await expect(page.locator("input[name=name]")).toHaveValue(say(language, "setup-desk-proposed"));
    await holds(page, language, "setup-desk-title");
    await type(page, "phone", "+33 2 98 00 00 00");
    await press(page);

    // A queue that can be worked with: the sample ticket is there and opens.
    await expect(page).toHaveURL(/\/queue/);
    const sample = say(language, "setup-sample-title");
    await expect(page.locator("body")).toContainText(sample);
    await expectTranslated(page, language);
    await expectAccessible(page);
    for (const other of widths) await noOverflow(page, other);
    await page.goto("/queue");
    const row = page.locator("[data-id]", { hasText: sample }).first();
    await expect(row).toBeVisible();
    await page.keyboard.press("j");
    await page.keyboard.press("o");
    await page.waitForURL(/\/tickets\/[A-Z]+-\d+/);
    await expect(page.locator("h1")).toContainText(sample);
    // The name that was given stands in the frame at once, without a restart.
    await expect(page.locator("body")).toContainText("Kerlann");
    const me = await page.request.get("/api/v1/me");
    expect(((await me.json()) as { email: string }).email).toBe("maelle@kerlann.example");
    await page.goto("/settings/people");
    await expect(page.locator("body")).toContainText("Maëlle Quéré");

    // Closed to everyone, whoever asks and however.
    const stranger = await (await browser.newContext({ baseURL: fresh.baseURL })).newPage();
    for (const visitor of [page, stranger]) {
      for (const path of ["/setup", "/setup/organisation", "/setup/desk"]) {
        const answer = await visitor.request.get(path, { maxRedirects: 0 });
        expect([303, 404], `${path} ${answer.status()}`).toContain(answer.status());
        expect(answer.headers().location ?? "/", path).not.toContain("/setup");
      }
      // Not for want of a token of the page, but because there is nothing left to set up.
      const csrf = visitor === page ? await page.locator('meta[name="csrf-token"]').getAttribute("content") : null;
      const again = { code: code(fresh), name: "Intruder", email: "intruder@kerlann.example", password: word };
      const headers = { origin: fresh.baseURL, ...(csrf === null ? {} : { "x-csrf-token": csrf }) };
      const answer = await visitor.request.post("/setup", { form: again, maxRedirects: 0, headers });
      expect(answer.status()).toBe(404);
    }
    await stranger.goto("/");
    await expect(stranger).toHaveURL(/\/login/);
    await stranger.locator("input[autocomplete~=username]").fill("intruder@kerlann.example");
    await stranger.locator("input[type=password]").fill(word);
    await stranger.locator("input[type=password]").press("Enter");
    await expect(stranger.getByRole("alert")).toBeVisible();
    await stranger.context().close();
    expect(errors).toEqual([]);
  });
}

test("the language of the first page can be changed before anybody has an account", async ({ page, language }) => {
  const other = language === "fr" ? "en" : "fr";
  await page.goto("/");
  await expectTranslated(page, language);
  await tabTo(page, `a[href^="/language/${other}"]`);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/setup$/);
  await expect(page.locator("h1")).toHaveText(say(other, "setup-administrator-title"));
  await expectTranslated(page, other);
  await expectAccessible(page);
});
