// The same journey without a mouse: everything is reached by Tab or a key, and one always sees where one is (WCAG 2.4.7, 2.1.1).
import type { Page } from "@playwright/test";
import { numberIn, say, ticket } from "../desk.js";
import { demoPassword, expect, people, test } from "../fixtures.js";
import { focusIsSeen, tabTo } from "../keys.js";

/** Signs in and comes to the first page, by keys alone. */
async function enter(page: Page, address: string, password: string): Promise<void> {
  await page.goto("/login");
  await tabTo(page, "input[autocomplete~=username]");
  await page.keyboard.type(address);
  await tabTo(page, "input[type=password]");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.locator("input[type=password]")).toHaveCount(0);
}

test("report, take, ask, answer, resolve and confirm by keyboard", async ({ visit, language }) => {
  test.setTimeout(120_000);
  const employee = await visit("requester");
  const agent = await visit("agent");
  const title = language === "fr" ? "Le sémaphore du phare reste levé" : "The lighthouse semaphore stays raised";

  // Report.
  await employee.goto("/portal");
  await employee.keyboard.press("Tab");
  await expect(employee.locator(".skip")).toBeFocused();
  await tabTo(employee, "#f-what");
  await employee.keyboard.type(title);
  await tabTo(employee, "form.report > .p-send button");
  await employee.keyboard.press("Enter");
  await employee.waitForURL(/\/portal\/tickets\/INC-\d+/);
  const number = numberIn(employee);
  const now = () => ticket(agent, number);

  // Find it in the queue with j, open it, take it.
  await agent.goto("/queue?sort=newest");
  const row = agent.locator(`tr[data-id="${number.split("-")[1]}"]`);
  await expect(row).toBeVisible();
  for (let n = 0; n < 60 && !(await row.evaluate((e) => e.contains(document.activeElement))); n += 1) {
    await agent.keyboard.press("j");
    await focusIsSeen(agent);
  }
  await agent.keyboard.press("o");
  await agent.waitForURL(new RegExp(`/tickets/${number}`));
  await agent.keyboard.press("t");
  await expect.poll(async () => (await now()).assignee?.name).toBe("Claire Morvan");

  // A note by n, an answer by r, sent by Ctrl Enter.
  await agent.keyboard.press("n");
  await expect(agent.locator("vigie-composer textarea")).toBeFocused();
  await focusIsSeen(agent);
  await agent.keyboard.type("Câble à vérifier");
  await agent.keyboard.press("Control+Enter");
  await expect(agent.locator(".t-conv .feed")).toContainText("Câble à vérifier");
  await agent.keyboard.press("Escape");

  // Qualify: the category's form opens beside, is filled and sent by keys.
  await tabTo(agent, '.t-props a[href$="/edit/category"]', 120);
  await agent.keyboard.press("Enter");
  await expect(agent.locator("form.edit:visible select[name=category]")).toBeFocused();
  await focusIsSeen(agent);
  await agent.keyboard.press("ArrowDown");
  await agent.keyboard.press("ArrowDown");
  await tabTo(agent, "form.edit button[type=submit]");
  await agent.keyboard.press("Enter");
  await expect(agent.locator("form.edit:visible")).toHaveCount(0);
  await expect.poll(async () => (await now()).category).not.toBeNull();

  // The focus is back where it came from; s asks the employee and stops the clock.
  await agent.keyboard.press("s");
  await expect(agent.locator("form.act:visible")).toBeVisible();
  await tabTo(agent, "form.act textarea[name=comment]");
  await agent.keyboard.type("Depuis quand ?");
  await tabTo(agent, "form.act input[name=tell]");
  await agent.keyboard.press("Space");
  await tabTo(agent, "form.act button[type=submit]");
  await agent.keyboard.press("Enter");
  await expect.poll(async () => (await now()).state).toBe("pending");

  // The employee answers.
  await expect(employee.locator("#state-t")).toHaveText(say(language, "portal-is-waits-you"));
  await tabTo(employee, "#f-body");
  await employee.keyboard.type("Depuis hier soir.");
  await tabTo(employee, 'form[action$="/answer"] button[type=submit]');
  await employee.keyboard.press("Enter");
  await expect.poll(async () => (await now()).state).toBe("in_progress");

  // The agent resolves from the menu of acts.
  await expect(agent.locator('.t-acts a[href$="/do/resolve"]')).toBeVisible();
  await tabTo(agent, '.t-acts a[href$="/do/resolve"]', 150);
  await agent.keyboard.press("Enter");
  await tabTo(agent, "form.act textarea[name=resolution]");
  await agent.keyboard.type("Contrepoids remis en place.");
  await tabTo(agent, "form.act button[type=submit]");
  await agent.keyboard.press("Enter");
  await expect.poll(async () => (await now()).state).toBe("resolved");

  // The employee confirms and gives a score.
  await expect(employee.locator("#state-t")).toHaveText(say(language, "portal-is-resolved-ask"));
  await tabTo(employee, 'form[action$="/validate"] button');
  await employee.keyboard.press("Enter");
  await expect(employee.locator("#state-t")).toHaveText(say(language, "portal-is-closed"));
  await tabTo(employee, '#f-score button[value="5"]');
  await employee.keyboard.press("Enter");
  await expect.poll(async () => (await now()).score).toBe(5);
});

test("signing in, the list of keys and the palette by keyboard", async ({ page }) => {
  await enter(page, people.agent, demoPassword);
  await expect(page).toHaveURL(/\/queue/);
  await page.keyboard.press("?");
  await expect(page.locator("dialog[open]")).toBeVisible();
  await focusIsSeen(page);
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog[open]")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.locator("dialog[open] input")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog[open]")).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL(/\/board/);
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/tickets\/new/);
});
