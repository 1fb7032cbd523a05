import * as fc from 'fast-check';

import { judgeReported as judgeTry } from '../../../../test/support/domain/ci-reports.js';
import type { JudgedTry } from '../../model/ci-evidence.js';
import { type CiRunDecision, type CiRunFacts, failedSoFar, judgeCiRun } from './judge-ci-run.js';
import type { ReportedTry } from './judge-try.js';

type Outcome = 'PASSED' | 'FAILED' | 'SKIPPED';
type Try = ReportedTry['verdict'] | Readonly<Record<string, Outcome>>;

const normal: CiRunFacts = { profile: 'NORMAL', tries: 3, pausesSeconds: [5, 20], changedFiles: [], final: false };
const strict: CiRunFacts = { ...normal, profile: 'STRICT', tries: 2 };

/**
 * Tries as a worker reports them: a verdict without tests, or tests whose worst decides; RED and GREEN without tests
 * are reported with one passing test.
 */
function judged(tries: readonly Try[]): JudgedTry[] {
  const all: JudgedTry[] = [];
  for (const each of tries) {
    const tests = typeof each === 'string' ? (each === 'GREEN' ? { other: 'PASSED' as const } : null) : each;
    const verdict = typeof each === 'string' ? each : 'GREEN';
    const named = tests && Object.entries(tests).map(([testId, status]) => ({ testId, status }));
    all.push(
      judgeTry(
        { verdict, reports: [], tests: named },
        { baselineTests: null, expectsReport: false, failedBefore: failedSoFar(all) },
      ),
    );
  }
  return all;
}
const decide = (tries: readonly Try[], facts: Partial<CiRunFacts> = {}): CiRunDecision =>
  judgeCiRun(judged(tries), { ...normal, ...facts });
const inShort = (tries: readonly Try[], facts: Partial<CiRunFacts> = {}): string => {
  const decision = decide(tries, facts);
  if (decision.decision === 'retry') return `retry ${decision.afterSeconds}`;
  return decision.decision === 'done' ? decision.verdict : decision.decision;
};

const red: Try = { a: 'FAILED', b: 'PASSED' };
const other: Try = { a: 'PASSED', b: 'FAILED' };
const green: Try = { a: 'PASSED', b: 'PASSED' };

describe('V3: RED and MISSING get more tries of the same commit', () => {
  test.each<[string, Try[], Partial<CiRunFacts>, string]>([
    ['green at once', [green], {}, 'GREEN'],
    ['red once', [red], {}, 'retry 5'],
    ['red twice with different tests', [red, other], {}, 'retry 20'],
    ['red three times', [red, other, red], {}, 'RED'],
    ['red once, strict', [red], strict, 'retry 5'],
    ['red twice, strict', [red, red], strict, 'RED'],
    ['no result once', ['MISSING'], {}, 'retry 5'],
    ['no result to the end', ['MISSING', 'MISSING', 'MISSING'], {}, 'MISSING'],
    ['red, then no result', [red, 'MISSING'], strict, 'MISSING'],
    ['one try allowed', [red], { tries: 1 }, 'RED'],
    ['more tries than pauses', [red, other, red], { tries: 5 }, 'retry 20'],
    ['no pauses', [red], { pausesSeconds: [] }, 'retry 0'],
    ['red from outside, which is final', [red], { final: true }, 'RED'],
    ['no result from outside', ['MISSING'], { final: true }, 'MISSING'],
    ['green from outside', [green], { final: true }, 'GREEN'],
  ])('V3: %s', (_, tries, facts, expected) => {
    expect(inShort(tries, facts)).toBe(expected);
  });

  describe('V3: no try that could change nothing', () => {
    const tests = { changedFiles: ['tests/test_x.py'] };
    const mine = 'tests/test_x.py::test_a';
    const theirs = 'tests/test_y.py::test_b';
    test.each<[string, Try[], Partial<CiRunFacts>, string, string | null]>([
      ['the same test failed twice', [red, red], {}, 'RED', 'same_tests_failed'],
      [
        'the same test failed twice, among more that passed',
        [red, { ...red, c: 'PASSED' }],
        {},
        'RED',
        'same_tests_failed',
      ],
      ['the same test, not one after the other', [red, other, red], { tries: 5 }, 'retry 20', null],
      ['one test more failed', [red, { a: 'FAILED', b: 'FAILED' }], {}, 'retry 20', null],
      ['one test less failed', [{ a: 'FAILED', b: 'FAILED' }, red], {}, 'retry 20', null],
      [
        'the only failing test is the phase’s own',
        [{ [mine]: 'FAILED', [theirs]: 'PASSED' }],
        tests,
        'RED',
        'own_tests_failed',
      ],
      ['only one of the failing tests is', [{ [mine]: 'FAILED', [theirs]: 'FAILED' }], tests, 'retry 5', null],
      ['none of them is', [{ [theirs]: 'FAILED' }], tests, 'retry 5', null],
      ['no test executed twice', [{}, {}], {}, 'MISSING', 'same_result_missing'],
      ['all skipped, then none', [{ a: 'SKIPPED' }, {}], {}, 'retry 20', null],
      ['red, then none executed', [red, {}], {}, 'retry 20', null],
      [
        'two steps without tests that failed: nobody knows whether it is the same',
        ['RED', 'RED'],
        {},
        'retry 20',
        null,
      ],
      ['no result in time twice: there may be more time', ['MISSING', 'MISSING'], {}, 'retry 20', null],
    ])('V3: %s', (_, tries, facts, expected, code) => {
      expect(inShort(tries, facts)).toBe(expected);
      const decision = decide(tries, facts);
      if (code !== null)
        expect(decision).toMatchObject({ reasons: expect.arrayContaining([expect.objectContaining({ code })]) });
    });
  });

  test('V2: the first failure is kept, whatever the verdict', () => {
    const tries = judged([red, { a: 'FAILED', b: 'FAILED' }, green]);
    expect(judgeCiRun(tries, normal)).toMatchObject({ verdict: 'FLAKY', firstFailure: tries[0] });
    expect(judgeCiRun(tries.slice(0, 2), strict)).toMatchObject({ verdict: 'RED', firstFailure: tries[0] });
  });
});

describe('V3: failed then passed is FLAKY', () => {
  test.each<[string, Try[], string[]]>([
    ['a test', [red, green], ['a']],
    ['different tests', [red, { a: 'PASSED', b: 'FAILED' }, green], ['a', 'b']],
    ['no result, then green', ['MISSING', green], []],
    ['a red step without tests, then green', ['RED', green], []],
    ['a red step, a failed test, then green', ['RED', red, green], ['a']],
  ])('V3: %s', (_, tries, flakyTests) => {
    expect(decide(tries)).toMatchObject({ decision: 'done', verdict: 'FLAKY', flakyTests, fingerprint: [] });
  });

  test('V3: a test that the runner itself repeated until it passed is flaky in one try', () => {
    const text =
      '<testsuite name="s"><testcase name="a" file="t/a_test.py"><flakyFailure/></testcase><testcase name="b"/></testsuite>';
    const tries = [
      judgeTry(
        { verdict: 'GREEN', reports: [text], tests: null },
        { baselineTests: null, expectsReport: true, failedBefore: [] },
      ),
    ];
    expect(judgeCiRun(tries, { ...normal, final: true })).toMatchObject({
      verdict: 'FLAKY',
      flakyTests: ['s::::a::t/a_test.py'],
      firstFailure: tries[0],
    });
    expect(judgeCiRun(tries, { ...normal, changedFiles: ['t/a_test.py'] })).toMatchObject({
      verdict: 'RED',
      fingerprint: ['s::::a::t/a_test.py'],
    });
  });

  test.each<[string, Try[]]>([
    ['is gone', [red, { b: 'PASSED' }]],
    ['was skipped', [red, { a: 'SKIPPED', b: 'PASSED' }]],
    [
      'passed, failed again and was then skipped',
      [red, { a: 'PASSED', b: 'FAILED' }, red, { a: 'SKIPPED', b: 'PASSED' }],
    ],
  ])('V3: a failed test that %s in the green try did not pass', (_, tries) => {
    expect(decide(tries, { tries: 9 })).toMatchObject({
      verdict: 'RED',
      fingerprint: ['a'],
      reasons: [{ code: 'failed_test_did_not_pass' }],
    });
  });

  test('V4: more failed tests than are kept by name are not excused', () => {
    const all = (status: Outcome): Try => Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`t${i}`, status]));
    expect(decide([all('FAILED'), all('PASSED')])).toMatchObject({
      verdict: 'RED',
      fingerprint: ['too_many_failed_tests'],
    });
  });
});

describe('V4: a test added or changed by the phase is never excused', () => {
  const failing: Try = { 'tests/test_x.py::test_a': 'FAILED', 'tests/test_y.py::test_b': 'PASSED' };
  const passing: Try = { 'tests/test_x.py::test_a': 'PASSED', 'tests/test_y.py::test_b': 'PASSED' };

  test('V4: it failed and passed: RED, naming it', () => {
    expect(decide([failing, passing], { changedFiles: ['tests/test_x.py'] })).toMatchObject({
      verdict: 'RED',
      flakyTests: [],
      fingerprint: ['tests/test_x.py::test_a'],
      reasons: [{ code: 'own_test_not_excused' }],
    });
  });

  test('V4: others still are', () => {
    expect(decide([failing, passing], { changedFiles: ['tests/test_y.py', 'src/x.py'] })).toMatchObject({
      verdict: 'FLAKY',
    });
  });
});

describe('B6: tries that ended ENVIRONMENT', () => {
  test.each<[string, Try[], string]>([
    ['decide nothing', ['ENVIRONMENT'], 'environment'],
    ['decide nothing after a red one', [red, 'ENVIRONMENT'], 'environment'],
    ['count as no tries', ['ENVIRONMENT', red, 'ENVIRONMENT', other], 'retry 20'],
    ['do not separate two tries that fail alike', [red, 'ENVIRONMENT', red], 'RED'],
    ['excuse nothing and spoil nothing', ['ENVIRONMENT', green], 'GREEN'],
    ['do not hide an earlier failure', [red, 'ENVIRONMENT', green], 'FLAKY'],
  ])('B6: %s', (_, tries, expected) => {
    expect(inShort(tries)).toBe(expected);
  });

  test('B6: without any try there is nothing to decide', () => {
    expect(inShort([])).toBe('environment');
  });
});

describe('W9: the fingerprint of a red CI run', () => {
  test('W9: the sorted failing tests of the last try', () => {
    expect(decide([red, { c: 'FAILED', a: 'FAILED', b: 'PASSED' }], strict)).toMatchObject({ fingerprint: ['a', 'c'] });
  });

  test('W9: the codes of the reasons where no test failed', () => {
    expect(decide([red, 'RED'], strict)).toMatchObject({ fingerprint: ['no_test_executed', 'reported_red'] });
    expect(decide(['MISSING'], { final: true })).toMatchObject({
      fingerprint: ['no_test_executed', 'reported_missing'],
    });
  });

  test('W9: more tests than are kept are counted in it', () => {
    const all: Try = Object.fromEntries(Array.from({ length: 203 }, (_, i) => [`t${i}`, 'FAILED' as const]));
    expect(decide([all], { final: true })).toMatchObject({ fingerprint: expect.arrayContaining(['and 3 more']) });
  });
});

describe('C5: whatever the tries are', () => {
  const outcome = fc.constantFrom<Outcome>('PASSED', 'FAILED', 'SKIPPED');
  const someTests = fc.dictionary(fc.constantFrom('a', 'b', 'tests/test_x.py::c', 'd e'), outcome, { maxKeys: 4 });
  const someTry: fc.Arbitrary<Try> = fc.oneof(
    { weight: 3, arbitrary: someTests },
    { weight: 1, arbitrary: fc.constantFrom('GREEN', 'RED', 'MISSING', 'ENVIRONMENT') },
  );
  const someTries = fc.array(someTry, { minLength: 1, maxLength: 6 });
  const someFacts: fc.Arbitrary<CiRunFacts> = fc.record({
    profile: fc.constantFrom('NORMAL', 'STRICT'),
    tries: fc.integer({ min: 1, max: 4 }),
    pausesSeconds: fc.array(fc.nat(60), { maxLength: 3 }),
    changedFiles: fc.subarray(['tests/test_x.py', 'src/x.py', 'web/a.spec.ts']),
    final: fc.boolean(),
  });
  const accepts = (decision: CiRunDecision) =>
    decision.decision === 'done' && (decision.verdict === 'GREEN' || decision.verdict === 'FLAKY');

  test('V2: never accepted if the last try did not pass, and GREEN only if every try that counts did', () => {
    fc.assert(
      fc.property(someTries, someFacts, (tries, facts) => {
        const all = judged(tries);
        const decision = judgeCiRun(all, facts);
        if (accepts(decision)) expect(all.at(-1)!.verdict).toBe('GREEN');
        if (decision.decision === 'done' && decision.verdict === 'GREEN') {
          expect(all.every((each) => each.verdict === 'GREEN' || each.verdict === 'ENVIRONMENT')).toBe(true);
          expect(decision.firstFailure).toBeNull();
        } else if (decision.decision === 'done') expect(decision.firstFailure).not.toBeNull();
      }),
    );
  });

  test('V3: never more tries than the limit, none after a final report, none after a green one', () => {
    fc.assert(
      fc.property(someTries, someFacts, (tries, facts) => {
        const all = judged(tries);
        const counted = all.filter((each) => each.verdict !== 'ENVIRONMENT').length;
        if (judgeCiRun(all, facts).decision !== 'retry') return;
        expect(counted).toBeLessThan(facts.tries);
        expect(facts.final).toBe(false);
        expect(all.at(-1)!.verdict).toMatch(/^(RED|MISSING)$/);
      }),
    );
  });

  test('W9: nothing depends on the order in which tests are named', () => {
    fc.assert(
      fc.property(someTries, someFacts, (tries, facts) => {
        const turned = tries.map((each) =>
          typeof each === 'string' ? each : Object.fromEntries(Object.entries(each).toReversed()),
        );
        expect(judgeCiRun(judged(turned), facts)).toEqual(judgeCiRun(judged(tries), facts));
      }),
    );
  });

  test('V2: one more failing test never makes anything better', () => {
    fc.assert(
      fc.property(someTries, someFacts, fc.nat(), (tries, facts, at) => {
        const place = at % tries.length;
        const worse = tries.map((each, i) =>
          i === place && typeof each !== 'string' ? { ...each, z: 'FAILED' as const } : each,
        );
        const [before, after] = [decide(tries, facts), decide(worse, facts)];
        if (!accepts(before)) expect(accepts(after)).toBe(false);
        if (typeof tries[place] !== 'string' && after.decision === 'done') expect(after.verdict).not.toBe('GREEN');
      }),
    );
  });

  test('V4: a failure of a test in a changed file is never accepted', () => {
    fc.assert(
      fc.property(someTries, someFacts, (tries, facts) => {
        const failed = tries.some((each) => typeof each !== 'string' && each['tests/test_x.py::c'] === 'FAILED');
        if (failed)
          expect(accepts(decide(tries, { ...facts, changedFiles: [...facts.changedFiles, 'tests/test_x.py'] }))).toBe(
            false,
          );
      }),
    );
  });
});
