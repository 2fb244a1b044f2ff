// Every letter that Vigie writes, in a mail program's narrow column: readable, accessible, no wider than a phone, light and dark.
import { expect, expectAccessible, noOverflow, test } from "../fixtures.js";

const looks = ["light", "dark"] as const;

test("the letters of a desk", async ({ visit, language }) => {
  test.slow();
  const page = await visit("admin");
  await page.goto("/settings/mail-texts");
  const ending = new RegExp(`/mail-texts/[a-z]+/${language}$`);
  const all = await page.locator("main a[href]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const letters = all.filter((href) => ending.test(href));
  expect(letters.length).toBeGreaterThan(15);
  await page.setViewportSize({ width: 320, height: 900 });
  for (const letter of letters) {
    for (const look of looks) {
      const answer = await page.request.get(`${letter}/preview?show=${look}`);
      expect(answer.status(), letter).toBe(200);
      // A frame of its own would let nothing be measured: the same words on a page without an address.
      await page.goto("about:blank");
      await page.setContent(await answer.text());
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expectAccessible(page);
      await noOverflow(page, 320);
    }
  }
});

test("a text is tried before it is saved", async ({ visit, language }) => {
  const page = await visit("admin");
  await page.goto("/settings/mail-texts");
  await page.locator(`main a[href$="/mail-texts/resolved/${language}"]`).click();
  await page.locator("#f-body").fill("Ahoy {{ name }}\n\n[Here]({{ confirm }})");
  await page.locator("button[name=show][value=dark]").click();
  await expect(page.frameLocator("iframe[name=letter]").getByText("Ahoy Marie Lambert")).toBeVisible();
  await page.locator("#f-body").fill("Ahoy\n{{ nobody }}");
  await page.locator("form.form button.primary").click();
  await expect(page.locator("#f-body")).toHaveValue("Ahoy\n{{ nobody }}");
  await expect(page.locator("main")).toContainText("nobody");
});
