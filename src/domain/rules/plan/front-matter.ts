/** The YAML block at the head of a plan: what its run is asked to keep to. */
import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';

import { BUDGET_MAXIMA } from '../../model/limits.js';
import type { RequestedLimits } from '../../model/plan.js';
import { RUN_SCOPES, SAFETY_PROFILES } from '../../model/vocabulary.js';
import { asSeen, oddCharacter, withoutUnseen } from '../../text/input-text.js';
import { wordForm } from '../../text/near-words.js';
import { displayed, type PlanProblems } from './plan-problems.js';
import { nearestWord } from './plan-words.js';

export type RequestedLimit = keyof RequestedLimits;

export interface FrontMatter {
  readonly asked: RequestedLimits;
  /** The line of each key that is there. */
  readonly places: Readonly<Partial<Record<RequestedLimit, number>>>;
  /** The line, from 0, at which the rest of the document begins. */
  readonly end: number;
}

/** A person needs five lines; YAML that nests without end costs more than it says. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 10_000;
const BUDGET_KEYS: Readonly<Record<string, { readonly limit: RequestedLimit; readonly most: number }>> = {
  token_cap: { limit: 'tokenCap', most: BUDGET_MAXIMA.tokenCap },
  max_phases: { limit: 'maxPhases', most: BUDGET_MAXIMA.maxPhases },
  max_duration_minutes: { limit: 'maxDurationMinutes', most: BUDGET_MAXIMA.minutes },
};
const WORD_KEYS: Readonly<Record<string, { readonly limit: RequestedLimit; readonly words: readonly string[] }>> = {
  profile: { limit: 'safetyProfile', words: SAFETY_PROFILES },
  safety_profile: { limit: 'safetyProfile', words: SAFETY_PROFILES },
  scope: { limit: 'runScope', words: RUN_SCOPES },
  run_scope: { limit: 'runScope', words: RUN_SCOPES },
};
const KNOWN_KEYS = ['profile', 'scope', ...Object.keys(BUDGET_KEYS)];

const MOST_OF_A_RULE = 40;
/** Blanks and invisible marks may be beside the dashes; plain blanks behind them only. */
function isRuleOfDashes(line: string | undefined): boolean {
  if (line === undefined || line.length > MOST_OF_A_RULE) return line?.trimEnd() === '---';
  return line.trimEnd() === '---' || (!/^[\t -~]*$/.test(line) && withoutUnseen(line).trim() === '---');
}

/** Reads the block that begins on the first line, if there is one. */
export function readFrontMatter(lines: readonly string[], problems: PlanProblems): FrontMatter {
  const reader = new FrontMatterReader(problems);
  const first = lines.findIndex((line) => asSeen(line.slice(0, MOST_OF_A_RULE)).trim() !== '');
  const looksLikeKeys = /^["']?[A-Za-z][A-Za-z _-]{0,40}["']?[ \t]*:/.test(
    asSeen(lines[first + 1]?.slice(0, 100) ?? ''),
  );
  const start = lines[first] ?? '';
  if (
    looksLikeKeys &&
    !isRuleOfDashes(start) &&
    /^[-=_*~+]{1,9}$/.test(asSeen(start.slice(0, MOST_OF_A_RULE)).trim())
  ) {
    problems.add(
      first + 1,
      `front matter is YAML between two lines ---: write --- in the place of ${displayed(start.trim())}, above and below its keys`,
    );
    return reader.result(0);
  }
  if (!isRuleOfDashes(lines[first]) || (first > 0 && !looksLikeKeys)) return reader.result(0);
  const end = lines.findIndex((line, i) => i > first && isRuleOfDashes(line));
  if (end === -1) {
    if (looksLikeKeys) problems.add(first + 1, 'the front matter is never closed: write a line --- below its keys');
    return reader.result(looksLikeKeys ? lines.length : 0);
  }
  if (first > 0) problems.add(first + 1, 'front matter begins on the first line: remove the blank lines above it');
  const text = lines.slice(first + 1, end).join('\n');
  if (end - first > MOST_LINES || text.length > MOST_CHARACTERS) {
    problems.add(first + 1, `the front matter is too long: it holds only ${KNOWN_KEYS.join(', ')}; put text below it`);
  } else if (/[\u000b\u000c\u0085\u2028\u2029]/.test(text)) {
    const odd = lines.findIndex((line, i) => i > first && /[\u000b\u000c\u0085\u2028\u2029]/.test(line));
    problems.add(
      odd + 1,
      `this line holds a line end that is none in YAML, ${oddCharacter(lines[odd]!)}: write a plain line end in its place`,
    );
  } else reader.read(text, first + 1);
  return reader.result(end + 1);
}

class FrontMatterReader {
  private readonly asked: { -readonly [Limit in RequestedLimit]: RequestedLimits[Limit] } = {
    safetyProfile: null,
    runScope: null,
    tokenCap: null,
    maxPhases: null,
    maxDurationMinutes: null,
  };
  private readonly places: Partial<Record<RequestedLimit, number>> = {};
  private readonly counter = new LineCounter();
  private linesAbove = 0;

  constructor(private readonly problems: PlanProblems) {}

  result(end: number): FrontMatter {
    return { asked: this.asked, places: this.places, end };
  }

  read(text: string, linesAbove: number): void {
    this.linesAbove = linesAbove;
    let document;
    try {
      document = parseDocument(text, {
        lineCounter: this.counter,
        prettyErrors: false,
        schema: 'core',
        logLevel: 'silent',
      });
    } catch {
      this.problems.add(linesAbove + 1, `the front matter is no YAML: write one "key: value" a line, e.g. ${EXAMPLE}`);
      return;
    }
    const [error] = document.errors;
    if (error) {
      const fault = /call stack/.test(error.message) ? 'it nests too deeply' : error.message;
      this.add(error.pos[0], `the front matter is no YAML (${fault}): write one "key: value" a line`);
      return;
    }
    if (document.contents === null) return;
    if (isScalar(document.contents) && document.contents.value === null) return;
    if (isMap(document.contents)) this.keys(document.contents.items, false);
    else
      this.problems.add(
        linesAbove + 1,
        `the front matter holds no keys: write one "key: value" a line, e.g. ${EXAMPLE}`,
      );
  }

  private keys(pairs: readonly Pair[], inBudgets: boolean): void {
    for (const pair of pairs) {
      const offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const is = (known: string): boolean => wordForm(known) === wordForm(key);
      const budget = Object.keys(BUDGET_KEYS).find(is);
      const word = inBudgets ? undefined : Object.keys(WORD_KEYS).find(is);
      if (budget !== undefined) this.budget(budget, pair, offset);
      else if (word !== undefined) this.word(word, pair, offset);
      else if (!inBudgets && is('budgets')) this.budgets(pair, offset);
      else this.unknown(key, inBudgets ? Object.keys(BUDGET_KEYS) : KNOWN_KEYS, offset);
    }
  }

  private budgets(pair: Pair, offset: number): void {
    if (isMap(pair.value)) this.keys(pair.value.items, true);
    else this.add(offset, `budgets holds no keys: write ${Object.keys(BUDGET_KEYS).join(', ')} below it, indented`);
  }

  private budget(key: string, pair: Pair, offset: number): void {
    const { limit, most } = BUDGET_KEYS[key]!;
    const value = isScalar(pair.value) ? pair.value.value : undefined;
    const number =
      typeof value === 'string' && /^\d[\d_]{0,40}$/.test(value) ? Number(value.replaceAll('_', '')) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > most) {
      this.add(
        offset,
        `${key} must be a whole number from 1 to ${grouped(most)}: write e.g. "${key}: ${EXAMPLES[key]}"`,
      );
    } else this.set(limit, key, number, offset);
  }

  private word(key: string, pair: Pair, offset: number): void {
    const { limit, words } = WORD_KEYS[key]!;
    const value = isScalar(pair.value) && typeof pair.value.value === 'string' ? wordForm(pair.value.value) : undefined;
    const word = words.find((known) => wordForm(known) === value);
    if (word !== undefined) this.set(limit, key, word, offset);
    else this.add(offset, `${key} must be ${words.map((known) => known.toLowerCase()).join(' or ')}`);
  }

  private set(limit: RequestedLimit, key: string, value: string | number, offset: number): void {
    const seen = this.places[limit];
    if (seen !== undefined) this.add(offset, `${key} was given on line ${seen} already: remove one of the two`);
    else Object.assign(this.asked, { [limit]: value });
    this.places[limit] ??= this.counter.linePos(offset).line + this.linesAbove;
  }

  private unknown(key: string, known: readonly string[], offset: number): void {
    const nearest = nearestWord(key, known);
    const hint = nearest === undefined ? '' : `write ${nearest}? `;
    this.add(offset, `${displayed(key)} is no key of the front matter: ${hint}The keys are ${known.join(', ')}`);
  }

  private add(offset: number, message: string): void {
    const { line, col } = this.counter.linePos(offset);
    this.problems.add(Math.max(line, 1) + this.linesAbove, message, Math.max(col, 1));
  }
}

const EXAMPLE = '"max_phases: 25"';
const EXAMPLES: Readonly<Record<string, string>> = {
  token_cap: '5_000_000',
  max_phases: '25',
  max_duration_minutes: '120',
};
const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** The block that reads as these limits; empty if none is set. */
export function writeFrontMatter(requested: RequestedLimits): string {
  const lines = [
    ['profile', requested.safetyProfile?.toLowerCase()],
    ['scope', requested.runScope?.toLowerCase()],
    ['token_cap', requested.tokenCap],
    ['max_phases', requested.maxPhases],
    ['max_duration_minutes', requested.maxDurationMinutes],
  ].filter(([, value]) => value !== undefined && value !== null);
  return lines.length === 0 ? '' : ['---', ...lines.map(([key, value]) => `${key}: ${value}`), '---'].join('\n');
}
