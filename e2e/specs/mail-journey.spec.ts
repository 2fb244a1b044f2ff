// One incident that lives in the mail (product §3.2, §3.7): the requester never signs in. Each notice is looked at as a narrow
// column of a mail program shows it, light and dark.
import { randomUUID } from "node:crypto";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { journal, ticket, type Ticket } from "../desk.js";
import { expect, expectAccessible, noOverflow, test as base } from "../fixtures.js";
import { handOver, mail, mailDesk, type Letter, type MailDesk, type Written } from "../post.js";

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

const requester = { from: "requester@demo.example", name: "Requester" };

/** Sends what somebody who has signed in on a page asks of the API. */
async function ask(page: Page, method: string, path: string, data?: object): Promise<unknown> {
  const token = await page.locator('meta[name="csrf-token"]').getAttribute("content");
  const answer = await page.request.fetch(path, { method, data, headers: { "x-csrf-token": token ?? "" } });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

interface Mailbox {
  id: number;
  desk_id: number;
  address: string;
  kind: string;
  authserv: string;
}

/** The mailbox that LMTP hands mail to: the demo's, or one made for the journey. */
async function mailboxOf(admin: Page): Promise<Mailbox> {
  await admin.goto("/profile");
  const { items } = (await ask(admin, "GET", "/api/v1/mailboxes")) as { items: Mailbox[] };
  const found = items.find(({ kind, authserv }) => kind === "lmtp" && authserv !== "");
  if (found !== undefined) return found;
  const { items: desks } = (await ask(admin, "GET", "/api/v1/desks")) as { items: { id: number }[] };
  const wanted = { desk_id: desks[0]?.id, name: "Support", address: "support@quay.example", kind: "lmtp", authserv: "mx.quay.example" };
  return (await ask(admin, "POST", "/api/v1/mailboxes", wanted)) as Mailbox;
}

/** Every address in a letter. */
function links(letter: Letter): string[] {
  const found = [...letter.html.matchAll(/href="([^"]+)"/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&"));
  return [...new Set([...found, ...(letter.text.match(/https?:\/\/\S+/g) ?? [])])].filter((href) => href.startsWith("http"));
}

/** The link whose page asks whether it works. */
function answerLink(letter: Letter): string {
  const link = links(letter).find((href) => new URL(href).pathname.startsWith("/m/"));
  expect(link, letter.text).toBeDefined();
  return link ?? "";
}

test("an incident by mail, from the report to the rating", async ({ visit, post, browser, language }, info) => {
  test.setTimeout(180_000);
  const { sink, lmtp } = post;
  const admin = await visit("admin");
  const mailbox = await mailboxOf(admin);
  const agent = await visit("agent");
  // The reader of the mail has never signed in on this browser, and their program runs no script.
  const reader = await (await browser.newContext({ javaScriptEnabled: false, locale: language })).newPage();
  // What they read is in the language of their account.
  const asRequester = await visit("requester");
  await asRequester.context().close();

  const looked: Letter[] = [];
  const look = async (letter: Letter, name: string): Promise<void> => {
    looked.push(letter);
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await browser.newContext({ javaScriptEnabled: true, colorScheme, viewport: { width: 360, height: 700 } });
      const page = await context.newPage();
      await page.setContent(letter.html);
      await noOverflow(page);
      await page.setViewportSize({ width: 360, height: 700 });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withRules(["color-contrast", "link-name", "document-title", "html-has-lang"]).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), `${name}, ${colorScheme}`).toEqual([]);
      await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`), fullPage: true });
      await context.close();
    }
    const lang = /<html[^>]*lang="(\w+)/.exec(letter.html)?.[1];
    expect(lang, name).toBe(language);
    expect(letter.text).not.toMatch(/Unknown localization|\{\s*\$/);
  };
  const write = async (written: Omit<Written, "from" | "name" | "to">, to = mailbox.address): Promise<void> => {
    const raw = mail({ ...requester, to, ...written }, `${randomUUID()}@demo.example`, mailbox.authserv);
    await handOver(lmtp, requester.from, to, raw);
  };
  const came = (fits: (letter: Letter) => boolean): Promise<Letter> =>
    sink.letter(requester.from, (letter) => !looked.includes(letter) && fits(letter));

  // Reported, and acknowledged with the number.
  const title = language === "fr" ? "L’étiqueteuse du quai imprime à l’envers" : "The label printer of the quay prints upside down";
  await write({ subject: title, text: "Depuis ce matin.\r\nSince this morning." });
  const received = await came(({ headers }) => headers.get("subject")?.includes(title) === true);
  expect(received.headers.get("auto-submitted")).toBe("auto-replied");
  const number = /[A-Z]+-\d+/.exec(received.headers.get("subject") ?? "")?.[0] ?? "";
  expect(number).not.toBe("");
  await look(received, "1-received");
  const now = (): Promise<Ticket> => ticket(agent, number);
  await agent.goto(`/tickets/${number}`);
  const reported = await now();
  expect(reported).toMatchObject({ state: "new", title, channel: "email" });

  // Taken, qualified, answered: each told.
  await ask(agent, "POST", `/api/v1/tickets/${number}/take`);
  const { items: categories } = (await ask(agent, "GET", `/api/v1/categories?desk=${mailbox.desk_id}&limit=50`)) as { items: { code: string; parent_id: number | null }[] };
  await ask(agent, "PATCH", `/api/v1/tickets/${number}`, { impact: "low", urgency: "medium", category: categories.find(({ parent_id }) => parent_id !== null)?.code });
  await ask(agent, "POST", `/api/v1/tickets/${number}/transitions`, { to: "in_progress" });
  const taken = await came(({ text }) => text.includes("Claire Morvan"));
  await look(taken, "2-taken");
  const question = "Une photo, s’il vous plaît ? Can you send a **photo**?";
  await agent.goto(`/tickets/${number}`);
  await agent.locator("vigie-composer textarea").fill(question);
  await agent.locator("vigie-composer footer button.primary").click();
  const asked = await came(({ text }) => text.includes("Une photo"));
  expect(asked.headers.get("auto-submitted") ?? "no").toBe("no");
  await look(asked, "3-answered");

  // Answered by mail, with a photo, to the signed address; what the mail quotes is left away.
  const to = /<?([^<>\s]+@[^<>\s]+)>?$/.exec(asked.headers.get("reply-to") ?? asked.headers.get("from") ?? "")?.[1] ?? "";
  await write(
    { subject: `Re: ${asked.headers.get("subject") ?? ""}`, text: `Voici la photo.\r\n\r\nLe 5 juin 2026, Support a écrit :\r\n> ${question}\r\n`, answers: asked.headers.get("message-id") ?? "", withPhoto: true },
    to,
  );
  const feed = agent.locator(".feed, #t-feed").first();
  await expect(feed).toContainText("Voici la photo.");
  const said = (await journal(agent, number)).filter(({ kind }) => kind === "comment.added").at(-1);
  expect(said).toMatchObject({ public: true, channel: "mail" });
  expect(String(said?.data?.["body"])).not.toContain("> ");
  await expect(agent.locator("body")).toContainText("photo.png");

  // Resolved: the question comes with links. A scanner that opens them all changes nothing.
  const resolve = async (words: string, name: string): Promise<string> => {
    await ask(agent, "POST", `/api/v1/tickets/${number}/transitions`, {
      to: "resolved", resolution: words, resolution_kind: "fix", cause_code: "missed_update", comment: words,
    });
    const letter = await came(({ html, text }) => text.includes(words) && /\/m\//.test(html));
    await look(letter, name);
    const before = await journal(agent, number);
    for (const href of links(letter)) {
      for (const method of ["GET", "HEAD", "GET"]) await reader.request.fetch(href, { method });
      await reader.goto(href);
    }
    expect(await journal(agent, number), "a scanner changes nothing").toEqual(before);
    expect((await now()).state).toBe("resolved");
    return answerLink(letter);
  };
  const first = await resolve("Ruban remis à l’endroit.", "4-resolved");
  await reader.goto(first);
  await expect(reader.locator("main")).toContainText(number);
  await expect(reader.locator("main")).toContainText("Ruban remis à l’endroit.");
  await reader.screenshot({ path: info.outputPath("5-question.png"), fullPage: true });

  // Refused with a reason; the same link has no second effect.
  await reader.locator("#f-words").fill("Toujours à l’envers.");
  await reader.locator("form", { has: reader.locator("#f-words") }).locator("button[type=submit]").click();
  await expect.poll(async () => (await now()).state).toBe("in_progress");
  expect((await now()).reopen_count).toBe(1);
  await expect(feed).toContainText("Toujours à l’envers.");
  await look(await came(({ headers }) => headers.get("subject")?.includes(number) === true), "5-again");
  await reader.goto(first);
  await expect(reader.locator("form")).toHaveCount(0);
  await expect(reader.locator("[role=status]").first()).toBeVisible();

  // Resolved again, validated by the link and rated, by keyboard.
  const second = await resolve("Imprimante échangée.", "6-resolved-again");
  await reader.goto(second);
  const validate = reader.locator("form", { has: reader.locator('input[name=act][value="validate"]') }).locator("button[type=submit]");
  await validate.focus();
  await reader.keyboard.press("Enter");
  await expect.poll(async () => (await now()).state).toBe("closed");
  await reader.locator("input[name=score][value='5']").focus();
  await reader.keyboard.press("Space");
  await reader.locator("#f-comment").fill("Parfait.");
  await reader.locator("form", { has: reader.locator("#f-comment") }).locator("button[type=submit]").click();
  await expect.poll(now).toMatchObject({ state: "closed", score: 5, score_comment: "Parfait." });

  // The pages hold for everyone, and what is left of the old link only tells.
  const checked = await (await browser.newContext({ locale: language })).newPage();
  for (const href of [first, second]) {
    await checked.goto(href);
    await expectAccessible(checked);
    await noOverflow(checked);
  }
  await checked.context().close();
  await reader.context().close();
  const entries = await journal(agent, number);
  expect(entries.filter(({ kind }) => kind === "mail.link_used")).toHaveLength(3);
  // One mail each, and nobody was told of their own deeds but of what follows from them.
  expect(new Set(sink.letters.map(({ headers }) => headers.get("message-id"))).size).toBe(sink.letters.length);
});
