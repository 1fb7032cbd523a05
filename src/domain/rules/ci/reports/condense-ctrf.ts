/**
 * Condensed CTRF (V5), made while it is read: everything around the list of tests unchanged, tests that did not simply
 * pass with what decides, and those that did reported together. It is CTRF again, so one reader judges both. What the
 * reader would refuse is a fault; then the report is taken as it is, up to its limit.
 */
import { ownIds, reportedId } from './ci-test.js';
import { type Condensed, CondensedParts, type Condenser, TOO_MUCH } from './condensed-parts.js';
import type { Change } from './hide-in-report.js';
import { changedStrings, mendedStrings } from './json-strings.js';
import { isRepeatMark } from './junit-verdict.js';
import { nameHash } from './name-hash.js';
import { TOGETHER } from './passed-together.js';
import { CTRF_TEST, type CtrfTest, ctrfTest } from './read-ctrf.js';
import { meaningOf } from './result-words.js';

const NO_JSON = 'is not JSON that can be read';
/** Characters of one test. */
const LONGEST_TEST = 4_194_304;
const WRITTEN = 4_000;
/** How deeply the list of tests is nested: `{ results: { tests: [`. */
const DEPTH = 3;
/** What ends a stretch of plain characters outside of strings. */
const SIGN = /["{}[\],:]/g;
const STRING_END = /["\\]/g;

export class CtrfCondenser implements Condenser {
  private readonly parts = new CondensedParts(
    (comma, names) => `${comma}{"name":"(passed)","status":"passed","extra":{"${TOGETHER}":"${names}"}}`,
  );
  private readonly ids = ownIds();
  private fault: string | null = null;
  private readonly open: ('}' | ']')[] = [];
  /** The newest key of the object at this depth. */
  private readonly keys: string[] = [];
  private inString = false;
  private escaped = false;
  /** What has been read of the document since the last test, or of the test. */
  private pending: string[] = [];
  private pendingLength = 0;
  private lastString = '';
  private inTest = false;
  private first = true;
  private expects: 'value' | 'comma' = 'value';

  /** `change` takes out of each value what must not leave the machine (A4). */
  constructor(private readonly change: Change) {}

  end(): Condensed {
    if (this.fault === null && !this.inTest) this.flush();
    return this.fault === null ? this.parts : { fault: this.fault };
  }

  push(text: string): void {
    for (let at = 0; at < text.length && this.fault === null;)
      at = this.inString ? this.string(text, at) : this.sign(text, at);
    if (this.inTest ? this.pendingLength > LONGEST_TEST : this.parts.isTooMuch || this.pendingLength > LONGEST_TEST * 2)
      this.fault ??= TOO_MUCH;
  }

  private keep(text: string): void {
    if (text === '') return;
    this.pending.push(text);
    this.pendingLength += text.length;
  }

  private string(text: string, from: number): number {
    if (this.escaped) {
      this.escaped = false;
      this.keepString(text.slice(from, from + 1));
      return from + 1;
    }
    STRING_END.lastIndex = from;
    const found = STRING_END.exec(text);
    const upTo = found === null ? text.length : found.index + 1;
    this.keepString(text.slice(from, upTo));
    if (found?.[0] === '\\') this.escaped = true;
    else if (found !== null) this.inString = false;
    return upTo;
  }

  private keepString(text: string): void {
    this.keep(text);
    // Only keys around the list of tests are of interest.
    if (this.open.length < DEPTH && this.lastString.length < 200) this.lastString += text;
  }

  private sign(text: string, from: number): number {
    SIGN.lastIndex = from;
    const found = SIGN.exec(text);
    const upTo = found?.index ?? text.length;
    const plain = text.slice(from, upTo);
    const inList = this.isInList();
    if (!inList) this.keep(plain);
    else if (!/^[\s\ufeff]*$/.test(plain)) this.fault = 'is not CTRF: "results.tests" holds something that is no test';
    if (found === null || this.fault !== null) return upTo;
    const sign = found[0];
    if (inList) this.inListSign(sign);
    else this.plainSign(sign);
    return upTo + 1;
  }

  private isInList(): boolean {
    return (
      this.open.length === DEPTH && this.open.at(-1) === ']' && this.keys[1] === 'results' && this.keys[2] === 'tests'
    );
  }

  private plainSign(sign: string): void {
    const { open, keys } = this;
    this.keep(sign);
    if (sign === '"') {
      this.inString = true;
      this.lastString = '"';
    } else if (sign === ':') {
      if (open.length < DEPTH && open.at(-1) === '}') keys[open.length] = keyOf(this.lastString);
    } else if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? '}' : ']');
      if (this.isInList()) this.beginList();
    } else if (sign === '}' || sign === ']') {
      if (open.pop() !== sign) this.fault = NO_JSON;
      else if (this.inTest && open.length === DEPTH) this.test();
    }
  }

  private beginList(): void {
    this.flush();
    this.first = true;
    this.expects = 'value';
  }

  private inListSign(sign: string): void {
    if (sign === ',' && this.expects === 'comma') {
      this.expects = 'value';
    } else if (sign === '{' && this.expects === 'value') {
      this.inTest = true;
      this.keep(sign);
      this.open.push('}');
    } else if (sign === ']' && (this.expects === 'comma' || this.first)) {
      this.keep(sign);
      this.open.pop();
    } else this.fault = NO_JSON;
  }

  /** The text around the tests, without what must not leave the machine. */
  private flush(): void {
    const text = this.taken();
    if (text !== '') this.parts.add(changedStrings(text, this.change, (rest) => rest));
  }

  private taken(): string {
    const text = this.pending.join('');
    this.pending = [];
    this.pendingLength = 0;
    return text;
  }

  private test(): void {
    const text = this.taken();
    this.inTest = false;
    this.expects = 'comma';
    const document = parsed(text);
    if (document === undefined) {
      this.fault = NO_JSON;
      return;
    }
    const clean = this.cleaned(document);
    const raw = CTRF_TEST.safeParse(clean);
    if (!raw.success) {
      this.fault = 'is not CTRF: a test in "results.tests" lacks its name or status, or has them in another type';
      return;
    }
    const comma = this.first ? '' : ',';
    this.first = false;
    const test = ctrfTest(raw.data);
    const own = this.ids.of(reportedId(test));
    const isPlain =
      test.status === 'PASSED' &&
      meaningOf(raw.data.status) === 'PASSED' &&
      !test.flakyInside &&
      (test.odd ?? null) === null;
    if (isPlain && raw.data.extra?.[TOGETHER] === undefined) {
      // A further test joins the entry before; only the first entry of a list has no comma.
      this.parts.addPassed(comma, nameHash(own));
    } else {
      const short = JSON.stringify(withoutWords(clean as CtrfTest));
      this.parts.addTest(
        comma + JSON.stringify({ ...withoutWords(clean as CtrfTest), ...words(raw.data) }),
        comma + short,
      );
    }
  }

  /** Every string that is looked at, and only these. */
  private cleaned(document: unknown): unknown {
    return JSON.parse(
      JSON.stringify(document, (_, value: unknown) => (typeof value === 'string' ? this.change(value) : value)),
    );
  }
}

/** What decides of a test, in the types that it has. */
function withoutWords({
  name,
  status,
  rawStatus,
  suite,
  filePath,
  flaky,
  retries,
  retryAttempts,
  extra,
}: CtrfTest): object {
  const marks = Object.entries(extra ?? {}).filter(
    ([key, value]) =>
      key === TOGETHER || (['string', 'number', 'boolean'].includes(typeof value) && isRepeatMark(key, String(value))),
  );
  const attempts = Array.isArray(retryAttempts)
    ? retryAttempts.map((each) => ({ status: (each as { status?: unknown } | null)?.status }))
    : undefined;
  return {
    name,
    status,
    rawStatus,
    suite,
    filePath,
    flaky,
    retries,
    retryAttempts: attempts,
    ...(marks.length > 0 ? { extra: Object.fromEntries(marks) } : {}),
  };
}

function words({ message, trace }: CtrfTest): object {
  const text = message || trace || null;
  return text === null ? {} : { message: text.slice(0, WRITTEN).toWellFormed() };
}

function parsed(text: string): unknown {
  for (const form of [text, mendedStrings(text)]) {
    try {
      return JSON.parse(form) as unknown;
    } catch {
      // The next form.
    }
  }
  return undefined;
}

function keyOf(string: string): string {
  const value = parsed(string);
  return typeof value === 'string' ? value : '';
}
