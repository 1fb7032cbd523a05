/** Two versions of a ruleset, line by line. */
import { diffLines } from 'diff';

export interface Line {
  readonly change: ' ' | '+' | '-';
  readonly text: string;
}

type Document = Readonly<Record<string, unknown>>;

export const inLines = (document: Document): string => JSON.stringify(document, null, 2);

/** The lines of `after`, with those that came and went since `before`; of `after` alone, if there is nothing before. */
export function differenceOf(before: Document | null, after: Document): Line[] {
  if (before === null)
    return inLines(after)
      .split('\n')
      .map((text) => ({ change: ' ', text }));
  return diffLines(`${inLines(before)}\n`, `${inLines(after)}\n`).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): Line => ({ change: added ? '+' : removed ? '-' : ' ', text })),
  );
}

/** What the address asks for: the newest version against the one before it, unless it says otherwise. `against` 0: nothing. */
export function chosenVersions(search: URLSearchParams, newest: number): { version: number; against: number } {
  const version = wholeWithin(search.get('version'), 1, newest) ?? newest;
  return { version, against: wholeWithin(search.get('against'), 0, newest) ?? Math.max(0, version - 1) };
}

function wholeWithin(text: string | null, least: number, most: number): number | null {
  if (text === null || !/^\d{1,9}$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}
