/**
 * Random stories of work: whatever workers send, operators ask, the clock and repositories do, in whatever order. After every step the world asserts that
 * the rows can be recomputed from the events, that its counters are right, and on everything in work-invariants.ts. A failure prints the seed, the path
 * and the shortest story that shows it: put them into `fc.assert(…, { seed, path })` to repeat it.
 */
import fc from 'fast-check';

import type { RunFailure } from '../../src/domain/model/facts.js';
import { BUDGET_DEFAULTS } from '../../src/domain/model/limits.js';
import { backtestRun } from '../../src/domain/replay/back-test.js';
import { commandAt } from '../../src/domain/replay/recorded-run.js';
import { replayRun } from '../../src/domain/replay/replay-run.js';
import { historyOf } from '../../src/domain/rules/explain/history.js';
import type { Ruleset } from '../../src/domain/rules/ruleset/ruleset.js';
import { TraceFold } from '../../src/domain/rules/trace/trace-fold.js';
import { aReport, byOperator } from '../support/domain/builders.js';
import { recordedOf } from '../support/domain/recorded.js';
import { v3 } from '../support/domain/strategies.js';
import { ciReport, good, phaseRules, plannedTiers } from '../support/domain/work-builders.js';
import { KINDS, movesOf } from '../support/domain/work-moves.js';
import { WorkWorld, type WorkWorldOptions } from '../support/domain/work-world.js';

interface Step {
  /** Which of the moves that are possible then. */
  readonly choice: number;
  readonly waitSeconds: number;
  /** Something that the moves do not hold, tried before. */
  readonly extra: Extra | null;
}

type Extra = {
  readonly kind:
    'heartbeat' | 'charge' | 'issues' | 'transition of another' | 'flaky' | 'dear result' | 'switch worker';
  readonly by: number;
};

const beginning: fc.Arbitrary<WorkWorldOptions> = fc
  .record({
    sizes: fc.constantFrom([1], [2], [1, 1], [2, 2], [3]),
    repository: fc.boolean(),
    profile: fc.constantFrom('NORMAL', 'NORMAL', 'SAFETY_CRITICAL'),
    tokenCap: fc.constantFrom(5_000_000, 5_000_000, 1_500),
    minutes: fc.constantFrom(120, 10_080, 10_080),
    allowNoop: fc.constantFrom(false, false, true),
    attempts: fc.integer({ min: 1, max: 4 }),
    audits: fc.integer({ min: 0, max: 4 }),
    autoApply: fc.boolean(),
    flatPerAttempt: fc.constantFrom(0, 0, 7),
    incidentTokenCap: fc.constantFrom(500_000, 900),
    tries: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ sizes, allowNoop, attempts, audits, autoApply, flatPerAttempt, incidentTokenCap, tries, ...more }) => {
    const phase = { maxBuilderAttempts: attempts, maxAuditorAttempts: audits, autoApply, incidentTokenCap };
    const rules = phaseRules(phase, { ci: { tries: { normal: tries, strict: tries } }, tokens: { flatPerAttempt } });
    return { ...more, rules, tiers: plannedTiers(sizes, { allowNoop }) };
  });

const extra: fc.Arbitrary<Extra> = fc.record({
  kind: fc.constantFrom(
    'heartbeat',
    'heartbeat',
    'charge',
    'issues',
    'transition of another',
    'flaky',
    'dear result',
    'switch worker',
  ),
  by: fc.nat(300),
});
const step: fc.Arbitrary<Step> = fc.record({
  choice: fc.nat(10_000),
  waitSeconds: fc.oneof(
    { weight: 20, arbitrary: fc.nat(20) },
    { weight: 1, arbitrary: fc.constantFrom(700, 4_000, 604_801) },
  ),
  extra: fc.option(extra, { freq: 2 }),
});
/** Operators and faults come less often than work. */
const story = fc.tuple(beginning, fc.array(step, { maxLength: 50, size: 'max' }), fc.constantFrom(0, 1, 2, 3));

function report(begun: WorkWorldOptions, steps: readonly Step[], mood: number): WorkWorld {
  const world = WorkWorld.begin(begun);
  const kinds = mood === 0 ? KINDS : KINDS.filter((kind) => kind !== 'operator' && (mood === 1 || kind !== 'refs'));
  for (const { choice, waitSeconds, extra: more } of steps) {
    world.wait(waitSeconds);
    if (isLate(world)) {
      if (world.run.completedAt === null) world.runDeadline();
      break;
    }
    if (more && world.run.refIntent === null) besides(world, more);
    if (hasRunOut(world)) world.runOut();
    const moves = movesOf(world, kinds);
    moves[choice % Math.max(1, moves.length)]?.take(world);
  }
  if (world.run.completedAt !== null && world.run.refIntent !== null) world.settle();
  return world;
}

const isLate = ({ run, now }: WorkWorld): boolean =>
  run.completedAt !== null || (run.deadlineAt !== null && now > run.deadlineAt);
const hasRunOut = ({ run, lease, now }: WorkWorld): boolean =>
  run.completedAt === null && lease !== null && lease.expiresAt <= now;

function besides(world: WorkWorld, { kind, by }: Extra): void {
  const { lease, headPhase, run } = world;
  const lives = lease !== null && lease.expiresAt > world.now;
  switch (kind) {
    case 'heartbeat':
      if (lives) world.heartbeat(by);
      break;
    case 'charge':
      world.pull(headPhase.state, by);
      break;
    case 'issues':
      world.recordIssues(headPhase.phaseId, [aReport(`k${by % 5}`)], byOperator('recordIssues', world.now));
      break;
    case 'transition of another':
      world.pull(by % 2 === 0 ? 'SKIPPED' : 'EXECUTING', 0, `p${by % world.phases.length}`);
      break;
    case 'flaky':
      if (lives && lease.role === 'CI')
        world.report(ciReport({ a: by % 2 ? 'FAILED' : 'PASSED', b: 'PASSED', c: by % 3 ? 'PASSED' : 'FAILED' }));
      break;
    case 'dear result':
      if (lives && lease.role === 'BUILDER')
        world.submit({ patch: good(`${by % 3}`), tokensUsed: by, suggestedIssues: [aReport(`k${by % 5}`)] });
      break;
    case 'switch worker':
      if (!lease && world.queue && world.queue.readyAt <= world.now && run.completedAt === null)
        world.claim(world.queue.role, `other-${by % 2}`);
      break;
  }
}

test('W1-W11, B1-B6, V1-V5, G4-G7, S3-S8, E1: whatever happens, the rows of a run and its work are as they should be', () => {
  fc.assert(
    fc.property(story, ([begun, steps, mood]) => {
      report(begun, steps, mood);
    }),
    { numRuns: 250 },
  );
}, 120_000);

test('C1, C5: whatever has happened, the deadline ends the run, and its branch goes back to the last snapshot', () => {
  fc.assert(
    fc.property(story, ([begun, steps, mood]) => {
      const world = report(begun, steps, mood);
      if (world.run.completedAt === null) world.runDeadline();
      if (world.run.refIntent !== null) world.settle();
      const { run, repository, lease } = world;
      expect([run.state.startsWith('DONE_'), lease, world.queue]).toEqual([true, null, null]);
      const exists = repository.refs.get(`refs/heads/autonomous/${run.runId}`);
      if (exists !== undefined && exists !== 'foreign') expect(exists).toBe(run.headCommit);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('X4: played again under its own strategy, a random story gives its own events back', () => {
  fc.assert(
    fc.property(story, ([begun, steps, mood]) => {
      expect(replayRun(recordedOf(report(begun, steps, mood)))).toEqual({ outcome: 'SAME' });
    }),
    { numRuns: 250 },
  );
}, 120_000);

const policyOf = (rules: Ruleset = {}) => ({ ruleset: v3(rules), server: BUDGET_DEFAULTS });
const ended = (world: WorkWorld): WorkWorld => {
  if (world.run.completedAt === null) world.runDeadline();
  return world;
};

test('X4: back-tested under its own ruleset, a random story ends as it did', () => {
  fc.assert(
    fc.property(story, ([begun, steps, mood]) => {
      const world = ended(report(begun, steps, mood));
      const { runId, state } = world.run;
      const same = { runId, outcome: 'SAME', before: state, after: state, atSeq: null, reason: null };
      expect(backtestRun(recordedOf(world), policyOf(begun.rules))).toEqual(same);
    }),
    { numRuns: 150 },
  );
}, 120_000);

test('X4: back-tested under a lower cap, a random story ends where its tokens, added up by hand, pass the cap', () => {
  fc.assert(
    fc.property(story, fc.integer({ min: 1, max: 300 }), ([all, steps, mood], incidentTokenCap) => {
      const begun = { ...all, profile: 'NORMAL' as const };
      const recorded = recordedOf(ended(report(begun, steps, mood)));
      const phase = { ...begun.rules!.defaults!.phase, incidentTokenCap };
      const found = backtestRun(recorded, policyOf({ ...begun.rules, defaults: { phase } }));
      const used = new Map<string, number>();
      let next = 0;
      let end: { readonly seq: number; readonly code: string } | null = null;
      while (end === null && next < recorded.events.length) {
        const { first, events } = commandAt(recorded.events, next);
        next += events.length;
        const before = used.get(first.subject) ?? 0;
        for (const { subject, data } of events)
          used.set(subject, (used.get(subject) ?? 0) + ((data.tokens as number | undefined) ?? 0));
        const isPaid = first.cause === 'claimWork' && !first.actor.startsWith('ci/');
        // A claim that ended the run may name another phase first.
        if (isPaid && before >= incidentTokenCap) end = { seq: first.seq, code: 'incident_token_cap_spent' };
        else if ([...used].some(([subject, sum]) => subject.startsWith('phase/') && sum > incidentTokenCap))
          end = { seq: first.seq, code: 'incident_token_cap_exceeded' };
      }
      const last = recorded.events.at(-1)!;
      const own = (last.data.failure as RunFailure | undefined)?.reasons[0]?.code;
      if (end === null || (next === recorded.events.length && own === end.code)) expect(found.outcome).toBe('SAME');
      else
        expect([found.outcome, found.after, found.atSeq, found.reason?.code]).toEqual([
          'OTHER_END',
          'DONE_FAILED_BUDGET_EXHAUSTED',
          end.seq,
          end.code,
        ]);
    }),
    { numRuns: 250 },
  );
}, 120_000);

test('C1: the random stories are worth telling: they reach all kinds of ends', () => {
  const endings = new Set<string>();
  for (const [begun, steps, mood] of fc.sample(story, { seed: 20260301, numRuns: 100 })) {
    const { run } = report(begun, steps, mood);
    if (run.completedAt) endings.add(run.state);
  }
  expect([...endings].sort()).toEqual([
    'DONE_FAILED_BUDGET_EXHAUSTED',
    'DONE_FAILED_CANCELLED',
    'DONE_FAILED_ENVIRONMENT',
    'DONE_FAILED_POLICY_VIOLATION',
    'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    'DONE_SUCCESS',
  ]);
}, 120_000);

test('O7: spans cover a run from its beginning without overlaps, and each finished phase; burn-down ends at what is used', () => {
  fc.assert(
    fc.property(story, ([begun, steps, mood]) => {
      const { events, run, phases } = report(begun, steps, mood);
      const { spans, points } = historyOf(events);
      for (const [i, span] of spans.entries()) {
        expect(span.start).toEqual(i === 0 ? run.createdAt : spans[i - 1]!.end);
        if (span.end === null) expect(i).toBe(spans.length - 1);
        else expect(span.end.getTime()).toBeGreaterThanOrEqual(span.start.getTime());
      }
      expect(points.at(-1)!.tokens).toBe(run.tokensUsed);
      expect(points.every((point, i) => i === 0 || point.tokens >= points[i - 1]!.tokens)).toBe(true);
      // The deadline of a story may be before the instant of its last event.
      if (events.some(({ at }, i) => i > 0 && at < events[i - 1]!.at)) return;
      if (run.completedAt !== null) expect(spans.at(-1)?.end ?? run.createdAt).toEqual(run.completedAt);
      for (const { phaseId, startedAt, completedAt } of phases) {
        const own = spans.filter((span) => span.phaseId === phaseId);
        if (startedAt === null || completedAt === null || own.length === 0) continue;
        expect(own[0]!.start.getTime()).toBeLessThanOrEqual(startedAt.getTime());
        expect(own.at(-1)!.end).toEqual(completedAt);
        const covered = own.reduce((sum, span) => sum + span.end!.getTime() - span.start.getTime(), 0);
        expect(covered).toBe(completedAt.getTime() - own[0]!.start.getTime());
      }
    }),
    { numRuns: 100 },
  );
}, 120_000);

test('O9: a run that has ended is one tree of spans, each inside its parent and with an id of its own', () => {
  fc.assert(
    fc.property(story, ([begun, steps, mood]) => {
      const { events, run, attempts } = report(begun, steps, mood);
      const fold = new TraceFold(run.runId);
      const spans = events.flatMap((event) => fold.add(event));
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      expect(byId.size).toBe(spans.length);
      expect(new Set(spans.map(({ traceId }) => traceId)).size).toBeLessThanOrEqual(1);
      for (const { start, end } of spans) expect(end.getTime()).toBeGreaterThanOrEqual(start.getTime());
      if (run.completedAt === null) return;
      expect(spans.filter(({ parentSpanId }) => parentSpanId === null)).toEqual([spans.at(-1)]);
      for (const { parentSpanId, start, end } of spans.slice(0, -1)) {
        const parent = byId.get(parentSpanId!)!;
        expect(parent.start.getTime()).toBeLessThanOrEqual(start.getTime());
        expect(parent.end.getTime()).toBeGreaterThanOrEqual(end.getTime());
      }
      const traced = spans.filter(({ attributes }) => attributes['autopack.role'] && attributes['autopack.attempt']);
      expect(traced.length).toBe(attempts.length);
    }),
    { numRuns: 100 },
  );
}, 120_000);
