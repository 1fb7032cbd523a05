/** A report in short, while it is read: for reports that are too long to be sent as they are (V5). */
import { CtrfCondenser } from './condense-ctrf.js';
import { JUnitCondenser } from './condense-junit.js';
import { type Condenser, detached } from './condensed-parts.js';
import { type Change, safeChange } from './hide-in-report.js';

export type { Condensed, Condenser } from './condensed-parts.js';

/** `begin` is the beginning of the report; null: the report is none that can be condensed. */
export function condenserFor(begin: string, change: Change): Condenser | null {
  const safe = remembered(safeChange(change));
  const first = begin.replace(/^\ufeff/, '').trimStart()[0];
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
