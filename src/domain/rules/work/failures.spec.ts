/**
 * What a run that ends by an attempt says first: what went wrong with the work, and only then how its last attempt
 * ended (S6, C4).
 */
import { broken, ciReport, good } from '../../../../test/support/domain/work-builders.js';
import { audit, begun, build, claimed, test as tested } from '../../../../test/support/domain/work-stories.js';
import type { WorkWorld } from '../../../../test/support/domain/work-world.js';

const RED = {
  ...ciReport({ 'shop::cart::sums': 'FAILED', 'shop::cart::opens': 'PASSED' }),
  summary: 'Step "unit tests" failed with exit code 1.',
};
const CAUSES: readonly (readonly [string, (world: WorkWorld) => unknown, string])[] = [
  [
    'red tests',
    (world) => (build(world), tested(world, RED)),
    'CI was RED: Step "unit tests" failed with exit code 1. 1 of 2 executed tests failed (shop::cart::sums)',
  ],
  [
    'a red step without tests',
    (world) => (build(world), tested(world, { ...ciReport('RED'), summary: 'Step "lint" failed with exit code 2.' })),
    'CI was RED: Step "lint" failed with exit code 2. CI says RED and shows no failed test',
  ],
  [
    'no result',
    (world) => (build(world), tested(world, ciReport('MISSING'))),
    'CI was MISSING: CI says that there is no result',
  ],
  ['a patch that does not apply', (world) => build(world, { patch: broken('b') }), 'The patch does not apply'],
  [
    'a red patch that comes again',
    (world) => (build(world), tested(world, RED), build(world)),
    'CI was RED: Step "unit tests" failed',
  ],
];
/** How the last audit, or the last attempt, ends without evidence of its own. */
const ENDS: readonly (readonly [string, (world: WorkWorld) => unknown, string])[] = [
  [
    'given back',
    (world) => (claimed(world, 'AUDITOR'), world.giveBack(0, 'no verdict')),
    'then its lease was given back: no verdict',
  ],
  ['run out', (world) => (claimed(world, 'AUDITOR'), world.runOut()), 'then its lease ran out.'],
  [
    'escalated',
    (world) => audit(world, { verdict: 'ESCALATE', notes: 'Too hard.' }),
    'then an Auditor escalated it: Too hard.',
  ],
];
const MATRIX = CAUSES.flatMap(([cause, fails, first]) =>
  ENDS.map(([end, ends, last]) => ({ cause, fails, first, end, ends, last })),
);

describe('S6, C4: a run says first what went wrong with the work', () => {
  test.each(MATRIX)('C4: $cause, and the last audit is $end', ({ cause, fails, first, ends, last }) => {
    const world = begun({
      repository: true,
      tries: 1,
      attempts: cause === 'a red patch that comes again' ? 3 : 1,
      audits: 1,
    });
    fails(world);
    ends(world);
    const { message } = world.run.failure!;
    expect(message).toContain(`Phase "p0" failed: ${first}`);
    expect(message).toContain(last);
    expect(message.length).toBeLessThan(2_000);
  });

  test('C4: the last Builder is not heard of, without an audit left', () => {
    const world = begun({ repository: true, tries: 1, attempts: 2, audits: 0 });
    build(world);
    tested(world, RED);
    claimed(world, 'BUILDER');
    world.heartbeat(5);
    world.runOut();
    expect(world.run.failure!.message).toMatch(/failed: CI was RED: Step "unit tests".*; then its lease ran out\.$/);
  });

  test('C4: what was mended since is no cause', () => {
    const world = begun({ repository: true, tries: 1, attempts: 2, audits: 1, autoApply: false });
    build(world, { patch: broken('b') });
    build(world, { patch: good('x') });
    audit(world, { verdict: 'ESCALATE', notes: 'Too hard.' });
    expect(world.run.failure!.message).toBe('Phase "p0" failed: an Auditor escalated it: Too hard.');
  });

  test('C4: many tests and long words make no long sentence', () => {
    const tests = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`${'x'.repeat(900)}${i}`, 'FAILED' as const]),
    );
    const world = begun({ repository: true, tries: 1, attempts: 1, audits: 0 });
    build(world);
    tested(world, { ...ciReport(tests), summary: 'y'.repeat(10_000) });
    expect(world.run.failure!.message.length).toBeLessThan(2_000);
    expect(world.run.failure!.message).toContain('and 295 more');
  });
});
