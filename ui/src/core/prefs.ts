/** What a reader chooses for this browser: theme, density, narrow rail. Kept in cookies so that the server draws them at once. */
import { all, on } from "./dom.ts";

function keep(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}

function setTheme(theme: string): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.bsTheme = theme;
  else delete document.documentElement.dataset.bsTheme;
  keep("theme", theme);
  for (const button of all("[data-theme-set]")) button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
}

export function startPrefs(): void {
  on("click", "[data-theme-set]", (event, button) => {
    event.preventDefault();
    setTheme(button.dataset.themeSet ?? "auto");
  });
  on("click", "[data-density-set]", (event, button) => {
    event.preventDefault();
    const density = button.dataset.densitySet ?? "compact";
    document.body.dataset.density = density;
    keep("density", density);
  });
  on("click", "[data-rail-toggle]", (event, button) => {
    event.preventDefault();
    const narrow = document.body.classList.toggle("narrow");
    button.setAttribute("aria-expanded", String(!narrow));
    keep("rail", narrow ? "narrow" : "wide");
  });
}
