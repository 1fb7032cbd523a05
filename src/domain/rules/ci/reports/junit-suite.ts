/**
 * What a `testsuite` says besides its tests (V2, V8): a failure of its own, problems that it counts, and how many tests
 * it should show.
 *
 * The count of tests is used where it can be one. Catch2 and doctest count assertions in it, pytest counts subtests
 * that it does not list, and Surefire counts repetitions: there it proves nothing. Skipped tests need not be listed,
 * and some runners count suites inside as tests.
 */
import { editSteps } from '../../../text/near-words.js';
import { SUITES } from './junit-place.js';
import { caseVerdict, HARMLESS, isRepeatMark } from './junit-verdict.js';
import { TOGETHER, weightOf } from './passed-together.js';
import { isKnownResult, isResultName, meaningOf, reportsOfTrouble, saysNo, saysPassed } from './result-words.js';
import { attribute, attributesOf, childrenOf, number, plainNameOf, type XmlNode } from './xml-nodes.js';

interface Trouble {
  /** What the reader does not know; null: everybody knows it. */
  readonly odd: string | null;
}

const SLIPS = ['testcase', 'testsuite', 'failure', 'error', 'failed'];

/** The suite itself failed: by a child, or by a word for its result. */
export function ownTrouble(node: XmlNode): Trouble | null {
  for (const child of childrenOf(node)) {
    const name = plainNameOf(child);
    if (name === 'testcase' || SUITES.has(name) || HARMLESS.has(name)) continue;
    const status = meaningOf(name);
    if (status === 'FAILED' || name === 'error' || name === 'errors') return { odd: null };
    if (status === 'ERROR' && (reportsOfTrouble(name) || isDamagedTest(child, name)))
      return { odd: `<${name.slice(0, 60)}>` };
  }
  for (const { name, value } of attributesOf(node)) {
    const status = isResultName(name) ? meaningOf(value) : 'PASSED';
    if (status === 'FAILED' || (status === 'ERROR' && isKnownResult(value))) return { odd: null };
    if (status === 'ERROR') return { odd: `${name}="${value.slice(0, 60)}"` };
    if (/^(?:is[-_]?)?(?:success|successful|succeeded|ok)$/i.test(name) && saysNo(value)) return { odd: null };
  }
  return null;
}

/** An element that is none of ours, holds no test and looks like one: a test whose own tag was damaged. */
function isDamagedTest(node: XmlNode, name: string): boolean {
  if (casesIn(node).length > 0) return false;
  const isSlip = SLIPS.some((known) => editSteps(name.slice(0, 20), known) <= 2);
  const hasVerdict = childrenOf(node).some((child) => ['failure', 'error', 'skipped'].includes(plainNameOf(child)));
  return isSlip || hasVerdict || attributesOf(node).some((each) => isResultName(each.name));
}

/** Failures, errors and other problems that the suite counts; null: none, or they are no tests. */
export function troubleCounted(node: XmlNode): Trouble | null {
  const counts = attributesOf(node).filter(({ name, value }) => isCount(name) && !isNothing(value));
  const [first] = counts;
  if (first === undefined) return null;
  if (counts.every(({ name }) => name === 'errors') && countsMessages(node)) return null;
  const known = counts.some(({ name }) => name === 'failures' || name === 'errors');
  return { odd: known && Number.isFinite(Number(first.value)) ? null : `${first.name}="${first.value.slice(0, 60)}"` };
}

/** Names of times and limits are no counts. */
const isCount = (name: string): boolean =>
  reportsOfTrouble(name) && name.toLowerCase() !== 'timeout' && !isResultName(name);

/** Where a count is required, an unreadable one does not mean 0. */
const isNothing = (value: string): boolean => saysNo(value) || ((number(value) ?? 1) <= 0 && !value.startsWith('-'));

/** QtTest 5 counts messages in `errors`: every test is there and says that it passed. */
function countsMessages(node: XmlNode): boolean {
  const cases = casesIn(node);
  return (
    cases.length > 0 &&
    number(attribute(node, 'tests')) === displayedBy(cases) &&
    cases.every((each) => saysPassed(attribute(each, 'result') ?? ''))
  );
}

/** The suite counts tests that failed and passed: Surefire's `flakes`. */
export const flakesCounted = (node: XmlNode): boolean =>
  attributesOf(node).some(({ name, value }) => /^flak(?:y|es)$/i.test(name) && (number(value) ?? 0) > 0);

/**
 * That the suite counts more tests than it shows, as the end of a sentence that begins with the report; null: it shows
 * them all, or its count proves nothing. A total of all suites is not asked: programs that put reports together add it
 * up in many ways.
 */
export function testsNotDisplayed(node: XmlNode): string | null {
  const counted = number(attribute(node, 'tests'));
  if (counted === null || plainNameOf(node) === 'testsuites' || showsItsTests(node)) return null;
  const cases = casesIn(node);
  if (!countsTests(node, cases)) return null;
  return `counts ${counted} tests in "${(attribute(node, 'name') ?? plainNameOf(node)).slice(0, 80)}" and shows ${displayedBy(cases)}`;
}

/**
 * The count of the suite is met. Mocha counts pending tests in a suite, lists none of them and reports their number for
 * all suites together only.
 */
export function showsItsTests(node: XmlNode): boolean {
  const counted = number(attribute(node, 'tests'));
  if (counted === null) return false;
  const cases = casesIn(node);
  const displayed = displayedBy(cases);
  if (counted <= displayed) return true;
  const skippedCounted = ['skipped', 'skip', 'disabled', 'ignored', 'pending', 'notrun'].reduce(
    (sum, name) => sum + Math.max(0, number(attribute(node, name)) ?? 0),
    0,
  );
  const skippedDisplayed = cases.filter((each) => caseVerdict(each).status === 'SKIPPED').length;
  // Node counts suites inside as tests.
  const suites = plainNameOf(node) === 'testsuite' ? suitesIn(node) : 0;
  return counted - Math.max(0, skippedCounted - skippedDisplayed) - suites <= displayed;
}

function countsTests(node: XmlNode, cases: readonly XmlNode[]): boolean {
  if (cases.length === 0) return true;
  if (/^pytest\b/i.test(attribute(node, 'name') ?? '') || attribute(node, 'hostname') === 'tbd') return false;
  if (cases.every((each) => attribute(each, 'status') === 'run' && attribute(each, 'result') === null)) return false;
  const isRepeated = (each: XmlNode): boolean =>
    childrenOf(each).some((child) => /^(?:flaky|rerun)/.test(plainNameOf(child)));
  return !cases.some(isRepeated) && !attributesOf(node).some(({ name, value }) => isRepeatMark(name, value));
}

function casesIn(node: XmlNode): XmlNode[] {
  return childrenOf(node).flatMap((child) =>
    plainNameOf(child) === 'testcase' ? [child, ...casesIn(child)] : casesIn(child),
  );
}

/** How many tests these are: one entry may represent many that passed. */
const displayedBy = (cases: readonly XmlNode[]): number =>
  cases.reduce((sum, each) => sum + weightOf(attribute(each, TOGETHER)), 0);

function suitesIn(node: XmlNode): number {
  return childrenOf(node).reduce((sum, child) => sum + (SUITES.has(plainNameOf(child)) ? 1 : 0) + suitesIn(child), 0);
}
