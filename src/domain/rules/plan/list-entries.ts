/** The entries of a list below a key of a phase: paths and criteria (P3). */
import { LIST_ENTRY_MAX_LENGTH, LIST_MAX_ENTRIES, textFault } from '../../model/identity.js';
import { withoutUnseen } from '../../text/input-text.js';
import { wordForm } from '../../text/near-words.js';
import { pathEntryFault } from '../ruleset/path-entry-fault.js';
import { FIELDS, type KeyField } from './key-names.js';
import { bulletOf } from './plan-lines.js';
import { displayed, type PlanProblems } from './plan-problems.js';
import { readText, splitAtCommas, trimBlanks } from './plan-text.js';
import { withPlainBullet } from './seen-line.js';

export interface KeyText {
  readonly key: string;
  readonly value: string;
}

export const fieldOf = (key: string): KeyField | undefined => FIELDS.get(wordForm(key));

export interface Item {
  readonly line: number;
  readonly text: string;
  readonly below: { readonly line: number; readonly text: string }[];
}

export function readEntries(
  field: 'allowedPaths' | 'acceptanceCriteria',
  keyText: KeyText,
  item: Item,
  problems: PlanProblems,
): string[] {
  const entries = entriesBelow(item, problems);
  const inline = trimBlanks([keyText.value, ...entries.inline].join(' '));
  if (inline !== '' && entries.listed.length > 0) {
    problems.add(
      entries.listed[0]!.line,
      `${keyText.key} has values on its line and in a list: write all of them in the list`,
    );
  }
  const parts = inline === '' ? [] : field === 'allowedPaths' ? splitAtCommas(inline) : [inline];
  const found = [...parts.map((text) => ({ line: item.line, text })), ...entries.listed];
  if (found.length === 0) problems.add(item.line, `${keyText.key} is empty: write a list below it, or leave it out`);
  if (found.length > LIST_MAX_ENTRIES) {
    problems.add(
      item.line,
      `${keyText.key} has ${found.length} entries, and at most ${LIST_MAX_ENTRIES} are allowed: join some, or split the phase`,
    );
    return [];
  }
  return found.map(({ line, text }) => {
    const source = field === 'acceptanceCriteria' ? withoutBox(text) : text;
    const value = readText(source);
    const fault = textFault(value, LIST_ENTRY_MAX_LENGTH);
    if (source === '') problems.add(line, `${keyText.key} has an entry without text: write it, or remove the entry`);
    else if (fault)
      problems.add(line, `an entry of ${keyText.key} ${fault}: shorten it, or move part of it into the description`);
    else if (field === 'allowedPaths') {
      const pathFault = pathEntryFault(value);
      if (pathFault !== null) problems.add(line, `the path ${displayed(withoutUnseen(value))} ${pathFault}`);
    }
    return value;
  });
}

export const withoutBox = (text: string): string => trimBlanks(text.replace(/^\[[ xX]\](?=[ \t]|$)/, ''));

interface Entry {
  readonly line: number;
  readonly text: string;
}

/**
 * The lines below a key: those that continue its value, and the entries of the list, each with the lines that continue
 * it.
 */
function entriesBelow(item: Item, problems: PlanProblems): { inline: string[]; listed: Entry[] } {
  const inline: string[] = [];
  const listed: { line: number; parts: string[] }[] = [];
  let depth = 0;
  for (const { line, text } of item.below) {
    const bullet = bulletOf(withPlainBullet(text));
    if (bullet && (listed.length === 0 || bullet.indent <= depth)) {
      depth = bullet.content - 1;
      listed.push({ line, parts: [bullet.text] });
    } else if (bullet)
      problems.add(
        line,
        'a list inside an entry is not read: make it entries of their own, or move it into the description',
      );
    else (listed.at(-1)?.parts ?? inline).push(trimBlanks(text));
  }
  return { inline, listed: listed.map(({ line, parts }) => ({ line, text: trimBlanks(parts.join(' ')) })) };
}
