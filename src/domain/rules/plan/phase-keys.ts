/**
 * The key list below a phase's heading: `- Category: docs`, `- Paths: src/**, test/**`, `- Acceptance criteria:` with a
 * list below it. A bullet list is a key list if one of its items begins with a key of a phase, or with a slip of one;
 * then every item has to.
 */
import { textFault } from '../../model/identity.js';
import type { PlannedPhase } from '../../model/plan.js';
import { BUILDER_MODES, COMPLEXITIES } from '../../model/vocabulary.js';
import { asSeen, withoutUnseen } from '../../text/input-text.js';
import { lettersAsSeen } from '../../text/look-alikes.js';
import { wordForm } from '../../text/near-words.js';
import { KNOWN_TASK_CATEGORIES } from '../strategy/category-defaults.js';
import { claimOf, needsValue } from './key-claims.js';
import { KEY_WORDS, type KeyField } from './key-names.js';
import { fieldOf, type Item, type KeyText, readEntries, withoutBox } from './list-entries.js';
import type { ListBlock } from './plan-blocks.js';
import { bulletOf, indentOf } from './plan-lines.js';
import { displayed, type PlanProblems } from './plan-problems.js';
import { isExact, jsonString, readText, trimBlanks } from './plan-text.js';
import { nearestWord } from './plan-words.js';
import { seenLine } from './seen-line.js';

/** The values that key lists give to one phase, and the line of each key. */
export class PhaseKeys {
  readonly values: { -readonly [Field in KeyField]: PlannedPhase[Field] } = {
    taskCategory: null,
    complexity: null,
    builderMode: null,
    allowedPaths: [],
    acceptanceCriteria: [],
    allowNoop: false,
  };
  readonly lines = new Map<KeyField, number>();
}

const DISPLAYED_KEYS = 'Category, Complexity, Mode, Paths, Acceptance criteria, No change allowed';

const CATEGORY_MAX_LENGTH = 200;

const YES_NO = new Map([
  ['yes', true],
  ['no', false],
]);

/** A check box, marks of emphasis or code, letters, the same marks behind the colon or in front of it. */
const KEY_TEXT = /^(?:\[[ xX]?\][ \t]+)?([*_`]{0,3})[ \t]*(\p{L}[\p{L}\p{M} _-]{0,39}?)[ \t]*([*_`]{0,3})[ \t]*:/u;

/**
 * `Key: value` as it looks, plain or made to stand out: `**Key:** value`, `_Key_: value`, `` `Key`: value ``, behind a
 * check box.
 */
function keyOf(text: string): KeyText | undefined {
  const seen = seenLine(text);
  const found = KEY_TEXT.exec(seen.text);
  if (!found) return undefined;
  const [whole, opening, key, closing] = found as unknown as [string, string, string, string];
  const marks = [...opening].reverse().join('');
  const isClosedBehind = marks !== '' && closing === '';
  if (isClosedBehind ? !seen.text.startsWith(marks, whole.length) : closing !== marks) return undefined;
  let end = whole.length + (isClosedBehind ? marks.length : 0);
  while (seen.text[end] === ' ' || seen.text[end] === '\t') end++;
  // Two colons, or ":=", are no form of a key.
  if (/^[:=]/.test(seen.text.slice(end))) return undefined;
  return { key, value: trimBlanks(text.slice(seen.rawAt(end))) };
}

function itemsOf(list: ListBlock): Item[] {
  const items: Item[] = [];
  let content = 0;
  list.seen.forEach((text, i) => {
    const bullet = items.length === 0 || indentOf(text) < content ? bulletOf(text) : undefined;
    if (bullet) {
      content = bullet.content;
      items.push({ line: list.line + i, text: bullet.text, below: [] });
    } else if (trimBlanks(text) !== '') items.at(-1)!.below.push({ line: list.line + i, text });
  });
  return items;
}

/** Whether a list gives keys, or means to. */
export function isKeyList(list: ListBlock): boolean {
  if (list.isOrdered) return false;
  return itemsOf(list).some(({ text }) => {
    const key = keyOf(text)?.key;
    if (
      key !== undefined &&
      (fieldOf(key) !== undefined || (!needsValue(key) && nearestWord(key, KEY_WORDS) !== undefined))
    )
      return true;
    return claimOf(text, 'edge') !== undefined;
  });
}

/** Adds the items of a key list to `keys`. */
export function readKeyList(list: ListBlock, keys: PhaseKeys, problems: PlanProblems): void {
  for (const item of itemsOf(list)) {
    const keyText = keyOf(item.text);
    const field = keyText && fieldOf(keyText.key);
    if (!keyText || !field) unknownKey(item, keyText?.key, problems);
    else if (keys.lines.has(field)) {
      problems.add(
        item.line,
        `${keyText.key} was given on line ${keys.lines.get(field)} already: put both into one item`,
      );
    } else {
      keys.lines.set(field, item.line);
      readKey(field, keyText, item, keys, problems);
    }
    for (const { line, text } of item.below) {
      const claim = isExact(withoutBox(bulletOf(text)?.text ?? text)) ? undefined : claimOf(text, 'inner');
      if (claim)
        problems.add(
          line,
          `${displayed(claim.written)} inside an item is not read: write "- ${claim.key}: …" at the left edge`,
        );
    }
  }
  if (list.runsOn) {
    problems.add(
      list.line + list.source.length,
      'text right below the keys: put a blank line above it, or indent it to go on with the last item',
    );
  }
}

function unknownKey(item: Item, key: string | undefined, problems: PlanProblems): void {
  const claim = claimOf(item.text, 'edge');
  const nearest = problems.isFull
    ? undefined
    : ((key === undefined ? undefined : nearestWord(key, KEY_WORDS)) ?? claim?.key);
  const fault =
    key === undefined
      ? `${displayed(withoutUnseen(item.text))} is no "key: value"`
      : `${displayed(key)} is no key of a phase`;
  const remedy =
    nearest === undefined
      ? 'move what is text out of the key list'
      : `write ${key === undefined ? `"- ${nearest}: …"` : nearest}`;
  problems.add(item.line, `${fault}: ${remedy}. The keys are ${DISPLAYED_KEYS}`);
}

function readKey(field: KeyField, keyText: KeyText, item: Item, { values }: PhaseKeys, problems: PlanProblems): void {
  switch (field) {
    case 'allowedPaths':
    case 'acceptanceCriteria':
      values[field] = readEntries(field, keyText, item, problems);
      return;
    case 'taskCategory':
      values.taskCategory = readCategory(keyText, item, problems);
      return;
    case 'complexity':
      values.complexity = readWord(
        keyText,
        item,
        new Map(COMPLEXITIES.map((word) => [wordForm(word), word])),
        problems,
      );
      return;
    case 'builderMode':
      values.builderMode = readWord(
        keyText,
        item,
        new Map(BUILDER_MODES.map((word) => [wordForm(word), word])),
        problems,
      );
      return;
    case 'allowNoop':
      values.allowNoop = readWord(keyText, item, YES_NO, problems) ?? false;
      return;
    default:
      field satisfies never;
  }
}

/** The one value of a key; null, with a problem, if there is none or more than one. */
function readOne(keyText: KeyText, { line, below }: Item, example: string, problems: PlanProblems): string | null {
  if (below.length > 0)
    problems.add(
      below[0]!.line,
      `${keyText.key} takes one value on its own line: write "- ${keyText.key}: ${example}"`,
    );
  else if (keyText.value === '')
    problems.add(line, `${keyText.key} has no value: write "- ${keyText.key}: ${example}", or leave it out`);
  else return keyText.value;
  return null;
}

function readWord<T extends string | boolean>(
  keyText: KeyText,
  item: Item,
  words: ReadonlyMap<string, T>,
  problems: PlanProblems,
): T | null {
  const names = Array.from(words.values(), (word) =>
    typeof word === 'boolean' ? (word ? 'yes' : 'no') : word.toLowerCase(),
  );
  const value = readOne(keyText, item, names[0]!, problems);
  if (value === null) return null;
  const word = words.get(wordForm(asSeen(readText(value))));
  if (word === undefined)
    problems.add(
      item.line,
      `${keyText.key} cannot be ${displayed(value)}: write ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`,
    );
  return word ?? null;
}

/**
 * A category is a word, and a slip of a known one is refused: it would lose the care that the known one gets. In double
 * quotes: any text.
 */
function readCategory(keyText: KeyText, item: Item, problems: PlanProblems): string | null {
  const value = readOne(keyText, item, 'schema_change', problems);
  if (value === null) return null;
  const exact = jsonString(value);
  const category =
    exact ??
    readText(value)
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
  const looks = wordForm(lettersAsSeen(category));
  const known = exact === undefined ? KNOWN_TASK_CATEGORIES.find((word) => wordForm(word) === looks) : undefined;
  if (known !== undefined) return known;
  const fault = category === '' ? 'must not be empty' : textFault(category, CATEGORY_MAX_LENGTH);
  if (fault) problems.add(item.line, `${keyText.key} ${fault}`);
  else if (exact !== undefined) return category;
  else if (!/^[\p{L}\p{N}_]+$/u.test(category)) {
    problems.add(item.line, `${keyText.key} is one word, e.g. schema_change: write other text in double quotes`);
  } else {
    const nearest = nearestWord(category, KNOWN_TASK_CATEGORIES);
    if (nearest === undefined) return category;
    problems.add(
      item.line,
      `${displayed(category)} is no known category: write ${nearest}, or "${category}" in double quotes if you mean it`,
    );
  }
  return null;
}
