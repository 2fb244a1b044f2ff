// One incident from its report to its closure (product §3): who sees what, when time counts, what is written down.
import { deed, journal, numberIn, resolveClock, say, send, statusOf, step, ticket, type Ticket } from "../desk.js";
import { expect, expectTranslated, test } from "../fixtures.js";

const seconds = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 1000);

test("an incident from the report to the rating", async ({ visit, language }) => {
  test.setTimeout(120_000);
  const t = (key: string): string => say(language, key);
  const title = language === "fr" ? "Le minitel du hall clignote en vert" : "The hall teletype blinks green";
  const employee = await visit("requester");
  const agent = await visit("agent");
  const stranger = await visit("provider");

  // The agent has the queue open; a mark shows that it is never loaded again.
  await agent.goto("/queue");
  await expect(agent.locator('[data-live-state="on"]')).toBeVisible();
  await agent.evaluate(() => document.documentElement.setAttribute("data-mark", "same page"));

  await employee.goto("/portal");
  await employee.locator("#f-what").fill(title);
  await employee.locator("select[name=who]").selectOption("me");
  await employee.locator("form.report button[type=submit]").last().click();
  await employee.waitForURL(/\/portal\/tickets\/INC-\d+/);
  const number = numberIn(employee);
  await expect(employee.locator("#sent-t")).toContainText(number);
  await expect(employee.locator("#state-t")).toHaveText(t("portal-is-received"));
  await expect(employee.locator("main")).toContainText(t("portal-is-received-next"));
  await expectTranslated(employee, language);
  await step(employee, 1);

  const now = (): Promise<Ticket> => ticket(agent, number);
  const reported = await now();
  expect(reported).toMatchObject({ state: "new", assignee: null, title });
  expect(resolveClock(reported).state).toBe("running");

  // It arrives by itself.
  const row = agent.locator(`tr[data-id="${number.split("-")[1]}"]`);
  await expect(row).toBeVisible();
  await expect(row).toContainText(title);
  await expect(agent.locator("html")).toHaveAttribute("data-mark", "same page");

  await row.locator("a", { hasText: title }).click();
  await expect(agent.locator("[data-reader]")).toContainText(title);
  await agent.goto(`/tickets/${number}`);
  await step(agent, 2);

  // Taken: the employee's page says so by itself.
  await employee.goto(`/portal/tickets/${number}`);
  await agent.locator('.t-acts button[data-key="t"]').click();
  await expect(agent.locator('.t-props a[href$="/edit/assignee"]')).toContainText("Claire Morvan");
  expect((await now()).assignee?.name).toBe("Claire Morvan");
  await expect(employee.locator("main")).toContainText("Claire Morvan");

  // Qualified: critical, which promises hours round the clock.
  await agent.locator('.t-props [popovertarget="why"]').click();
  await agent.locator('#why a[href$="/edit/priority"]').click();
  await agent.locator("form.edit:visible select[name=impact]").selectOption("high");
  await agent.locator("form.edit:visible select[name=urgency]").selectOption("high");
  await send(agent, "form.edit");
  await agent.locator('.t-props a[href$="/edit/category"]').click();
  await agent.locator("form.edit:visible select[name=category]").selectOption({ index: 3 });
  await send(agent, "form.edit");
  await deed(agent, "start");
  await send(agent, "form.act");
  await expect.poll(async () => (await now()).state).toBe("in_progress");
  const started = await now();
  expect(started.priority).toBe("P1");
  expect(started.qualification).toMatchObject({ impact: "confirmed", urgency: "confirmed", category: "confirmed" });
  await step(agent, 5);
  await expect(employee.locator("#state-t")).toHaveText(t("portal-is-working"));
  await step(employee, 3);

  // An internal note stays among agents.
  const secret = "Note interne : vieux bloc d’alimentation, à remplacer";
  await agent.locator("vigie-composer label", { has: agent.locator("input[value=internal]") }).click();
  await agent.locator("vigie-composer textarea").fill(secret);
  await agent.locator("vigie-composer footer button.primary").click();
  await expect(agent.locator(".feed, #t-feed").first()).toContainText(secret);

  // A question stops the clock.
  const question = "Depuis quand clignote-t-il ?";
  const before = resolveClock(await now());
  await deed(agent, "hold");
  await agent.locator("form.act:visible select[name=pending_on]").selectOption("user");
  await agent.locator("form.act:visible textarea[name=comment]").fill(question);
  await agent.locator("form.act:visible input[name=tell]").check();
  await send(agent, "form.act");
  await expect.poll(async () => (await now()).state).toBe("pending");
  const held = resolveClock(await now());
  expect(held).toMatchObject({ state: "paused", due_at: null });
  expect(held.paused_since).not.toBeNull();
  await expect(agent.locator('.t-clocks .sla.pause').first()).toBeVisible();

  // The employee is asked, sees the question and not the note, and answers.
  await expect(employee.locator("#state-t")).toHaveText(t("portal-is-waits-you"));
  await expect(employee.locator(".feed")).toContainText(question);
  await expect(employee.locator("body")).not.toContainText(secret);
  const whole = await (await employee.request.get(`/portal/tickets/${number}`)).text();
  expect(whole).not.toContain("alimentation");
  await employee.locator("#f-body").fill("Depuis ce matin, huit heures.");
  await employee.locator('form[action$="/answer"] button[type=submit]').click();
  await expect(employee.locator("#state-t")).toHaveText(t("portal-is-working"));

  // Time counts again, and what is due moved by the pause and by nothing else.
  await expect.poll(async () => (await now()).state).toBe("in_progress");
  const resumed = resolveClock(await now());
  expect(resumed.state).toBe("running");
  const back = (await journal(agent, number)).filter(({ kind }) => kind === "ticket.moved" || kind === "comment.added").at(-1);
  const paused = seconds(held.paused_since ?? "", back?.at ?? "");
  expect(seconds(before.due_at ?? "", resumed.due_at ?? "")).toBe(paused);
  await expect(agent.locator(".feed, #t-feed").first()).toContainText("Depuis ce matin, huit heures.");

  // Resolved, refused, resolved again.
  const resolve = async (words: string): Promise<void> => {
    await deed(agent, "resolve");
    await agent.locator("form.act:visible textarea[name=resolution]").fill(words);
    await agent.locator("form.act:visible textarea[name=comment]").fill(words);
    await send(agent, "form.act");
    await expect.poll(async () => (await now()).state).toBe("resolved");
    await step(agent, 7);
    await expect(employee.locator("#state-t")).toHaveText(t("portal-is-resolved-ask"));
  };
  await resolve("Bloc d’alimentation remplacé.");
  expect(resolveClock(await now()).state).toBe("met");
  await employee.locator("#f-refuse").fill("Il clignote encore.");
  await employee.locator('form[action$="/refuse"] button[type=submit]').first().click();
  await expect(employee.locator("#state-t")).toHaveText(t("portal-is-again"));
  const refused = await now();
  expect(refused).toMatchObject({ state: "in_progress", reopen_count: 1 });
  await expect(agent.locator(".feed, #t-feed").first()).toContainText("Il clignote encore.");
  await resolve("Afficheur remplacé aussi.");

  // Validated and rated.
  await employee.locator('form[action$="/validate"] button[type=submit]').click();
  await expect(employee.locator("#state-t")).toHaveText(t("portal-is-closed"));
  await employee.locator('#f-score button[value="4"]').click();
  await expect(employee.locator('#f-score button[value="4"]')).toHaveAttribute("aria-pressed", "true");
  await employee.locator("#f-comment").fill("Rapide.");
  await employee.locator('form[action$="/rate"]', { has: employee.locator("#f-comment") }).locator("button").click();
  await expect.poll(now).toMatchObject({ state: "closed", score: 4, score_comment: "Rapide." });
  await expect(agent.locator(".t-props .state")).toHaveClass(/closed/);

  // What was written down, by whom, and who may read it.
  const entries = await journal(agent, number);
  expect(entries.map(({ entry }) => entry)).toEqual(entries.map((_, index) => index + 1));
  const moves = entries.map(({ data, changes }) => JSON.stringify([data, changes])).join("\n");
  for (const state of ["in_progress", "pending", "resolved", "closed"]) expect(moves).toContain(state);
  const note = entries.find(({ data }) => String(data?.["body"] ?? "").includes(secret));
  expect(note).toMatchObject({ public: false, actor: "Claire Morvan" });
  expect(entries.find(({ data }) => String(data?.["body"] ?? "").includes(question))).toMatchObject({ public: true });
  const seen = await employee.request.get(`/api/v1/tickets/${number}/journal?limit=100`);
  expect(await seen.text()).not.toContain("alimentation, à remplacer");
  for (const path of [`/tickets/${number}`, `/portal/tickets/${number}`, `/api/v1/tickets/${number}`]) {
    expect(await statusOf(stranger, path), path).toBe(404);
  }
});
