/**
 * Every state of small runs and their work, looked at one by one (see work-exploration.ts): C1 that each ends by itself, that none is a dead end, that
 * workers cannot keep it busy for ever, and that the rows are as they should in each.
 */
import type { RunChange } from '../../src/domain/decisions/change/change.js';
import type { PhaseFacts } from '../../src/domain/model/facts.js';
import { PHASE_STATES } from '../../src/domain/model/phase-state.js';
import { RUN_STATES } from '../../src/domain/model/run-state.js';
import { byOperator } from '../support/domain/builders.js';
import { phaseRules, plannedTiers } from '../support/domain/work-builders.js';
import { type Exploration, explore } from '../support/domain/work-exploration.js';
import type { Kind } from '../support/domain/work-moves.js';
import { WorkWorld, type WorkWorldOptions } from '../support/domain/work-world.js';

interface Small extends Pick<WorkWorldOptions, 'repository' | 'profile' | 'draft'> {
  readonly sizes?: readonly number[];
  readonly attempts?: number;
  readonly audits?: number;
  readonly tries?: number;
  readonly autoApply?: boolean;
}

/** So long that only the deadline itself reaches it. */
const MINUTES = 10_080;

function small({ sizes = [1], attempts = 2, audits = 1, tries = 2, autoApply = true, ...more }: Small): WorkWorld {
  const ci = { tries: { normal: tries, strict: tries } };
  const rules = phaseRules({ maxBuilderAttempts: attempts, maxAuditorAttempts: audits, autoApply }, { ci });
  const world = WorkWorld.begin({ ...more, tiers: plannedTiers(sizes), minutes: MINUTES, rules });
  world.quick = true;
  return world;
}

/** Every combination of these values. */
function combined<Values extends Record<string, readonly unknown[]>>(
  values: Values,
): { [Name in keyof Values]: Values[Name][number] }[] {
  return Object.entries(values).reduce<Record<string, unknown>[]>(
    (all, [name, each]) => all.flatMap((one) => each.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as { [Name in keyof Values]: Values[Name][number] }[];
}

const BOTH = [true, false] as const;
const PROFILES = ['NORMAL', 'SAFETY_CRITICAL'] as const;
const EACH = { autoApply: BOTH, repository: BOTH } as const;
/** What is looked at: the rules that it shows, the kind of moves, and from where. */
const LOOKS: readonly (readonly [title: string, kind: Kind, beginnings: readonly Small[]])[] = [
  [
    'C1, W9: one phase, whatever it may use up',
    'progress',
    [
      ...combined({ ...EACH, attempts: [1, 2], audits: [0, 1, 2], tries: [1, 2], profile: ['NORMAL'] as const }),
      ...combined({ ...EACH, attempts: [1, 2], audits: [0, 1, 2], tries: [1], profile: ['SAFETY_CRITICAL'] as const }),
    ],
  ],
  [
    'C1, S7: two phases, in one tier and in two',
    'progress',
    combined({ ...EACH, sizes: [[2], [1, 1]], attempts: [1], profile: PROFILES, tries: [1] }),
  ],
  [
    'C1, G2, W10: patches that are refused, reviews and approvals of them',
    'refusals',
    combined({ ...EACH, tries: [1] }),
  ],
  ['C1, B4: issues and flaky tests', 'issues', combined({ ...EACH, profile: PROFILES, audits: [2] })],
  [
    'C1, W2, W3, W4: leases that run out or are given back, results that come late',
    'leases',
    combined({ ...EACH, tries: [1] }),
  ],
  [
    'C1, B6, V1: environments that fail, workers that do not come, reports from outside',
    'outages',
    combined({ ...EACH, repository: [true], attempts: [1], tries: [1] }),
  ],
  [
    'C1, G7: refs that do not move, or are moved by somebody else, and servers that die between',
    'refs',
    combined({ ...EACH, repository: [true], tries: [1] }),
  ],
  [
    'G7, S6: refs that a slow server moves when others have settled them, gone on with the run, or ended it',
    'late',
    [
      ...combined({ ...EACH, repository: [true], tries: [1] }),
      ...combined({ ...EACH, sizes: [[2], [1, 1]], repository: [true], tries: [1], attempts: [1] }),
    ],
  ],
  [
    'C1, W11: an operator who pulls the lever wherever it goes',
    'operator',
    combined({ ...EACH, attempts: [1], tries: [1] }),
  ],
];

/** A look is taken once, whichever test asks for it first. */
const taken = new Map<string, readonly Exploration[]>();
function looked([title, kind, beginnings]: (typeof LOOKS)[number]): readonly Exploration[] {
  const found = taken.get(title) ?? beginnings.map((beginning) => explore(small(beginning), [kind]));
  taken.set(title, found);
  return found;
}

/** Far more than it takes: other tests may run beside it. */
const PATIENCE_MS = 180_000;

describe('C1: every state of a small run', () => {
  test.each(LOOKS)(
    '%s',
    (...look) => {
      const found = looked(look);
      const faults = found.flatMap((one, i) => one.faults.map((fault) => `${JSON.stringify(look[2][i])}: ${fault}`));
      expect(faults.slice(0, 3)).toEqual([]);
      const [states, moves] = [
        found.reduce((sum, one) => sum + one.states, 0),
        found.reduce((sum, one) => sum + one.moves, 0),
      ];
      expect(states).toBeGreaterThan(100);
      expect(moves).toBeGreaterThan(states);
    },
    PATIENCE_MS,
  );

  test(
    'S1: together they come to every state of the tables and to every end',
    () => {
      const draft = small({ draft: true });
      draft.seal(byOperator('sealPlan', draft.now));
      const sealed = explore(draft, ['progress']);
      const found = [...LOOKS.flatMap(looked), sealed];
      expect(sealed.faults).toEqual([]);
      const runStates = new Set(found.flatMap((one) => [...one.runStates]));
      const phaseStates = new Set(found.flatMap((one) => [...one.phaseStates]));
      const budget = WorkWorld.begin();
      budget.runDeadline();
      expect(RUN_STATES.filter((state) => !runStates.has(state) && state !== budget.run.state)).toEqual([]);
      expect(PHASE_STATES.filter((state) => !phaseStates.has(state))).toEqual([]);
      expect([...new Set(found.flatMap((one) => [...one.failures]))].sort()).toEqual(FAILURES);
    },
    PATIENCE_MS,
  );
});

/** By rule and first reason: what ends small runs. */
const FAILURES = [
  'B3 incident_token_cap_exceeded',
  'B4 ci_run_cap_exceeded',
  'B4 max_major_issues_tolerated_exceeded',
  'B4 max_minor_issues_tolerated_exceeded',
  'B6 environment_failed',
  'C1 cancelled',
  'G2 patch_too_large',
  'G2 path_outside_allowed',
  'G3 branch_stands',
  'G7 ref_elsewhere',
  'S6 phase_failed',
  'S8 nothing_done',
  'W9 auto_apply_off',
  'W9 builder_failed',
  'W9 escalated',
  'W9 lease_expired',
  'W9 lease_released',
  'W9 needs_review',
  'W9 patch_does_not_apply',
  'W9 patch_empty',
  'W9 reported_missing',
  'W9 revision_without_audit',
  'W9 same_patch',
  'W9 tests_failed',
];

describe('C1: the exploration reports what is wrong', () => {
  const phasesOf = <Change extends RunChange>(change: Change, mend: (phase: PhaseFacts) => PhaseFacts): Change => ({
    ...change,
    phases: change.phases.map(mend),
  });
  const faultsWith = (kind: Kind, sabotage: NonNullable<WorkWorld['sabotage']>): string => {
    const world = small({ tries: 1 });
    world.sabotage = sabotage;
    return explore(world, [kind]).faults.join('\n');
  };

  test('W1: a decision that forgets to put the phase back into the queue', () => {
    const faults = faultsWith(
      'progress',
      ({ queue, ...change }) => (queue?.role === 'BUILDER' ? change : { ...change, queue }) as never,
    );
    expect(faults).toMatch(/fails: W1: the queue offers/);
  });

  test('C1: a decision that leaves a phase in GATE and makes no audit due', () => {
    const forgotten = (phase: PhaseFacts) =>
      phase.work.auditDue ? { ...phase, waitUntil: null, work: { ...phase.work, auditDue: false } } : phase;
    const faults = faultsWith('progress', (change) => ({
      ...phasesOf(change, forgotten),
      ...(change.queue?.role === 'AUDITOR' ? { queue: null } : {}),
    }));
    expect(faults).toMatch(/nobody can do anything more/);
  });

  test('W9: a decision that counts no attempt', () => {
    const faults = faultsWith('progress', (change) => phasesOf(change, (phase) => ({ ...phase, builderAttempts: 0 })));
    expect(faults).toMatch(/results go on and on while the clock stands still/);
  });

  test('W2: a decision that forgets the lease', () => {
    const faults = faultsWith('progress', (change) => ({ ...change, lease: null }));
    expect(faults).toMatch(/W2: holders/);
  });

  test('S6: a run that ends and leaves its branch where it was', () => {
    const world = small({ repository: true });
    world.sabotage = (change) =>
      change.run.completedAt ? { ...change, run: { ...change.run, refIntent: null } } : change;
    expect(explore(world, ['progress']).faults.join('\n')).toMatch(/S6: the branch stays at/);
  });
});
