// Without script everything that matters works, a page at a time (product §16).
import { numberIn, ticket } from "../desk.js";
import { expect, noOverflow, signIn, test } from "../fixtures.js";

test.use({ javaScriptEnabled: false });

test("a report, an answer and a resolution without script", async ({ page, visit, language }) => {
  const options = { javaScriptEnabled: false };
  await signIn(page, "requester");
  await page.goto("/portal");
  await page.locator("#f-what").fill(language === "fr" ? "Le hublot du phare ronronne" : "The lighthouse porthole purrs");
  await page.locator("form.report button[type=submit]").last().click();
  await expect(page).toHaveURL(/\/portal\/tickets\/INC-\d+/);
  const number = numberIn(page);
  await expect(page.locator("#sent-t")).toContainText(number);

  const agent = await visit("agent", options);
  const now = () => ticket(agent, number);
  await agent.goto("/queue?sort=newest");
  await agent.goto(`/tickets/${number}`);
  await agent.locator(`[formaction="/tickets/${number}/do/take"]`).click();
  await expect(agent).toHaveURL(new RegExp(`/tickets/${number}`));
  expect((await now()).assignee?.name).toBe("Claire Morvan");

  await agent.locator("vigie-composer textarea[name=body]").fill("Nous passons le voir.");
  await agent.locator("vigie-composer footer button.primary").click();
  await expect(agent.locator(".t-conv")).toContainText("Nous passons le voir.");
  await page.goto(`/portal/tickets/${number}`);
  await expect(page.locator(".feed")).toContainText("Nous passons le voir.");
  await page.locator("#f-body").fill("Merci, il ronronne plus fort.");
  await page.locator('form[action$="/answer"] button[type=submit]').click();
  await expect(page.locator(".feed")).toContainText("Merci, il ronronne plus fort.");

  await agent.goto(`/tickets/${number}`);
  await expect(agent.locator(".t-conv")).toContainText("Merci, il ronronne plus fort.");
  await agent.locator(`.t-acts a[href$="/do/resolve"]`).click();
  await noOverflow(agent);
  const form = agent.locator("form.act");
  for (const select of await form.locator("select[required], select[name=category], select[name=impact], select[name=urgency]").all()) {
    if ((await select.inputValue()) === "") await select.selectOption({ index: 1 });
  }
  await form.locator("textarea[name=resolution]").fill("Ventilateur changé.");
  await form.locator("button[type=submit]").first().click();
  await expect(agent).toHaveURL(new RegExp(`/tickets/${number}`));
  expect((await now()).state).toBe("resolved");

  await page.goto(`/portal/tickets/${number}`);
  await page.locator('form[action$="/validate"] button[type=submit]').click();
  await page.locator('#f-score button[value="5"]').click();
  expect(await now()).toMatchObject({ state: "closed", score: 5 });
});
