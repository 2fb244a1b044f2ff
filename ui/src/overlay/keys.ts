/**
 * Single keys and two-key sequences, pure. Keys are named by what they type (`event.key`), never by their place, so that
 * AZERTY, QWERTZ and BÉPO work alike; a remapping turns a chosen key back into the default one that pages name.
 */

export interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing?: boolean;
}

/** The default key of an action → the key its user chose. */
export type Remap = Record<string, string>;

/** The name of a stroke, or `null` when it is not for us: modified, composed, dead, or a modifier alone. */
export function keyOf(stroke: Stroke): string | null {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey || stroke.isComposing) return null;
  const { key } = stroke;
  if (["Dead", "Process", "Unidentified", "Shift", "CapsLock", "Control", "Alt", "AltGraph", "Meta"].includes(key)) return null;
  if (key === " ") return "Space";
  if (key.length === 1 && key.toLowerCase() !== key.toUpperCase()) {
    return stroke.shiftKey ? key.toUpperCase() : key.toLowerCase();
  }
  return key;
}

/** The default key that a pressed key stands for; a default key that was given away stands for nothing. */
export function resolve(pressed: string, remap: Remap): string | null {
  for (const [standard, chosen] of Object.entries(remap)) if (chosen === pressed) return standard;
  return pressed in remap ? null : pressed;
}

/** Follows sequences such as `g q`: returns what is complete after each key. */
export class Sequence {
  private first: { key: string; at: number } | null = null;
  private readonly prefixes: ReadonlySet<string>;
  private readonly patience: number;

  constructor(prefixes: Iterable<string>, patience = 1500) {
    this.prefixes = new Set(prefixes);
    this.patience = patience;
  }

  /** `at` is in milliseconds. Answers `null` while a sequence waits for its second key. */
  press(key: string, at: number): string | null {
    const first = this.first;
    this.first = null;
    if (first && at - first.at <= this.patience) return `${first.key} ${key}`;
    if (this.prefixes.has(key)) {
      this.first = { key, at };
      return null;
    }
    return key;
  }

  /** Forgets a first key. */
  reset(): void {
    this.first = null;
  }
}

/** How a key is written on screen. */
export function label(key: string): string {
  const names: Record<string, string> = { Enter: "↵", Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", Space: "␣" };
  return key.split(" ").map((part) => names[part] ?? part).join(" ");
}
