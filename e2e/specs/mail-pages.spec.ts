// The pages of received mail, and mails that attack whoever opens them: handed over by LMTP, opened as mail, as ticket and as
// notice. Whatever they try, nothing runs, nothing is asked of another server, nothing leads away, no style gets out.
import { once } from "node:events";
import { createServer } from "node:http";
import type { BrowserContext, Page } from "@playwright/test";
import { say } from "../desk.js";
import { expect, test as base } from "../fixtures.js";
import { against, hostile } from "../hostile.js";
import { handOver, mailDesk, type MailDesk } from "../post.js";

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

/** The demo's mailbox. */
const support = "support@kerlann.example";

interface Mail {
  id: number;
  outcome: string;
  ticket: string | null;
}

/** A listener that counts who asks it. */
async function canary(): Promise<{ url: string; asked: string[]; close: () => void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("access-control-allow-origin", "*");
    response.end("pwned('canary')");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return { url: `http://127.0.0.1:${address.port}`, asked, close: () => server.close() };
}

/** What must not happen, as it happens. */
async function watch(context: BrowserContext, page: Page, home: string): Promise<string[]> {
  const seen: string[] = [];
  await context.exposeBinding("pwned", (_, what: string) => void seen.push(`a script ran: ${what}`));
  page.on("dialog", (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/pwned/.test(message.text()) && message.type() === "log") seen.push(`a script spoke: ${message.text()}`);
  });
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${home}/`) && !url.startsWith("data:") && !url.startsWith("about:")) seen.push(`a request: ${url}`);
    if (/\/rel\.png|\/logout/.test(url)) seen.push(`a request of ours: ${url}`);
  });
  context.on("page", (other) => seen.push(`a window: ${other.url()}`));
  return seen;
}

/** How what surrounds the mail looks; a style that got out would change it. */
const looks = async (page: Page): Promise<string> =>
  page.evaluate(() => {
    const properties = ["display", "position", "color", "backgroundColor", "filter", "fontFamily", "zIndex", "visibility", "opacity"] as const;
    const of = (selector: string): string => {
      const element = document.querySelector(selector);
      if (element === null) return `${selector}: none`;
      const style = getComputedStyle(element);
      return `${selector}: ${properties.map((property) => style[property]).join(" | ")}`;
    };
    return ["html", "body", ".rail", ".topbar", "main", "h1", ".card", ".btn"].map(of).join("\n");
  });

async function ask<T>(page: Page, method: string, path: string, data?: object): Promise<T> {
  const token = await page.locator('meta[name="csrf-token"]').getAttribute("content");
  const answer = await page.request.fetch(path, { method, data, headers: { "x-csrf-token": token ?? "" } });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** The mail with this identifier, once it has its outcome. */
async function received(page: Page, id: string): Promise<Mail> {
  let found: Mail | undefined;
  await expect
    .poll(async () => {
      const { items } = await ask<{ items: Mail[] }>(page, "GET", `/api/v1/mails?q=${encodeURIComponent(id)}`);
      found = items[0];
      return found?.outcome ?? "waiting";
    })
    .not.toBe("waiting");
  return found as Mail;
}

test("hostile mail is inert wherever it is shown", async ({ visit, post, baseURL, language }) => {
  test.skip(language !== "en", "an attack knows no language");
  test.setTimeout(600_000);
  const listener = await canary();
  const page = await visit("agent");
  await page.goto("/mails");
  const all = against(listener.url);
  expect(all.length).toBeGreaterThan(60);
  const ids = all.map((_, n) => `attack-${n}@evil.example`);
  for (const [n, { attack }] of all.entries()) {
    const sender = `attacker${n}@evil${n}.example`;
    await handOver(post.lmtp, sender, support, hostile(attack, sender, support, ids[n] ?? ""));
  }
  const calm = "calm@evil.example";
  await handOver(post.lmtp, "calm@evil.example", support, hostile("<b>calm</b>", "calm@evil.example", support, calm));
  const reference = await received(page, calm);
  await page.goto(`/mails/${reference.id}`);
  const asItShouldBe = await looks(page);

  const seen = await watch(page.context(), page, baseURL ?? "");
  const wrong: string[] = [];
  const check = async (kind: string, attack: string, place: string, address: string): Promise<void> => {
    if (!page.url().endsWith(address)) seen.push(`led away to ${page.url()}`);
    for (const what of seen.splice(0).concat(listener.asked.splice(0).map((path) => `the canary was asked ${path}`))) {
      wrong.push(`${kind}, ${place}: ${what}\n    ${attack}`);
    }
  };
  for (const [n, { kind, attack }] of all.entries()) {
    const mail = await received(page, ids[n] ?? "");
    const address = `/mails/${mail.id}`;
    await page.goto(address);
    await page.locator("iframe.mail-frame").scrollIntoViewIfNeeded();
    const frame = page.frameLocator("iframe.mail-frame");
    await expect(frame.getByText("before", { exact: true })).toBeAttached({ timeout: 15_000 });
    await page.frames().find((other) => other.url().endsWith("/html"))?.waitForLoadState("load");
    if ((await looks(page)) !== asItShouldBe) seen.push(`styles got out:\n${await looks(page)}`);
    const covered = await frame.locator("body").evaluate((body) =>
      Array.from(body.querySelectorAll("*")).some((element) => ["fixed", "absolute"].includes(getComputedStyle(element).position)),
    );
    if (covered) seen.push("something is laid over the mail");
    // A reader moves over it and clicks on what it offers.
    await frame.locator("body").hover({ timeout: 2_000 }).catch(() => undefined);
    await check(kind, attack, "the mail", address);
    await page.goto(`${address}/html`);
    await check(kind, attack, "its HTML alone", `${address}/html`);
    const made = await ask<Mail>(await reader(page), "POST", `/api/v1${address}/ticket`);
    await page.goto(`/tickets/${made.ticket ?? ""}`);
    await check(kind, attack, "the ticket", `/tickets/${made.ticket ?? ""}`);
  }
  for (const list of ["/mails", "/mails?outcome=ticket", "/queue", "/board", "/my-work"]) {
    await page.goto(list);
    await check("all", "", list, list);
  }
  listener.close();
  expect(wrong, `${wrong.length} of ${all.length} attacks did something`).toEqual([]);
});

/** People of the demo whom the house's mail server vouches for. */
const known = [
  "damien.kerbrat",
  "sandrine.lefloch",
  "aurore.bellec",
  "morgane.thebault",
  "fabrice.nedelec",
  "lenaig.jegou",
  "christian.salaun",
  "isabelle.kervella",
  "ronan.quemeneur",
  "valerie.corbel",
  "gaelle.pennec",
].map((name) => `${name}@kerlann.example`);

test("what is told of hostile mail is inert in a mail program that protects nobody", async ({ visit, post, baseURL, language }) => {
  test.skip(language !== "en", "an attack knows no language");
  test.setTimeout(240_000);
  const listener = await canary();
  const page = await visit("agent");
  await page.goto("/mails");
  const all = against(listener.url);
  const firsts = all.filter(({ kind }, n) => all.findIndex((other) => other.kind === kind) === n);
  const tickets: string[] = [];
  for (const [n, { attack }] of firsts.entries()) {
    const [id, sender] = [`told-${n}@kerlann.example`, known[n] ?? ""];
    const vouched = "Authentication-Results: mx.kerlann.example; dmarc=pass header.from=kerlann.example\r\n";
    await handOver(post.lmtp, sender, support, vouched + hostile(attack, sender, support, id));
    const mail = await received(page, id);
    expect(mail.ticket, `${mail.outcome}: ${attack}`).not.toBeNull();
    tickets.push(mail.ticket ?? "");
    await ask(page, "POST", `/api/v1/tickets/${mail.ticket ?? ""}/comments`, { body: `${attack}\n\nanswered` });
  }
  const seen = await watch(page.context(), page, baseURL ?? "");
  for (const [n, { attack }] of firsts.entries()) {
    for (const answered of [false, true]) {
      const letter = await post.sink.letter(known[n] ?? "", ({ text }) => text.includes("answered") === answered);
      await page.goto("about:blank");
      await page.setContent(letter.html);
      expect([...seen, ...listener.asked], attack).toEqual([]);
      expect(page.url()).toBe("about:blank");
    }
  }
  // The same letters as an administrator looks at them before a text is saved.
  const admin = await visit("admin");
  await admin.goto("/mails");
  const { items: desks } = await ask<{ items: { id: number }[] }>(admin, "GET", "/api/v1/desks");
  const looked = await watch(admin.context(), admin, baseURL ?? "");
  for (const ticket of tickets) {
    const address = `/settings/desks/${desks[0]?.id}/mail-texts/received/en/preview?ticket=${ticket}`;
    expect((await admin.goto(address))?.status()).toBe(200);
    expect([...looked, ...listener.asked], address).toEqual([]);
    expect(admin.url()).toBe(`${baseURL}${address}`);
  }
  listener.close();
});

/** The page of ours that a script's request needs its token from. */
async function reader(page: Page): Promise<Page> {
  await page.goto("/mails?outcome=waiting");
  return page;
}

test("pictures from elsewhere are fetched after a click, for that view only", async ({ visit, post, baseURL, language }) => {
  const listener = await canary();
  const page = await visit("agent");
  const id = `pictures-${language}@evil.example`;
  const pictures = `<img src="https://canary.invalid/a.png"><img src="${listener.url}/b.png">`;
  await page.goto("/mails");
  const from = `pictures-${language}@evil.example`;
  await handOver(post.lmtp, from, support, hostile(pictures, from, support, id));
  const mail = await received(page, id);
  const asked: { url: string; referrer: string | undefined }[] = [];
  page.context().on("request", (request) => {
    if (!request.url().startsWith(`${baseURL ?? ""}/`)) asked.push({ url: request.url(), referrer: request.headers()["referer"] });
  });
  await page.goto(`/mails/${mail.id}`);
  await page.locator("iframe.mail-frame").scrollIntoViewIfNeeded();
  await expect(page.frameLocator("iframe.mail-frame").getByText("after", { exact: true })).toBeAttached();
  expect(asked).toEqual([]);
  await page.getByRole("link", { name: say(language, "inbox-page-images-show") }).click();
  await page.locator("iframe.mail-frame").scrollIntoViewIfNeeded();
  // Over HTTPS, and without saying from where; over plain HTTP the policy stops what was begun.
  const https = (): typeof asked => asked.filter(({ url }) => url.startsWith("https:"));
  await expect.poll(() => https().map(({ url }) => url)).toEqual(["https://canary.invalid/a.png"]);
  expect(asked.filter(({ referrer }) => (referrer ?? "") !== "")).toEqual([]);
  await page.getByRole("link", { name: say(language, "inbox-page-images-hide") }).click();
  await page.locator("iframe.mail-frame").scrollIntoViewIfNeeded();
  await expect(page.getByRole("link", { name: say(language, "inbox-page-images-show") })).toBeVisible();
  expect(https()).toHaveLength(1);
  expect(listener.asked).toEqual([]);
  listener.close();
});

test("a picture that comes along is shown, and what waits is decided", async ({ visit, language }) => {
  const page = await visit("agent");
  await page.goto("/mails?q=patrick.manach@kerlann.example");
  await page.locator("table.mails a.t-link").last().click();
  await page.locator("iframe.mail-frame").scrollIntoViewIfNeeded();
  const picture = page.frameLocator("iframe.mail-frame").locator("img[alt^='La douchette']");
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(64);

  await page.goto("/mails?outcome=quarantined");
  await page.locator("table.mails a.t-link").last().click();
  const address = new URL(page.url()).pathname;
  await page.getByRole("button", { name: say(language, "inbox-page-aside") }).click();
  await expect(page.locator("#toasts")).toContainText(say(language, "inbox-page-done-aside"));
  await page.locator("#toasts [data-undo]").click();
  await expect.poll(async () => (await ask<Mail>(page, "GET", `/api/v1${address}`)).outcome).toBe("quarantined");
});
