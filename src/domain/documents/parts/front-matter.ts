/**
 * The part of a document that scripts read: YAML with one key per line. Values are JSON, which YAML contains, but for
 * words and instants that mean the same without quotes; so nothing that a user wrote can end the block or change its
 * meaning.
 */
import type { Budget } from '../../model/facts.js';

export type FrontValue = string | number | boolean | null | Date | readonly Budget[];

const PLAIN = /^[A-Za-z][A-Za-z0-9._-]*$/;
/** Words that YAML, in one version or another, takes for something else than text. */
const TAKEN = /^(true|false|null|yes|no|on|off|y|n)$/i;
/** JSON leaves these as they are; YAML forbids them, or they change how a line reads. */
const HIDDEN = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

/** The front matter with its fences, in the order of the fields. */
export function frontMatter(fields: Readonly<Record<string, FrontValue>>): string {
  const lines = Object.entries(fields).map(([key, value]) =>
    isBudgets(value) ? budgetLines(key, value) : `${key}: ${scalar(value)}`,
  );
  return ['---', ...lines, '---'].join('\n');
}

const isBudgets = (value: FrontValue): value is readonly Budget[] => Array.isArray(value);

const budgetLines = (key: string, budgets: readonly Budget[]): string =>
  [`${key}:`, ...budgets.map(({ name, used, limit }) => `  ${name}: { used: ${used}, limit: ${limit} }`)].join('\n');

function scalar(value: Exclude<FrontValue, readonly Budget[]>): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  if (PLAIN.test(value) && !TAKEN.test(value)) return value;
  return JSON.stringify(value).replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
