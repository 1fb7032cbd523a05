/**
 * JUnit XML as runners really write it: Surefire and Gradle, pytest, jest, mocha, vitest, node, gotestsum, nextest, PHPUnit, GoogleTest. There is no
 * standard, so the reader believes the worst of what stands there: a failure outweighs a skip, and a suite that counts failures and shows none has one.
 */
import { XMLParser } from 'fast-xml-parser';
import type { CiTestStatus } from '../shared/vocabulary.js';
import { hasFailed, type ReportedTest } from './ci-test.js';
import { plainText } from './plain-text.js';
import { xmlFrame } from './xml-frame.js';

const ATTRIBUTES = ':@';
const SUITES = new Set(['testsuites', 'testsuite']);
const NOT_RUN_STATUSES = new Set(['notrun', 'not_run', 'skipped', 'disabled', 'ignored', 'suppressed', 'pending']);
const FAILED_STATUSES = new Set(['fail', 'failed', 'failure']);

/** As the parser gives an element: its children under its name, its attributes under ":@". */
type Node = Readonly<Record<string, readonly Node[] | Readonly<Record<string, string>>>>;

/** Where an element stands: the suites around it, and the file that the nearest of them names. */
interface Place {
  readonly suites: readonly string[];
  readonly file: string | null;
}

export function readJUnit(text: string): { readonly tests: ReportedTest[]; readonly cut: boolean } | { readonly fault: string } {
  const frame = xmlFrame(text, 'testcase');
  if ('fault' in frame) return frame;
  let roots: readonly Node[];
  try {
    roots = parser().parse(frame.text) as Node[];
  } catch {
    return { fault: 'is not XML that can be read' };
  }
  // Two readers that disagree about a hostile text must not end in a test that nobody sees.
  if (countElements(roots) !== frame.elements) return { fault: 'is XML that can be read in more than one way' };
  const names = roots.map(nameOf).filter((name) => name !== '#text');
  const stranger = names.find((name) => !SUITES.has(name));
  if (stranger !== undefined)
    return { fault: `has the root element "${stranger.slice(0, 40)}"; a JUnit report has "testsuites" or "testsuite"` };
  if (names.length === 0) return { fault: 'ends before its first test suite' };
  const tests: ReportedTest[] = [];
  for (const root of roots) readElement(root, { suites: [], file: null }, tests);
  return { tests, cut: frame.cut };
}

const parser = () =>
  new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    // Entities stay as they are written; plainText() knows the five of XML. Nothing is ever expanded.
    processEntities: false,
    htmlEntities: false,
    parseTagValue: false,
    parseAttributeValue: false,
    ignorePiTags: true,
    jPath: false,
  });

/** Adds the element's tests and answers how many of them failed. */
function readElement(node: Node, place: Place, tests: ReportedTest[]): number {
  const name = nameOf(node);
  if (name === '#text') return 0;
  if (name === 'testcase') return readTestCase(node, place, tests);
  const inside = SUITES.has(name) ? placeOf(node, name, place) : place;
  let failed = 0;
  for (const child of childrenOf(node)) failed += readElement(child, inside, tests);
  return SUITES.has(name) ? failed + unshownFailures(node, inside, failed, tests) : failed;
}

function placeOf(node: Node, name: string, around: Place): Place {
  const own = name === 'testsuite' ? attribute(node, 'name') : null;
  const file = attribute(node, 'file') ?? attribute(node, 'filepath') ?? around.file;
  return { suites: own === null ? around.suites : [...around.suites, own], file };
}

function readTestCase(node: Node, place: Place, tests: ReportedTest[]): number {
  const marks = new Set(childrenOf(node).map(nameOf));
  const status = statusOf(node, marks);
  const flaky = marks.has('flakyFailure') || marks.has('flakyError');
  tests.push({
    suite: suiteOf(place),
    className: attribute(node, 'classname') ?? attribute(node, 'class'),
    name: attribute(node, 'name'),
    file: attribute(node, 'file') ?? place.file,
    status,
    durationSeconds: seconds(attribute(node, 'time')),
    flakyInside: flaky && status === 'PASSED',
  });
  let failed = hasFailed(status) ? 1 : 0;
  for (const child of childrenOf(node)) failed += readElement(child, place, tests);
  return failed;
}

function statusOf(node: Node, marks: ReadonlySet<string>): CiTestStatus {
  const said = [attribute(node, 'status'), attribute(node, 'result')].map((word) => word?.toLowerCase() ?? '');
  // "rerunFailure" stands beside "failure"; alone, it is a test that never passed.
  if (marks.has('failure') || marks.has('rerunFailure') || said.some((word) => FAILED_STATUSES.has(word))) return 'FAILED';
  if (marks.has('error') || marks.has('rerunError') || said.includes('error')) return 'ERROR';
  if (marks.has('skipped') || marks.has('disabled') || said.some((word) => NOT_RUN_STATUSES.has(word))) return 'SKIPPED';
  return 'PASSED';
}

/** A failure of the suite itself, or one that it counts and does not show: a collection error, a crash before the first test. */
function unshownFailures(node: Node, place: Place, shown: number, tests: ReportedTest[]): number {
  const own = childrenOf(node).map(nameOf);
  const counted = (number(attribute(node, 'failures')) ?? 0) + (number(attribute(node, 'errors')) ?? 0);
  const name =
    own.includes('error') || own.includes('failure') ? '(the suite itself)' : shown === 0 && counted > 0 ? '(counted, not shown)' : null;
  if (name === null) return 0;
  tests.push({
    suite: suiteOf(place),
    className: null,
    name,
    file: place.file,
    status: 'ERROR',
    durationSeconds: null,
    flakyInside: false,
  });
  return 1;
}

const suiteOf = (place: Place): string | null => (place.suites.length === 0 ? null : place.suites.join(' > '));

const nameOf = (node: Node): string => Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '#text';

function childrenOf(node: Node): readonly Node[] {
  const children = node[nameOf(node)];
  return Array.isArray(children) ? (children as readonly Node[]) : [];
}

function attribute(node: Node, name: string): string | null {
  const attributes = node[ATTRIBUTES] as Readonly<Record<string, string>> | undefined;
  const value = attributes?.[`@${name}`];
  return typeof value === 'string' && value !== '' ? plainText(value) : null;
}

/** Surefire writes thousands as "1,234.5". */
function seconds(text: string | null): number | null {
  const value = number(text);
  return value !== null && value >= 0 ? value : null;
}

function number(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text.replaceAll(',', ''));
  return Number.isFinite(value) ? value : null;
}

function countElements(nodes: readonly Node[]): number {
  let count = 0;
  for (const node of nodes) if (nameOf(node) !== '#text') count += 1 + countElements(childrenOf(node));
  return count;
}
