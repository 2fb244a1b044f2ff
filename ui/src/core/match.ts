/** Finding by a few letters, pure: case and accents do not count. */

/** Text as it is compared: lower case, no accents, one kind of apostrophe. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’ʼ]/g, "'");
}

/** How well `text` answers `query`: 0 not at all, 3 begins with it, 2 has a word beginning with it, 1 contains its words. */
export function score(query: string, text: string): number {
  const wanted = fold(query).trim();
  const found = fold(text);
  if (!wanted) return 1;
  if (found.startsWith(wanted)) return 3;
  if (found.split(/[\s'-]+/).some((word) => word.startsWith(wanted))) return 2;
  return wanted.split(/\s+/).every((word) => found.includes(word)) ? 1 : 0;
}

/** What answers `query`, best first; equal answers keep their order. */
export function rank<T>(query: string, items: readonly T[], text: (item: T) => string): T[] {
  return items
    .map((item, index) => ({ item, index, score: score(query, text(item)) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map((one) => one.item);
}
