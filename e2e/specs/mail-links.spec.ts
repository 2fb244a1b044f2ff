// What acts without signing in: the page of a link in a mail, a guest's report, the code on a wall; by keyboard, at 320 px, without
// script, on a slow line (product §3.1, §7.6).
import type { Page } from "@playwright/test";
import { ticket } from "../desk.js";
import { expect, expectAccessible, expectTranslated, noOverflow, test as base } from "../fixtures.js";
import { handOver, mail, mailDesk, type Letter, type MailDesk } from "../post.js";

const test = base.extend<object, { post: MailDesk }>({
  post: [
    async ({}, use) => {
      const desk = await mailDesk();
      await use(desk);
      await desk.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  vigie: [async ({ post }, use) => use(post.server), { scope: "worker" }],
});

/** Sends what somebody who has signed in on a page asks of the API. */
async function ask<T>(page: Page, method: string, path: string, data?: object): Promise<T> {
  const token = await page.locator('meta[name="csrf-token"]').getAttribute("content");
  const answer = await page.request.fetch(path, { method, data, headers: { "x-csrf-token": token ?? "" } });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

interface Mailbox {
  address: string;
  kind: string;
  authserv: string;
  desk_id: number;
}

/** The desk's mailbox, and guests let in. */
async function openTheDoor(admin: Page): Promise<Mailbox> {
  await admin.goto("/profile");
  const { items: desks } = await ask<{ items: { id: number }[] }>(admin, "GET", "/api/v1/desks");
  for (const desk of desks) await ask(admin, "PATCH", `/api/v1/desks/${desk.id}`, { guests: true });
  const { items } = await ask<{ items: Mailbox[] }>(admin, "GET", "/api/v1/mailboxes");
  const found = items.find(({ kind, authserv }) => kind === "lmtp" && authserv !== "");
  if (found !== undefined) return found;
  const wanted = { desk_id: desks[0]?.id, name: "Support", address: "support@quay.example", kind: "lmtp", authserv: "mx.quay.example" };
  return ask<Mailbox>(admin, "POST", "/api/v1/mailboxes", wanted);
}

/** The path of the link in a letter. */
function linkOf(letter: Letter): string {
  const found = /https?:\/\/[^\s"<>()]+(\/m\/[A-Za-z0-9_-]+)/.exec(letter.text);
  expect(found, letter.text).not.toBeNull();
  return found?.[1] ?? "";
}

/** Moves the focus by Tab until it stands on what is wanted. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`${selector} is not reached by Tab`);
}

test("the page of a link, by keyboard alone, without script, in both languages", async ({ visit, post, browser, language }) => {
  test.setTimeout(120_000);
  const admin = await visit("admin");
  const box = await openTheDoor(admin);
  const agent = await visit("agent");
  const subject = `Quay lamp ${Math.random().toString(36).slice(2)}`;
  const raw = mail({ from: "requester@demo.example", name: "Requester", to: box.address, subject, text: "It blinks." }, `${subject.replaceAll(" ", ".")}@demo.example`, box.authserv);
  await handOver(post.lmtp, "requester@demo.example", box.address, raw);
  const received = await post.sink.letter("requester@demo.example", ({ headers }) => headers.get("subject")?.includes(subject) === true);
  const number = /[A-Z]+-\d+/.exec(received.headers.get("subject") ?? "")?.[0] ?? "";
  await agent.goto(`/tickets/${number}`);
  await ask(agent, "POST", `/api/v1/tickets/${number}/take`);
  const { items: categories } = await ask<{ items: { code: string; parent_id: number | null }[] }>(agent, "GET", `/api/v1/categories?desk=${box.desk_id}&limit=50`);
  await ask(agent, "PATCH", `/api/v1/tickets/${number}`, { impact: "low", urgency: "medium", category: categories.find(({ parent_id }) => parent_id !== null)?.code });
  await ask(agent, "POST", `/api/v1/tickets/${number}/transitions`, { to: "resolved", resolution: "Bulb changed.", resolution_kind: "fix", cause_code: "missed_update" });
  const letter = await post.sink.letter("requester@demo.example", (one) => one.headers.get("subject")?.includes(number) === true && /\/m\//.test(one.text));
  const link = linkOf(letter);

  const context = await browser.newContext({ baseURL: post.server.baseURL, javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  for (const tongue of ["fr", "en"] as const) {
    await page.goto(`${link}?lang=${tongue}`);
    await expectTranslated(page, tongue);
    await noOverflow(page);
  }
  await page.goto(`${link}?lang=${language}`);
  await tabTo(page, "textarea[name=words]");
  await page.keyboard.type("It still blinks.");
  await tabTo(page, "button[type=submit]");
  await page.keyboard.press("Enter");
  await expect(page.locator("main [role=status]")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  expect(await ticket(agent, number)).toMatchObject({ state: "in_progress", reopen_count: 1 });
  await context.close();

  const looks = await (await browser.newContext({ baseURL: post.server.baseURL, locale: language })).newPage();
  for (const path of [link, "/m/nothing"]) {
    await looks.goto(path);
    await expectAccessible(looks);
    await noOverflow(looks);
  }
  await looks.context().close();
});

test("a guest reports from a code on a wall, with a photo, and confirms by mail", async ({ visit, post, browser, language }) => {
  test.setTimeout(120_000);
  const admin = await visit("admin");
  await openTheDoor(admin);
  await admin.goto("/settings/qr?kind=place&labels=Hall%20B");
  await expect(admin.locator(".code svg")).toBeVisible();
  await expectAccessible(admin);
  await noOverflow(admin);
  const code = (await admin.locator(".code a").getAttribute("href")) ?? "";
  expect(code).toContain("/portal/report?place=Hall%20B");

  const context = await browser.newContext({ baseURL: post.server.baseURL, locale: language, viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  const guest = await context.newPage();
  await guest.goto(code);
  await expect(guest).toHaveURL(/\/portal\/guest\?place=/);
  await expect(guest.locator("input[name=place]")).toBeChecked();
  await expectAccessible(guest);
  await noOverflow(guest);
  await expectTranslated(guest, language);
  const address = `ada.${Math.random().toString(36).slice(2)}@home.example`;
  await guest.locator("#f-what").fill("The door is stuck.");
  await guest.locator("#f-name").fill("Ada Byron");
  await guest.locator("#f-email").fill(address);
  const desk = guest.locator("#f-desk");
  if ((await desk.count()) > 0) await desk.selectOption({ index: 1 });
  await guest.locator("#f-file").setInputFiles({ name: "door.png", mimeType: "image/png", buffer: Buffer.from("89504e470d0a1a0a00", "hex") });
  await guest.locator("form.report button[type=submit]").last().click();
  await expect(guest).toHaveURL(/done=sent/);
  await expectAccessible(guest);
  const letter = await post.sink.letter(address, () => true);
  expect(letter.text).not.toContain("stuck");
  await guest.goto(linkOf(letter));
  await expect(guest.locator("main")).toContainText("The door is stuck.");
  await expectAccessible(guest);
  await noOverflow(guest);
  await guest.locator("form button[type=submit]").click();
  await expect(guest.locator("main [role=status]")).toContainText(/INC-\d+/);
  const number = /INC-\d+/.exec(await guest.locator("main [role=status]").innerText())?.[0] ?? "";
  const agent = await visit("agent");
  await agent.goto(`/tickets/${number}`);
  await expect(agent.locator("body")).toContainText("Hall B");
  await expect(agent.locator("body")).toContainText("door.png");
  await context.close();
});

test("the report form on a slow line: light, usable, and it shows how far a photo is", async ({ visit }) => {
  test.setTimeout(120_000);
  const page = await visit("requester");
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  const sizes = new Map<string, { url: string; size: number }>();
  cdp.on("Network.responseReceived", ({ requestId, response }) => sizes.set(requestId, { url: response.url, size: 0 }));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const known = sizes.get(requestId);
    if (known !== undefined) known.size = encodedDataLength;
  });
  const began = Date.now();
  await page.goto("/portal", { waitUntil: "commit" });
  await page.locator("#f-what").fill("The crane does not turn");
  expect(Date.now() - began, "can be typed into").toBeLessThan(8_000);
  await page.waitForLoadState("load");
  const loaded = [...sizes.values()].filter(({ url }) => !url.includes("/live"));
  const html = loaded.find(({ url }) => new URL(url).pathname === "/portal")?.size ?? 0;
  const total = loaded.reduce((sum, { size }) => sum + size, 0);
  expect(html, "HTML, compressed").toBeLessThan(60_000);
  expect(total, "first load, compressed").toBeLessThan(200_000);
  // Pasted, as from a screenshot; noise does not compress.
  await page.evaluate(() => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const data = new DataTransfer();
    data.items.add(new File([bytes, bytes, bytes], "crane.png", { type: "image/png" }));
    document.querySelector("#f-what")?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.locator("vigie-files .files")).toContainText("crane.png");
  await page.locator("form.report button[type=submit]").last().click();
  await expect(page.locator("vigie-files progress")).toBeVisible();
  await expect(page).toHaveURL(/\/portal\/tickets\/INC-\d+/, { timeout: 30_000 });
  await expect(page.locator("body")).toContainText("crane.png");
});
