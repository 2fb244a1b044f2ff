// How the browser journeys run: the system's own Chromium, headless, once per language.
import { defineConfig } from "@playwright/test";
import type { VigieOptions } from "./fixtures.js";

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

// Without the background-networking flags Chromium calls home at every start, which a closed network refuses.
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig<object, VigieOptions>({
  testDir: "specs",
  globalSetup: "./template.ts",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["html", { open: "never", outputFolder: "playwright-report" }]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: chromium, args: flags },
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    timezoneId: "Europe/Paris",
    viewport: { width: 1440, height: 900 },
    // Keeping one costs a third of the time of every journey: asked for when one fails, with TRACE=1.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "fr", use: { locale: "fr-FR" } },
    { name: "en", use: { locale: "en-GB" } },
  ],
});
