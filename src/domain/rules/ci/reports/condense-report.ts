/** A report in short, while it is read: for reports that are too long to be sent as they are (V5). */
import { CtrfCondenser } from './condense-ctrf.js';
import { JUnitCondenser } from './condense-junit.js';
import { type Condenser, detached } from './condensed-parts.js';
import { type Change, safeChange } from './hide-in-report.js';

export type { Condensed, Condenser } from './condensed-parts.js';

/** `<?xml version="1.0" encoding="UTF-8"?>`, with both or one of them, and whatever else is named. */
const DECLARATION = /^<\?xml(\s+[\w.:-]+\s*=\s*("[^"<>]*"|'[^'<>]*'))*\s*\?>/;

/** `begin` is the beginning of the report; null: the report is none that can be condensed. */
export function condenserFor(begin: string, change: Change): Condenser | null {
  const safe = remembered(safeChange(change));
  const text = begin.replace(/^\ufeff/, '').trimStart();
  const first = text[0];
  // A damaged declaration makes the whole report unreadable; in short it would not be seen.
  if (/^<\?xml\b.*?>/s.test(text) && !DECLARATION.test(text)) return null;
  if (first === '<') return new JUnitCondenser(safe);
  return first === '{' ? new CtrfCondenser(safe) : null;
}

/** Values of some length that are remembered: classes and files recur in test after test. */
const MOST_REMEMBERED = 2_000;
const LONGEST_REMEMBERED = 200;

function remembered(change: Change): Change {
  let known = new Map<string, string>();
  return (value) => {
    if (value.length > LONGEST_REMEMBERED) return change(value);
    const before = known.get(value);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) known = new Map();
    const changed = change(value);
    known.set(detached(value), changed === value ? detached(value) : changed);
    return changed;
  };
}
