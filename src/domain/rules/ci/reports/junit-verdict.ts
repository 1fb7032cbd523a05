/**
 * What a `testcase` says of its test (V2, V8): by its attributes and by its children. The worst counts, and what is not
 * known is not a pass: only children and words of the lists leave a test passed.
 */
import type { CiTestStatus } from '../../../model/vocabulary.js';
import { editSteps } from '../../../text/near-words.js';
import { type PassedTogether, TOGETHER, togetherIn } from './passed-together.js';
import { isKnownResult, isResultName, meaningOf, reportsOfTrouble, saysNo, saysPassed } from './result-words.js';
import { attribute, attributesOf, childrenOf, number, plainNameOf, type XmlNode } from './xml-nodes.js';

export interface CaseVerdict {
  readonly status: CiTestStatus;
  /** It failed first and passed when the runner repeated it. */
  readonly flaky: boolean;
  /** What the reader does not know, as the report writes it: `status="errored"`. */
  readonly odd: string | null;
}

/** Children that say nothing of the result. */
export const HARMLESS: ReadonlySet<string> = new Set(
  (
    'properties property system-out system-err system.out system.err systemout systemerr stdout stderr output out err log logs console trace stacktrace stack-trace ' +
    'attachments attachment screenshot screenshots video link links url urls file files artifact artifacts metadata meta info data extra ' +
    'description comment comments note notes message tags tag labels label categories category traits trait groups group annotations annotation ' +
    'parameters parameter params param arguments argument requirements requirement owner author evidence benchmark benchmarks measurement ' +
    'measurements metric metrics duration timing timestamp source location line reason environment skippedreason'
  ).split(' '),
);
/** Steps of a test: what failed in one failed the test. */
const STEPS = new Set(['steps', 'step', 'test-step', 'test-steps', 'teststep', 'teststeps', 'substeps', 'substep']);
const FLAKY_MARKS = new Set(['flakyfailure', 'flakyerror', 'flaky', 'retry', 'retries', 'retried', 'rerun', 'reruns']);
const RESULT_NAMES = ['status', 'result', 'outcome', 'verdict'];

interface Finding {
  readonly status: CiTestStatus;
  readonly odd?: string;
}

export function caseVerdict(node: XmlNode): CaseVerdict {
  const fromAttributes = attributesOf(node).flatMap(({ name, value }) => ofAttribute(name, value));
  const children = childrenOf(node);
  const passed = attributesOf(node).some(({ name, value }) => isResultName(name) && saysPassed(value));
  const together = attribute(node, TOGETHER);
  if (together !== null && (togetherIn(together) === null || children.length > 0 || wasRepeated(node)))
    fromAttributes.push(unknown(TOGETHER, together));
  const displayed = children.flatMap((child) => ofChild(child, passed));
  const findings = [...fromAttributes, ...displayed];
  const status = worst(findings.map((finding) => finding.status));
  const odd = findings.find((finding) => finding.odd !== undefined)?.odd ?? null;
  return { status, flaky: status === 'PASSED' && wasRepeated(node), odd };
}

/**
 * Tests that passed, reported together (V5); null: it is a test of its own. An entry that claims to be such a one and
 * says more is a failed test.
 */
export function togetherOf(node: XmlNode): PassedTogether | null {
  const text = attribute(node, TOGETHER);
  return text === null || caseVerdict(node).status !== 'PASSED' ? null : togetherIn(text);
}

const IN_FALLING_TROUBLE: readonly CiTestStatus[] = ['FAILED', 'ERROR', 'SKIPPED'];
const worst = (all: readonly CiTestStatus[]): CiTestStatus =>
  IN_FALLING_TROUBLE.find((status) => all.includes(status)) ?? 'PASSED';

function ofAttribute(name: string, value: string): Finding[] {
  const plain = name.toLowerCase();
  if (/^(?:return|exit)[-_]?(?:code|status)$/.test(plain)) return Number(value) === 0 ? [] : [unknown(name, value)];
  if (isResultName(plain)) {
    const status = meaningOf(value);
    return status === 'ERROR' && !isKnownResult(value) ? [unknown(name, value)] : [{ status }];
  }
  if (/^(?:is[-_]?)?(?:success|successful|succeeded|passed|ok)$/.test(plain))
    return saysNo(value) ? [{ status: 'FAILED' }] : [];
  if (/^(?:executed|run|ran|enabled)$/.test(plain)) return saysNo(value) ? [{ status: 'SKIPPED' }] : [];
  if (/^(?:is[-_]?)?(?:skip|skipped|disabled|ignored|pending|notrun)$/.test(plain))
    return saysNo(value) ? [] : [{ status: 'SKIPPED' }];
  if (reportsOfTrouble(plain)) return saysNo(value) || isLimit(plain, value) ? [] : [unknown(name, value)];
  // A slip in the name of an attribute must not take away what it says.
  const isNear = RESULT_NAMES.some((known) => editSteps(plain, known) <= 2);
  return isNear && isKnownResult(value) && ['FAILED', 'ERROR'].includes(meaningOf(value)) ? [unknown(name, value)] : [];
}

/** `timeout="30"` is how long a test may take. */
const isLimit = (name: string, value: string): boolean => name === 'timeout' && /^\d/.test(value);

const unknown = (name: string, value: string): Finding => ({ status: 'ERROR', odd: `${name}="${value.slice(0, 60)}"` });

/** `passed`: an attribute says so. */
function ofChild(child: XmlNode, passed: boolean): Finding[] {
  const name = plainNameOf(child);
  if (name === 'testcase' || name === 'testsuite' || HARMLESS.has(name) || FLAKY_MARKS.has(name)) return [];
  if (STEPS.has(name)) return troubleInside(child);
  // These occur beside "failure"; alone, it is a test that never passed, unless the report says that it did.
  if (name === 'rerunfailure') return passed ? [] : [{ status: 'FAILED' }];
  if (name === 'rerunerror') return passed ? [] : [{ status: 'ERROR' }];
  const status = meaningOf(name);
  return status === 'ERROR' && !isKnownResult(name) ? [{ status, odd: `<${name.slice(0, 60)}>` }] : [{ status }];
}

function troubleInside(node: XmlNode): Finding[] {
  const own = attributesOf(node).flatMap(({ name, value }) => ofAttribute(name, value));
  const inside = childrenOf(node).flatMap((child) => ofChild(child, false));
  // A step that was left out says nothing of its test.
  return [...own, ...inside].filter(({ status }) => status === 'FAILED' || status === 'ERROR');
}

/** Marks of a repetition, as attributes, properties or children. */
function wasRepeated(node: XmlNode): boolean {
  const marks = attributesOf(node);
  const children = childrenOf(node);
  const properties = children.flatMap((child) => (plainNameOf(child) === 'properties' ? childrenOf(child) : [child]));
  for (const property of properties) {
    const [name, value] = [attribute(property, 'name'), attribute(property, 'value')];
    if (plainNameOf(property) === 'property' && name !== null && value !== null)
      marks.push({ name, value: value.trim() });
  }
  const names = children.map(plainNameOf);
  return (
    marks.some(({ name, value }) => isRepeatMark(name, value)) ||
    names.some((name) => FLAKY_MARKS.has(name) || name === 'rerunfailure' || name === 'rerunerror')
  );
}

export function isRepeatMark(name: string, value: string): boolean {
  const plain = name.toLowerCase().replace(/[-_ ]/g, '');
  const counted = number(value);
  if (/^(?:is)?flak(?:y|e|es|ey)$/.test(plain)) return !saysNo(value);
  if (/^(?:retry|retries|retried|retrycount|retryattempts|reruns?|reruncount)$/.test(plain))
    return counted === null ? !saysNo(value) : counted > 0;
  if (/^(?:attempts?|attemptcount|tries|executioncount)$/.test(plain)) return (counted ?? 0) > 1;
  return isResultName(name) && /^(?:flaky|passed[-_ ]?(?:on|after)[-_ ]?retry)$/i.test(value);
}
