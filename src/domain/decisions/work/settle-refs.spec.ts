import { good, GREEN, plannedTiers, RED } from '../../../../test/support/domain/work-builders.js';
import {
  begun,
  claimed,
  endOf,
  type Setting,
  statesOf,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';
import { WorkWorld } from '../../../../test/support/domain/work-world.js';
import type { RefPurpose } from '../../model/ref-intent.js';

const BRANCH = 'refs/heads/autonomous/run-1';
const TAG = 'refs/tags/autonomous/run-1/p0';
const PATCH = 'x by p0/1 on base';
const refs = (world: WorkWorld) => Object.fromEntries(world.repository.refs);

/** A run in which refs are about to move for this purpose. */
function intending(purpose: Exclude<RefPurpose, 'RESTORE'>, setting: Setting = {}): WorkWorld {
  if (purpose === 'START') return WorkWorld.begin({ repository: true, tiers: plannedTiers([1, 1]) });
  const world = begun({ repository: true, sizes: [1, 1], tries: 1, ...setting });
  claimed(world, 'BUILDER');
  world.submit({ patch: good('x') });
  if (purpose === 'APPLY') return world;
  world.settle();
  claimed(world, 'CI');
  world.report(purpose === 'SNAPSHOT' ? GREEN : RED);
  return world;
}
function settled(purpose: Exclude<RefPurpose, 'RESTORE'>): WorkWorld {
  const world = intending(purpose);
  world.settle();
  return world;
}
const PURPOSES = ['START', 'APPLY', 'SNAPSHOT', 'ROLLBACK'] as const;

describe('G7: an intent is committed before a ref moves', () => {
  test.each([
    ['START', BRANCH, [null], 'base'],
    ['APPLY', BRANCH, ['base'], PATCH],
    ['SNAPSHOT', TAG, [null], `tag of ${PATCH}`],
    ['ROLLBACK', BRANCH, [PATCH, 'base'], 'base'],
  ] as const)(
    'G7: %s says which ref moves, from where and to where, and nothing is offered until it is settled',
    (purpose, ref, from, to) => {
      const world = intending(purpose);
      // Before a tag is made, the branch must be where the patch was put (G5): a move from there to there.
      const first = purpose === 'SNAPSHOT' ? [{ ref: BRANCH, from: [PATCH], to: PATCH }] : [];
      expect(world.run.refIntent).toMatchObject({ purpose, moves: [...first, { ref, from, to }] });
      expect(world.queue).toBeNull();
      expect(world.events.at(-1)!.data.refs).toMatchObject({ refIntent: { purpose } });
    },
  );

  test('G6: without a repository there is none', () => {
    const world = begun({ sizes: [1, 1] });
    claimed(world, 'BUILDER');
    world.submit({ patch: good('x') });
    claimed(world, 'CI');
    world.report(GREEN);
    expect([world.run.refIntent, world.snapshots, refs(world)]).toMatchObject([
      null,
      [{ commit: null, tag: null }],
      {},
    ]);
  });
});

describe('G7: moved', () => {
  test('G3: START: the branch exists, and the first phase is offered', () => {
    const world = intending('START');
    expect(wordsOf(world.settle())).toEqual(['REFS_SETTLED phase/p0']);
    expect([refs(world), world.queue?.role, world.run.headCommit]).toEqual([{ [BRANCH]: 'base' }, 'BUILDER', 'base']);
  });

  test('G2: APPLY: the phase goes to CI, and its tries begin', () => {
    const world = intending('APPLY');
    expect(wordsOf(world.settle())).toEqual(['phase/p0 GATE → CI_RUNNING', 'run GATE → CI_RUNNING']);
    expect([refs(world), world.queue?.role]).toEqual([{ [BRANCH]: PATCH }, 'CI']);
    expect(world.headPhase.work).toMatchObject({ candidate: { standing: 'APPLIED', commit: PATCH }, ciTries: 0 });
    expect([world.run.refIntent, world.run.headCommit]).toEqual([null, 'base']);
  });

  test('G4, G5: SNAPSHOT: tag and row, the phase is COMPLETE, and the next one starts from it', () => {
    const world = intending('SNAPSHOT');
    expect(statesOf(world)).toBe('CI_RUNNING: CI_RUNNING QUEUED');
    expect(wordsOf(world.settle())).toEqual([
      'phase/p0 CI_RUNNING → COMPLETE',
      'tier/t0 IN_PROGRESS → COMPLETE',
      'run CI_RUNNING → SNAPSHOT_CREATED',
    ]);
    expect(world.snapshots).toMatchObject([{ phaseId: 'p0', commit: PATCH, tag: 'autonomous/run-1/p0', executed: 2 }]);
    expect([refs(world), world.run.headCommit]).toEqual([{ [BRANCH]: PATCH, [TAG]: `tag of ${PATCH}` }, PATCH]);
    expect(claimed(world, 'BUILDER')).toMatchObject({ phaseId: 'p1', baseCommit: PATCH });
  });

  test('G4: ROLLBACK: the branch is at the last snapshot again, and the phase is offered', () => {
    const world = intending('ROLLBACK');
    expect(wordsOf(world.settle())).toEqual(['REFS_SETTLED phase/p0']);
    expect([refs(world), world.queue?.role, statesOf(world)]).toEqual([
      { [BRANCH]: 'base' },
      'BUILDER',
      'PHASE_EXECUTION: QUEUED QUEUED',
    ]);
  });

  test('V1: ROLLBACK of a phase that waits for an Auditor: his time begins when he can come', () => {
    const world = intending('ROLLBACK', { attempts: 1 });
    world.wait(600).settle();
    expect(world.queue).toMatchObject({ role: 'AUDITOR', waitUntil: new Date(world.now.getTime() + 1_800_000) });
    expect(used(world)).toEqual([1, 0]);
  });

  test.each(PURPOSES)('G7: %s is settled in the same way when the ref had moved and the server died', (purpose) => {
    const world = intending(purpose);
    const other = world.fork();
    other.repository.perform(other.run.refIntent!);
    expect([wordsOf(other.settle()), refs(other)]).toEqual([wordsOf(world.settle()), refs(world)]);
  });
});

describe('G7: anywhere else', () => {
  test.each([
    ['START', 'G3 branch_stands', 'already exists in the repository, at foreign'],
    ['APPLY', 'G7 ref_elsewhere', `${BRANCH} was moved by somebody else: it is at foreign`],
    ['SNAPSHOT', 'G7 ref_elsewhere', `${BRANCH} was moved by somebody else: it is at foreign`],
    ['ROLLBACK', 'G7 ref_elsewhere', `${BRANCH} was moved by somebody else: it is at foreign`],
  ] as const)('G7: %s: a ref that somebody else moved ends the run, and is left as found', (purpose, code, words) => {
    const world = intending(purpose);
    const { ref } = world.run.refIntent!.moves[0]!;
    world.repository.refs.set(ref, 'foreign');
    world.settle();
    expect(endOf(world)).toBe(`DONE_FAILED_ENVIRONMENT: ${code}`);
    expect(world.run.failure?.message).toContain(words);
    if (world.run.refIntent) world.settle();
    expect(refs(world)[ref]).toBe('foreign');
  });

  test.each(['APPLY', 'SNAPSHOT', 'ROLLBACK'] as const)(
    'G9: %s: a ref that is missing, not moved, is put back and recorded',
    (purpose) => {
      const world = intending(purpose);
      const whole = world.fork();
      world.repository.refs.delete(BRANCH);
      expect(wordsOf(world.settle())).toEqual(wordsOf(whole.settle()));
      expect(refs(world)).toEqual(refs(whole));
      expect([world.run.refsPutBack, whole.run.refsPutBack]).toEqual([[BRANCH], []]);
      expect(world.events.find(({ data }) => data.refs_put_back)?.data.refs_put_back).toEqual([BRANCH]);
    },
  );

  test('G9: for a ref that was lost together with its objects the failure says what to do', () => {
    const world = intending('APPLY');
    world.settleAs(world.run.refIntent!, { at: 'elsewhere', refs: [{ ref: BRANCH, found: null }] });
    expect(endOf(world)).toBe('DONE_FAILED_ENVIRONMENT: G7 ref_elsewhere');
    expect(world.run.failure?.message).toMatch(/is gone, and the commit .* cannot be put back\. Fetch the commit/);
  });
});

describe('G7, B6: not reachable', () => {
  test.each(PURPOSES)(
    'B6: %s: the phase stays, so does the intent; it is tried again after 10 s and 60 s, and the third ends the run',
    (purpose) => {
      const world = intending(purpose);
      const intent = world.run.refIntent;
      const place = statesOf(world);
      for (const pause of [10, 60]) {
        expect(wordsOf(world.settle('unreachable'))).toEqual(['REFS_INTENDED phase/p0']);
        expect([statesOf(world), world.run.refIntent, world.queue]).toEqual([place, intent, null]);
        expect(world.headPhase.notBefore).toEqual(new Date(world.now.getTime() + pause * 1_000));
      }
      const reached = world.fork();
      reached.settle();
      expect([reached.headPhase.work.environmentFailures, reached.headPhase.notBefore, reached.run.refIntent]).toEqual([
        0,
        null,
        null,
      ]);
      world.settle('unreachable');
      expect([endOf(world), world.run.failure?.message]).toEqual([
        'DONE_FAILED_ENVIRONMENT: B6 environment_failed',
        expect.stringContaining('no such place'),
      ]);
    },
  );
});

describe('S6, G4: a run that ends as failed puts its branch back, wherever it may be', () => {
  const points: readonly (readonly [string, () => WorkWorld])[] = [
    ['before the branch begins', () => intending('START')],
    ['before anything was applied', () => begun({ repository: true, sizes: [1, 1] })],
    ['before a patch is on the branch', () => intending('APPLY')],
    ['while a patch is under CI', () => settled('APPLY')],
    ['before a snapshot has its tag', () => intending('SNAPSHOT')],
    ['before red goes back', () => intending('ROLLBACK')],
    ['after red went back', () => settled('ROLLBACK')],
  ];
  describe.each(points)('%s', (_, prepared) => {
    test.each([
      ['nothing had moved', false],
      ['the ref had moved, and the server died', true],
    ])('S6, G7: %s', (_how, died) => {
      const world = prepared();
      if (died && world.run.refIntent) world.repository.perform(world.run.refIntent);
      world.runDeadline();
      const { version, refIntent } = world.run;
      if (refIntent) {
        expect(refIntent.purpose).toBe('RESTORE');
        world.settle();
      }
      const { [BRANCH]: branch = 'base', ...others } = refs(world);
      expect([branch, others, world.run.version, world.run.refIntent]).toEqual(['base', {}, version, null]);
    });
  });

  test('S6: to the last snapshot, not to the start', () => {
    const world = intending('SNAPSHOT');
    world.settle();
    claimed(world, 'BUILDER');
    world.submit({ patch: good('y') });
    world.settle();
    world.stop();
    world.settle();
    expect(refs(world)).toEqual({ [BRANCH]: PATCH, [TAG]: `tag of ${PATCH}` });
  });

  test('S6: red that ends the run goes straight back', () => {
    const world = intending('ROLLBACK', { attempts: 1, audits: 0 });
    expect([statesOf(world), world.run.refIntent?.purpose]).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW: FAILED SKIPPED',
      'RESTORE',
    ]);
    world.settle();
    expect(refs(world)).toEqual({ [BRANCH]: 'base' });
  });

  test('G7: a RESTORE that finds a ref moved by somebody else leaves it and records the difference; one that reaches nothing stays', () => {
    const world = intending('APPLY');
    world.settle();
    world.stop();
    world.settle('unreachable');
    expect(world.run.refIntent?.purpose).toBe('RESTORE');
    world.repository.refs.set(BRANCH, 'foreign');
    world.settle();
    expect([refs(world), world.repository.differences, world.run.refIntent]).toEqual([
      { [BRANCH]: 'foreign' },
      [{ ref: BRANCH, found: 'foreign' }],
      null,
    ]);
  });
});
