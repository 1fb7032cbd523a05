/**
 * A condensed report (V5): everything that decides, in the order of the report, and tests that passed reported
 * together. What does not fit is left out in steps: first what failures say, then the names of tests that passed.
 * Nothing that could change a verdict is left out.
 */
import { packed } from './name-hash.js';
import { togetherText } from './passed-together.js';

interface Passed {
  readonly key: string;
  readonly hashes: number[];
  count: number;
}
interface Reported {
  readonly full: string;
  readonly short: string;
}
type Part = string | Reported | Passed;

/** Characters of all that is kept besides names of tests that passed. */
const MOST_CHARACTERS = 8_388_608;
/** Names of more tests fit no report that is sent. */
const MOST_NAMES = 140_000;
/** Tests that are kept with what they say. */
const MOST_FULL = 200;
export const TOO_MUCH = 'has too many failures and suites to be condensed';

export class CondensedParts {
  private readonly parts: Part[] = [];
  private characters = 0;
  private names = 0;
  private full = 0;

  /** `entry` makes the entry of a report for tests that passed under one key. */
  constructor(private readonly entry: (key: string, names: string) => string) {}

  get isTooMuch(): boolean {
    return this.characters > MOST_CHARACTERS;
  }

  add(text: string): void {
    this.characters += text.length;
    this.parts.push(detached(text));
  }

  /** A test that is reported by itself. `short` says no less of its result. */
  addTest(full: string, short: string): void {
    this.full += 1;
    const reported =
      this.full > MOST_FULL
        ? { full: detached(short), short: detached(short) }
        : { full: detached(full), short: detached(short) };
    this.characters += reported.full.length + reported.short.length;
    this.parts.push(reported);
  }

  /** A test that passed; it joins the one before if both have the same key. */
  addPassed(key: string, hash: number): void {
    const last = this.parts.at(-1);
    const isSame = typeof last === 'object' && 'hashes' in last && last.key === key;
    const part: Passed = isSame ? last : { key: detached(key), hashes: [], count: 0 };
    if (!isSame) {
      this.characters += key.length + 40;
      this.parts.push(part);
    }
    part.count += 1;
    this.names += 1;
    if (this.names <= MOST_NAMES) part.hashes.push(hash);
    else part.hashes.length = 0;
  }

  /** The first of its forms that fits, else the shortest. */
  fitting(fits: (text: string) => boolean): string {
    const forms: readonly (() => string)[] =
      this.names > MOST_NAMES
        ? [() => this.written(false, false), () => this.written(true, false)]
        : [() => this.written(false, true), () => this.written(true, true), () => this.written(true, false)];
    let text = '';
    for (const form of forms) {
      text = form();
      if (fits(text)) break;
    }
    return text;
  }

  private written(short: boolean, names: boolean): string {
    return this.parts
      .map((part) => {
        if (typeof part === 'string') return part;
        if (!('hashes' in part)) return short ? part.short : part.full;
        const { key, hashes, count } = part;
        return this.entry(
          key,
          names ? (hashes.length === count ? packed(hashes) : `=${count}`) : togetherText({ hashes: [], count }),
        );
      })
      .join('');
  }
}

/** A copy: a piece of a long text would keep all of it in memory. */
export const detached = (text: string): string => ` ${text}`.slice(1);

export type Condensed = CondensedParts | { readonly fault: string };

/** Takes a report piece by piece, as it is read. */
export interface Condenser {
  push(text: string): void;
  /** The report in short; or why it must be taken as it is, as the end of a sentence that begins with the report. */
  end(): Condensed;
}
