/** The part of a filter that is being typed, pure: `priority:P1 team:net` → the word under the caret. */

export interface Word {
  text: string;
  start: number;
  end: number;
}

/** The word around `caret`; spaces inside double quotes belong to the word. */
export function wordAt(text: string, caret: number): Word {
  let start = 0;
  let quoted = false;
  for (let index = 0; index < caret; index++) {
    const letter = text[index];
    if (letter === '"') quoted = !quoted;
    else if (letter === " " && !quoted) start = index + 1;
  }
  let end = caret;
  while (end < text.length && (quoted || text[end] !== " ")) {
    if (text[end] === '"') quoted = !quoted;
    end += 1;
  }
  return { text: text.slice(start, end), start, end };
}

/** Puts a chosen value in place of a word; a complete one is followed by a space. */
export function complete(text: string, word: Word, value: string, more = false): { text: string; caret: number } {
  const rest = text.slice(word.end).trimStart();
  const head = text.slice(0, word.start) + value + (more ? "" : " ");
  return { text: head + rest, caret: head.length };
}

/** Splits a filter into its terms, quotes respected. */
export function terms(text: string): string[] {
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

/** The marker (`@`, `#`, `;`) before the caret and what was typed after it, when it begins a word; else `null`. */
export function markerAt(text: string, caret: number, markers: string): { marker: string; query: string; start: number } | null {
  const head = text.slice(0, caret);
  const match = /(?:^|[\s(«"'\u00a0])([@#;])([^\s@#;]{0,40})$/u.exec(head);
  const marker = match?.[1];
  if (!match || !marker || !markers.includes(marker)) return null;
  return { marker, query: match[2] ?? "", start: caret - (match[2] ?? "").length - 1 };
}
