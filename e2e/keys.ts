// Going through a page without a mouse: by Tab, and one always sees where one is (WCAG 2.4.7, 2.1.1).
import { expect, type Page } from "@playwright/test";

/** What has the focus is on screen and marked: by an outline, or by a ring or a bar of shadow around the field. */
export async function focusIsSeen(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return "nothing has the focus";
    const around = [at, at.parentElement, at.parentElement?.parentElement].filter((e): e is HTMLElement => e instanceof HTMLElement);
    const marked = around.some((e) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(e);
      return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || /0px 0px 0px [1-9]|inset/.test(boxShadow);
    });
    const box = at.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const name = `${at.tagName.toLowerCase()}.${at.className} ${at.textContent?.trim().slice(0, 30) ?? ""}`;
    return marked && inView ? "" : `${marked ? "out of view" : "no mark"}: ${name}`;
  });
  expect(seen, page.url()).toBe("");
}

/** Tabs until what matches has the focus, which is seen at every stop. */
export async function tabTo(page: Page, selector: string, most = 80): Promise<void> {
  for (let n = 0; n < most; n += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
    // Behind the last stop of the page comes the browser's own bar, then the page again.
    const left = await page.evaluate(() => document.activeElement === document.body);
    if (!left) await focusIsSeen(page);
  }
  throw new Error(`${selector} is not reached by Tab on ${page.url()}`);
}
