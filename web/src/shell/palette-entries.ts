/** What the palette offers for some words: the best first. */
export interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
  /** The server found it by the same words. */
  readonly isFound?: boolean;
  readonly run: () => void;
}

const MOST = 30;

/** Every word must be in the kind, the name or the detail. Names that begin with the words come first, then names that hold them; else the order stays. */
export function entriesFor(text: string, entries: readonly Entry[]): readonly Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rankOf = ({ kind, name, detail, isFound }: Entry): number | null => {
    const own = name.toLowerCase();
    const all = `${kind} ${name} ${detail}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) return isFound ? 3 : null;
    if (own.startsWith(words.join(' '))) return 0;
    return words.every((word) => own.includes(word)) ? 1 : 2;
  };
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => a.rank! - b.rank!)
    .slice(0, MOST)
    .map(({ entry }) => entry);
}
