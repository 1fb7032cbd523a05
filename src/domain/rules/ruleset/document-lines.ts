/** The line of a part of a document. A path that leads nowhere gets the line of its last part that exists. */
export type LineAt = (path: readonly string[]) => number;

/** Of a document without a text of its own: lines of `JSON.stringify(document, null, 2)`, counted from 1. */
export function printedLines(document: unknown): LineAt {
  const counted = new Map<object, number>();
  const offsets = new Map<object, Map<string, number>>();

  function linesOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 1;
    const known = counted.get(value);
    if (known !== undefined) return known;
    const parts = Object.values(value);
    const lines = parts.length === 0 ? 1 : parts.reduce<number>((sum, part) => sum + linesOf(part), 2);
    counted.set(value, lines);
    return lines;
  }

  /**
   * How many lines below the first line of a value each of its parts begins; counted once, however many faults it has.
   */
  function offsetsIn(value: object): Map<string, number> {
    const known = offsets.get(value);
    if (known) return known;
    const starts = new Map<string, number>();
    let offset = 1;
    for (const [key, part] of Object.entries(value)) {
      starts.set(key, offset);
      offset += linesOf(part);
    }
    offsets.set(value, starts);
    return starts;
  }

  return (path) => {
    let line = 1;
    let value: unknown = document;
    for (const step of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) break;
      line += offsetsIn(value).get(step) ?? 0;
      value = (value as Record<string, unknown>)[step];
    }
    return line;
  };
}
