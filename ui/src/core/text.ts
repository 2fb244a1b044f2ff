/**
 * The words that scripts show. The server sends them in the reader's language in
 * `<script type="application/json" id="ui-text">{…}</script>`; English stands in for a missing key.
 */

export const fallback = {
  "agent.remaining": "remaining",
  "agent.at_risk": "remaining, at risk",
  "agent.overdue": "overdue",
  "agent.paused": "clock paused",
  "agent.met": "met",
  "live.on": "Live",
  "live.wait": "Connecting…",
  "live.lost": "Connection lost, refreshed every 30 s",
  "live.new": "Show {n} new",
  "error.network": "The server could not be reached. What you typed is kept.",
  "error.session": "Your session has ended. Sign in again in another tab, then retry.",
  "error.refused": "This is no longer available to you.",
  "error.busy": "Too many requests at once. Wait a moment, then retry.",
  "error.server": "That did not work, and nothing was changed. Retry in a moment.",
  "draft.saving": "Saving draft…",
  "draft.saved": "Draft kept at {time}",
  "draft.local": "Draft kept on this device only",
  "file.uploading": "Sending {name}",
  "file.failed": "{name} could not be sent",
  "file.large": "{name} is too large",
  "file.remove": "Remove {name}",
  "file.retry": "Retry",
  "copy.done": "Copied",
  "dialog.close": "Close",
  "guard.leave": "Your changes are not saved.",
  "palette.title": "Commands",
  "palette.hint": "Ticket, person, page, action…",
  "palette.none": "Nothing found",
  "palette.page": "On this page",
  "palette.results": "Results",
  "palette.count": "{n} results",
  "keys.title": "Keys",
  "keys.on": "Single-key shortcuts",
  "keys.change": "Change",
  "keys.press": "Press a key, Escape to cancel",
  "keys.taken": "{key} is already used",
  "keys.reset": "Restore all keys",
  "keys.general": "Everywhere",
  "keys.list": "In lists",
  "keys.page": "On this page",
  "keys.palette": "Command palette",
  "keys.help": "All keys",
  "keys.next": "Next line",
  "keys.previous": "Previous line",
  "keys.select": "Select the line",
  "keys.open": "Open the line",
  "keys.undo": "Undo",
  "keys.send": "Send",
  "queue.selected": "{n} selected",
  "split.width": "Width of the reader",
  "week.closed": "Closed",
  "week.day": "Open or close {day} entirely",
  "week.grid": "Opening hours of the week",
  "suggest.none": "No suggestion",
} as const;

export type Key = keyof typeof fallback;

let words: Record<string, string> | undefined;

function load(): Record<string, string> {
  const block = typeof document === "undefined" ? null : document.getElementById("ui-text");
  try {
    return block?.textContent ? (JSON.parse(block.textContent) as Record<string, string>) : {};
  } catch {
    return {};
  }
}

/** The text of a key with its `{names}` filled in. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  words ??= load();
  const text = words[key] ?? fallback[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The page's language, as its `<html lang>` says. */
export function lang(): string {
  return document.documentElement.lang || "en";
}
