// What holds on every page: no accessibility violation in either theme, and nothing wider than the window.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** WCAG 2.2 level AA with all that it includes, plus axe's best practices (landmarks, heading order). */
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What colours decide: the structure is the same in both themes, so it is looked at once. */
const ofColours = ["color-contrast", "link-in-text-block"];

/** The page has no axe violation, neither in the light nor in the dark theme. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // No page has frames, so axe need not look for them; what passes is not described, which halves its time.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    axe.options({
      resultTypes: ["violations"],
      runOnly: colorScheme === "light" ? { type: "tag", values: standards } : { type: "rule", values: ofColours },
    });
    const { violations } = await axe.analyze();
    const found = violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id} (${violation.impact ?? "?"}): ${node.target.join(" ")}: ${violation.help}`),
    );
    expect(found, `axe in the ${colorScheme} theme on ${page.url()}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Nothing of the page can be scrolled sideways in a window `width` CSS pixels wide; 320 is the floor (WCAG 1.4.10). */
export async function noOverflow(page: Page, width = 320): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 800 });
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    const scrolls = (element: Element | null): boolean => {
      for (let at = element; at !== null && at !== document.body; at = at.parentElement) {
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    };
    if (document.documentElement.scrollWidth <= limit) return [];
    return Array.from(document.body.querySelectorAll("*"))
      .filter((element) => element.getBoundingClientRect().right > limit + 1 && !scrolls(element.parentElement))
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} to ${element.getBoundingClientRect().right}px`)
      .concat(`page ${document.documentElement.scrollWidth}px wide`);
  });
  expect(wide, `wider than ${width} px on ${page.url()}`).toEqual([]);
  if (before !== null) await page.setViewportSize(before);
}

/** Texts carry no untranslated key and no raw placeholder, whatever the language. */
export async function expectTranslated(page: Page, language: "fr" | "en"): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${language}\\b`));
  const text = await page.locator("body").innerText();
  expect(text, "Fluent marks a missing message like this").not.toMatch(/Unknown localization|\{\s*\$[\w-]+\s*\}/);
}
