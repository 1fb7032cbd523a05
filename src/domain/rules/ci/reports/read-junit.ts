/**
 * JUnit XML as runners really write it: Surefire and Gradle, pytest, jest, mocha, vitest, node, gotestsum, nextest,
 * PHPUnit, GoogleTest. There is no standard, so the reader assumes the worst of what is written: a failure outweighs a
 * skip, a suite that counts failures and lists none has one, what is not known is no pass, and a suite that counts more
 * tests than it shows is not complete.
 */
import { hasFailed, isTogether, type ReportedEntry, type ReportedTest } from './ci-test.js';
import { rootPlace, suiteOf, type SuitePlace, suitePlace, SUITES } from './junit-place.js';
import { flakesCounted, ownTrouble, showsItsTests, testsNotDisplayed, troubleCounted } from './junit-suite.js';
import { caseVerdict, togetherOf } from './junit-verdict.js';
import { xmlFrame } from './xml-frame.js';
import {
  attribute,
  childrenOf,
  countElements,
  nameOf,
  number,
  parsedXml,
  plainNameOf,
  textOf,
  type XmlNode,
} from './xml-nodes.js';

/** `gaps`: why tests may be missing, each the end of a sentence that begins with the report. */
export interface JUnit {
  readonly tests: ReportedEntry[];
  readonly cut: boolean;
  readonly gaps: readonly string[];
}

interface Place extends SuitePlace {
  /** A suite around it counts its tests. */
  readonly counted: boolean;
  /** A suite around it shows as many tests as it counts. */
  readonly complete: boolean;
}

export function readJUnit(text: string): JUnit | { readonly fault: string } {
  const frame = xmlFrame(text, 'testcase');
  if ('fault' in frame) return frame;
  let roots: readonly XmlNode[];
  try {
    roots = parsedXml(frame.text);
  } catch {
    return { fault: 'is not XML that can be read' };
  }
  // Two readers that disagree about a hostile text must not end in a test that stays unseen.
  if (countElements(roots) !== frame.elements) return { fault: 'is XML that can be read in more than one way' };
  const names = roots.map(nameOf).filter((name) => name !== '#text');
  const stranger = names.find((name) => !SUITES.has(name));
  if (stranger !== undefined)
    return { fault: `has the root element "${stranger.slice(0, 40)}"; a JUnit report has "testsuites" or "testsuite"` };
  if (names.length === 0) return { fault: 'ends before its first test suite' };
  const reading = new Reading();
  for (const root of roots) reading.element(root, { ...rootPlace, counted: false, complete: false });
  const { tests, gaps, uncounted } = reading;
  if (frame.suspect && (uncounted > 0 || gaps.length > 0))
    gaps.push('has a section of data with test cases in it that may not end where it should');
  return { tests, cut: frame.cut, gaps };
}

class Reading {
  readonly tests: ReportedEntry[] = [];
  readonly gaps: string[] = [];
  /** Tests in no suite that counts its tests. */
  uncounted = 0;

  /** Adds the element's tests and answers how many of them failed. */
  element(node: XmlNode, place: Place): number {
    const name = plainNameOf(node);
    if (name === '#text') return 0;
    if (name === 'testcase') return this.testCase(node, place);
    const isSuite = SUITES.has(name);
    const inside = isSuite ? placeOf(node, place) : place;
    let failed = 0;
    for (const child of childrenOf(node)) failed += this.element(child, inside);
    return isSuite ? failed + this.suite(node, inside, failed) : failed;
  }

  private testCase(node: XmlNode, place: Place): number {
    const { status, flaky, odd } = caseVerdict(node);
    if (!place.counted) this.uncounted += 1;
    const together = togetherOf(node);
    if (together !== null) {
      this.tests.push(together);
      return 0;
    }
    this.tests.push({
      suite: suiteOf(place),
      className: attribute(node, 'classname') ?? attribute(node, 'class'),
      name: attribute(node, 'name'),
      file: attribute(node, 'file') ?? place.file,
      status,
      durationSeconds: seconds(attribute(node, 'time')),
      flakyInside: flaky,
      odd,
      message: failureText(node),
    });
    let failed = hasFailed(status) ? 1 : 0;
    for (const child of childrenOf(node)) failed += this.element(child, place);
    return failed;
  }

  /**
   * A failure of the suite itself, or one that it counts and does not show: a collection error, a crash before the
   * first test.
   */
  private suite(node: XmlNode, place: Place, displayed: number): number {
    const gap = place.complete ? null : testsNotDisplayed(node);
    if (gap !== null) this.gaps.push(gap);
    if (flakesCounted(node) && !this.tests.some(isFlaky) && this.tests.some(hasPassed)) {
      this.tests.push(pseudoTest(place, '(flaky, not shown)', { status: 'PASSED', flakyInside: true }));
    }
    const own = ownTrouble(node);
    const counted = displayed === 0 ? troubleCounted(node) : null;
    if (own === null && counted === null) return 0;
    const name = own === null ? '(counted, not shown)' : '(the suite itself)';
    this.tests.push(
      pseudoTest(place, name, {
        status: 'ERROR',
        odd: own === null ? counted!.odd : own.odd,
        message: failureText(node),
      }),
    );
    return 1;
  }
}

const isFlaky = (test: ReportedEntry): boolean => !isTogether(test) && test.flakyInside;
const hasPassed = (test: ReportedEntry): boolean => isTogether(test) || test.status === 'PASSED';

/** The entry for tests that the report counts and does not list. */
function pseudoTest(
  place: Place,
  name: string,
  what: Pick<ReportedTest, 'status'> & Partial<ReportedTest>,
): ReportedTest {
  return {
    suite: suiteOf(place),
    className: null,
    name,
    file: place.file,
    durationSeconds: null,
    flakyInside: false,
    ...what,
  };
}

function placeOf(node: XmlNode, around: Place): Place {
  const counted = around.counted || number(attribute(node, 'tests')) !== null;
  return { ...suitePlace(node, around), counted, complete: around.complete || showsItsTests(node) };
}

const FAILURES = ['failure', 'error', 'rerunfailure', 'rerunerror'];

/**
 * Why an element failed: the message of its first failure, and the text below it unless that says the message again.
 */
function failureText(node: XmlNode): string | null {
  const failure = childrenOf(node).find((child) => FAILURES.includes(plainNameOf(child)));
  if (!failure) return null;
  const message = attribute(failure, 'message')?.trim() ?? '';
  const text = textOf(failure).trim();
  return text.includes(message) ? text : `${message}\n${text}`;
}

function seconds(text: string | null): number | null {
  const value = number(text);
  return value !== null && value >= 0 ? value : null;
}
