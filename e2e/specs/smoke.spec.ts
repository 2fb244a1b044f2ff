// The first thing anybody sees: the sign-in page, in both languages, both themes, on the narrowest screen, with and without script.
import { expect, expectAccessible, expectTranslated, noOverflow, openSignIn, signIn, test } from "../fixtures.js";

test("the sign-in page speaks the reader's language and is accessible", async ({ page, language }) => {
  await openSignIn(page);
  await expect(page.locator("h1")).toHaveCount(1);
  await expectTranslated(page, language);
  await expectAccessible(page);
});

test("the sign-in page fits a 320 px screen", async ({ page }) => {
  await openSignIn(page);
  await noOverflow(page, 320);
});

test("the sign-in page loads without an error on the console or from the network", async ({ page }) => {
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("response", (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`));
  await openSignIn(page);
  expect(errors).toEqual([]);
});

test("an administrator signs in", async ({ page }) => {
  await signIn(page, "admin");
  await expect(page.getByRole("main")).toBeVisible();
  await expectAccessible(page);
});

test("a wrong password is refused and the address is kept", async ({ page }) => {
  await openSignIn(page);
  const address = page.locator("input[autocomplete~=username]");
  await address.fill("admin@demo.example");
  await page.locator("input[type=password]").fill("not the password");
  await page.locator("input[type=password]").press("Enter");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(address).toHaveValue("admin@demo.example");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("an administrator signs in", async ({ page }) => {
    await signIn(page, "admin");
    await expect(page.getByRole("main")).toBeVisible();
  });
});
