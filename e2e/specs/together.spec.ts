// Several people at one desk (product §6): nothing is overwritten unseen, others are seen, many tickets change at once and back.
import { deed, journal, numberIn, open, send, ticket, type Ticket } from "../desk.js";
import { expect, test } from "../fixtures.js";

test("two agents change one title: the second sees the first's and chooses", async ({ visit }) => {
  const [claire, sophie] = [await visit("agent"), await visit("lead")];
  await claire.goto("/queue");
  const number = await open(claire, { title: "Deux mains sur un titre", requester: "requester@demo.example" });
  await claire.goto(`/tickets/${number}`);
  await sophie.goto(`/tickets/${number}`);

  // Each sees that the other is there.
  await expect(sophie.locator('.t-bar .avs [title^="Claire Morvan"]')).toBeVisible();
  await expect(claire.locator('.t-bar .avs [title^="Sophie Le Goff"]')).toBeVisible();
  await expect(claire.locator(".t-pres")).toContainText("Sophie Le Goff");

  for (const page of [claire, sophie]) await page.locator('h1 a[href$="/edit/title"]').click();
  const title = (page: typeof claire) => page.locator("form.edit:visible input[name=title]");
  await title(claire).fill("Le titre de Claire");
  await title(sophie).fill("Le titre de Sophie");
  await send(claire, "form.edit");
  await expect(claire.locator("h1")).toContainText("Le titre de Claire");
  await expect(sophie.locator("h1")).toContainText("Le titre de Claire");

  // Sophie has what she typed, and is asked before anything is written.
  await expect(title(sophie)).toHaveValue("Le titre de Sophie");
  await sophie.locator("form.edit:visible button[type=submit]").click();
  const clash = sophie.locator("form.edit:visible .conflict");
  await expect(clash).toContainText("Claire Morvan");
  await expect(clash).toContainText("Le titre de Claire");
  await expect(clash).toContainText("Le titre de Sophie");
  expect((await ticket(claire, number)).title).toBe("Le titre de Claire");
  await send(sophie, "form.edit");
  expect((await ticket(claire, number)).title).toBe("Le titre de Sophie");
  await expect(claire.locator("h1")).toContainText("Le titre de Sophie");
  const titles = (await journal(claire, number)).filter(({ changes }) => changes.some(({ field }) => field === "title"));
  expect(titles.map(({ actor }) => actor)).toEqual(["Claire Morvan", "Sophie Le Goff"]);

  // Another field at the same time is no clash: both changes stand.
  await claire.locator('.t-props a[href$="/edit/category"]').click();
  await sophie.locator('h1 a[href$="/edit/title"]').click();
  await claire.locator("form.edit:visible select[name=category]").selectOption({ index: 2 });
  await title(sophie).fill("Le titre, encore");
  await send(claire, "form.edit");
  await send(sophie, "form.edit");
  const both = await ticket(claire, number);
  expect(both.title).toBe("Le titre, encore");
  expect(both.category).not.toBeNull();
});

test("fifty tickets change at once, and back", async ({ visit }) => {
  const page = await visit("lead");
  await page.goto("/queue");
  const numbers: string[] = [];
  for (let n = 1; n <= 50; n += 1) numbers.push(await open(page, { title: `Bordereau illisible ${n}`, impact: "low", urgency: "low" }));
  const priorities = async (): Promise<Set<string>> => {
    const all: Ticket[] = await Promise.all(numbers.map((number) => ticket(page, number)));
    return new Set(all.map(({ priority }) => priority));
  };
  const [before] = await priorities();

  await page.goto("/queue?q=bordereau");
  await expect(page.locator(".q-tbl tbody tr")).toHaveCount(50);
  await page.locator("[data-select-all]").check();
  await expect(page.locator(".bulk-n")).toHaveText("50");
  await page.locator('.bulk button[formaction="/queue/edit/priority"]').click();
  const form = page.locator('form[action="/queue/edit/priority"]:visible');
  await form.locator('input[name=value][value="2"]').check();
  await form.locator("input[name=reason]").fill("Toute la chaîne d’expédition attend");
  await form.locator("button[type=submit]").click();
  const toast = page.locator("#toasts .toast", { has: page.locator("[data-undo]") });
  await expect(toast).toContainText("50");
  expect(await priorities()).toEqual(new Set(["P2"]));
  await expect(page.locator(".q-tbl tbody .prio.p2")).toHaveCount(50);

  await toast.locator("[data-undo]").click();
  await expect.poll(priorities).toEqual(new Set([before]));
});

test("two tickets become one, and one becomes two", async ({ visit }) => {
  const page = await visit("lead");
  await page.goto("/queue");
  const kept = await open(page, { title: "Badgeuse muette, hall nord" });
  const double = await open(page, { title: "La badgeuse du hall ne répond plus" });

  await page.goto(`/tickets/${double}`);
  await deed(page, "merge");
  await page.locator("form.act:visible input[name=ticket]").fill(kept);
  await page.locator("form.act:visible button[type=submit]").click();
  await expect.poll(async () => (await ticket(page, double)).merged_into).toBe(kept);
  // The form's own way to the next page may still be under way, and ends the first attempt.
  await expect(async () => page.goto(`/tickets/${double}`)).toPass();
  await expect(page.locator(".t-props")).toContainText(kept);
  await page.goto(`/tickets/${kept}`);
  await expect(page.locator("main")).toContainText(double);

  await deed(page, "split");
  await page.locator("form.act:visible input[name=title]").fill("Badgeuse du hall sud, autre panne");
  await page.locator("form.act:visible button[type=submit]").click();
  const part = page.locator("main a", { hasText: "Badgeuse du hall sud, autre panne" }).first();
  await expect(part.or(page.locator("h1", { hasText: "Badgeuse du hall sud" })).first()).toBeVisible();
  if (!(await page.locator("h1", { hasText: "Badgeuse du hall sud" }).isVisible())) await part.click();
  await expect(page.locator("h1")).toContainText("Badgeuse du hall sud");
  const split = await ticket(page, numberIn(page));
  expect(split.number).not.toBe(kept);
  await expect(page.locator("main")).toContainText(kept);
});
