/**
 * What must hold of the rows of a run and its work after every command, derived from the rules and the rows alone; no line of it is the product's. A violation
 * one of them gets the rule's id and what was found.
 */
import { isDeepStrictEqual } from 'node:util';

import type { SnapshotFacts } from '../../../src/domain/decisions/work/work-change.js';
import type { RefsInMemory } from '../../../src/domain/foresight/memory/refs.js';
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../../src/domain/model/attempt.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../../src/domain/model/facts.js';
import type { WorkerRole } from '../../../src/domain/model/vocabulary.js';
import type { QueueEntry } from '../../../src/domain/rules/work/queue.js';

export interface WorkRowsOfRun {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  readonly attempts: readonly AttemptFacts[];
  readonly tries: readonly CiTryFacts[];
}

export interface WorkState extends WorkRowsOfRun {
  readonly now: Date;
  readonly lease: LeaseFacts | null;
  readonly snapshots: readonly SnapshotFacts[];
  readonly queue: QueueEntry | null;
  readonly repository: RefsInMemory;
  readonly manualTokens: Readonly<Record<string, number>>;
}

const ENDED = ['COMPLETE', 'FAILED', 'SKIPPED'];
const AT_WORK = ['EXECUTING', 'GATE', 'CI_RUNNING'];
const HOLDS_IN: Record<WorkerRole, string> = { BUILDER: 'EXECUTING', AUDITOR: 'GATE', CI: 'CI_RUNNING' };

export function assertWork(state: WorkState, before: WorkRowsOfRun): void {
  assertEnds(state, before);
  assertQueue(state);
  assertLease(state);
  assertAttempts(state, before);
  assertCounts(state);
  assertRefs(state);
}

const KEPT = ['state', 'completedAt', 'work', 'builderAttempts', 'auditorAttempts', 'tokensUsed', 'round'] as const;

/** S3, S4, S5: terminal rows stay, one phase is at work, the run's state follows it, and nothing is left open when the run has ended (S6). */
function assertEnds({ run, tiers, phases }: WorkState, before: WorkRowsOfRun): void {
  before.phases.forEach((phase, i) => {
    if (!ENDED.includes(phase.state)) return;
    for (const name of KEPT)
      assert('S3', isDeepStrictEqual(phases[i]![name], phase[name]), () => ['an ended phase changed', name, phase]);
  });
  before.tiers.forEach((tier, i) => {
    if (ENDED.includes(tier.state))
      assert('S3', tiers[i]!.state === tier.state, () => ['an ended tier changed', tier, tiers[i]]);
  });
  assert('S3', before.run.completedAt === null, () => ['a run that had ended was written', before.run.state]);
  const atWork = phases.filter((phase) => AT_WORK.includes(phase.state));
  assert('S4', atWork.length <= 1, () => ['phases are at work', atWork.map((phase) => phase.phaseId)]);
  const firstOpen = phases.find((phase) => !ENDED.includes(phase.state));
  assert('S4', run.headPhaseIndex === (firstOpen?.phaseIndex ?? null), () => [
    'the head is elsewhere',
    run.headPhaseIndex,
  ]);
  const [working] = atWork;
  if (working) {
    const follows = { EXECUTING: 'PHASE_EXECUTION', GATE: 'GATE', CI_RUNNING: 'CI_RUNNING' }[working.state as 'GATE'];
    assert('S5', run.state === follows, () => ['the run does not follow its phase', run.state, working.state]);
  } else if (run.completedAt === null) {
    const rests = ['PLAN_BOOTSTRAP', 'RUN_CREATED', 'PHASE_EXECUTION', 'SNAPSHOT_CREATED'];
    assert('S5', rests.includes(run.state), () => ['nothing is at work', run.state]);
  }
  assert('S3', (run.completedAt !== null) === run.state.startsWith('DONE_'), () => [
    'completedAt and state',
    run.completedAt,
    run.state,
  ]);
  if (run.completedAt === null) return;
  assert(
    'S6',
    phases.every((phase) => ENDED.includes(phase.state)),
    () => ['phases are left open'],
  );
  assert(
    'S6',
    tiers.every((tier) => ENDED.includes(tier.state)),
    () => ['tiers are left open'],
  );
}

/** W1: the queue holds exactly the work that the rows offer. */
function assertQueue({ run, phases, queue, now }: WorkState): void {
  const head = phases[run.headPhaseIndex ?? -1];
  const begun = run.completedAt === null && run.startedAt !== null && run.refIntent === null;
  const role = begun && head ? roleAwaited(head) : null;
  assert('W1', (queue?.role ?? null) === role, () => ['the queue offers', queue, 'and awaited is', role]);
  if (!queue || !head) return;
  const { notBefore, waitUntil, work } = head;
  const entry = {
    runId: queue.runId,
    waitUntil: queue.waitUntil,
    avoidWorker: queue.avoidWorker,
    createdAt: queue.createdAt,
  };
  const reported = { runId: run.runId, waitUntil, avoidWorker: work.avoidWorker, createdAt: run.createdAt };
  assert('W1', isDeepStrictEqual(entry, reported), () => ['the queue says', entry, 'the rows', reported]);
  assert('B6', notBefore ? queue.readyAt.getTime() === notBefore.getTime() : queue.readyAt <= now, () => [
    'ready at',
    queue.readyAt,
    notBefore,
  ]);
}

function roleAwaited({ state, work }: PhaseFacts): WorkerRole | null {
  if (work.holder) return null;
  return state === 'QUEUED'
    ? 'BUILDER'
    : state === 'GATE' && work.auditDue
      ? 'AUDITOR'
      : state === 'CI_RUNNING'
        ? 'CI'
        : null;
}

/** W2: a lease is there exactly when its phase names the holder, and its attempt is the only one at work. */
function assertLease({ run, phases, lease, attempts }: WorkState): void {
  const held = phases.filter((phase) => phase.work.holder);
  assert('W2', held.length === (lease ? 1 : 0), () => [
    'holders',
    held.map((phase) => phase.work.holder),
    'and lease',
    lease,
  ]);
  const leased = attempts.filter((attempt) => attempt.state === 'LEASED');
  assert('W2', leased.length === (lease ? 1 : 0), () => ['attempts are LEASED', leased, 'and the lease is', lease]);
  for (const { state, work, notBefore, waitUntil, phaseId } of phases) {
    assert('W9', !work.auditDue || (state === 'GATE' && !work.holder), () => ['an audit is due in', state, phaseId]);
    const waits = !work.holder && (state === 'CI_RUNNING' || (state === 'GATE' && work.auditDue));
    assert('V1', waitUntil === null || waits, () => ['somebody is waited for in', state, phaseId, waitUntil]);
    assert('B6', notBefore === null || (!ENDED.includes(state) && !work.holder), () => [
      'a pause in',
      state,
      phaseId,
      notBefore,
    ]);
  }
  const [phase] = held;
  if (!lease || !phase) return;
  const { role, workerId, attempt, expiresAt, hardDeadlineAt } = lease;
  assert('W2', isDeepStrictEqual(phase.work.holder, { role, workerId, attempt }), () => [
    'the holder is',
    phase.work.holder,
    'the lease',
    lease,
  ]);
  assert('W2', lease.phaseId === phase.phaseId && leased[0]!.number === attempt, () => [
    'the lease is for',
    lease,
    phase.phaseId,
    leased[0],
  ]);
  assert('W2', phase.state === HOLDS_IN[role], () => ['a', role, 'holds a phase that is', phase.state]);
  assert('B5', expiresAt <= hardDeadlineAt && hardDeadlineAt <= run.deadlineAt!, () => [
    'the lease outlives',
    lease,
    run.deadlineAt,
  ]);
}

const FIXED = [
  'runId',
  'phaseId',
  'number',
  'role',
  'workerId',
  'tokenHash',
  'round',
  'startedAt',
  'baseCommit',
] as const;

/** W2, W3, V2: numbers without gaps, ended ones stay ended, tries are kept once each. */
function assertAttempts({ phases, attempts, tries, snapshots }: WorkState, before: WorkRowsOfRun): void {
  for (const { phaseId, work } of phases) {
    const numbers = attempts.filter((attempt) => attempt.phaseId === phaseId).map((attempt) => attempt.number);
    assert(
      'W2',
      isDeepStrictEqual(
        numbers,
        Array.from({ length: work.attempts }, (_, i) => i + 1),
      ),
      () => ['attempts of', phaseId, numbers, work.attempts],
    );
  }
  for (const attempt of attempts) {
    assert('W3', (attempt.endedAt === null) === (attempt.state === 'LEASED'), () => ['ended', attempt]);
    const was = before.attempts.find((other) => other.phaseId === attempt.phaseId && other.number === attempt.number);
    if (!was || was === attempt) continue;
    for (const name of FIXED)
      assert('W2', isDeepStrictEqual(was[name], attempt[name]), () => ['an attempt became another', was, attempt]);
    const isLate = was.state === 'EXPIRED' && attempt.state === 'SUBMITTED';
    assert('W4', was.state === 'LEASED' || was.state === attempt.state || isLate, () => [
      'an ended attempt changed',
      was,
      attempt,
    ]);
    assert('B1', attempt.tokensUsed >= was.tokensUsed, () => ['tokens shrank', was, attempt]);
  }
  const names = tries.map(({ phaseId, attempt, round, number }) => [phaseId, attempt, round, number].join());
  assert('V2', new Set(names).size === names.length, () => ['a try was written twice', names]);
  const complete = snapshots.map((snapshot) => snapshot.phaseId);
  assert('G4', new Set(complete).size === complete.length, () => ['snapshots', complete]);
}

/** W9, B1: nothing beyond its limit, and tokens are what was charged to attempts and by manual transitions. */
function assertCounts({ run, tiers, phases, attempts, manualTokens: manualTokens }: WorkState): void {
  const charged = new Map<string, number>();
  for (const { phaseId, tierId, ...phase } of phases) {
    const { builderAttempts, maxBuilderAttempts, auditorAttempts, maxAuditorAttempts } = phase;
    assert('W9', builderAttempts >= 0 && builderAttempts <= maxBuilderAttempts, () => [
      'Builder attempts',
      builderAttempts,
      maxBuilderAttempts,
    ]);
    assert('W9', auditorAttempts >= 0 && auditorAttempts <= maxAuditorAttempts, () => [
      'audits',
      auditorAttempts,
      maxAuditorAttempts,
    ]);
    const mine = attempts
      .filter((attempt) => attempt.phaseId === phaseId)
      .reduce((sum, attempt) => sum + attempt.tokensUsed, 0);
    const sum = mine + (manualTokens[phaseId] ?? 0);
    assert('B1', phase.tokensUsed === sum, () => ['tokens of', phaseId, phase.tokensUsed, 'charged', sum]);
    charged.set(tierId, (charged.get(tierId) ?? 0) + sum);
  }
  for (const { tierId, tokensUsed } of tiers) {
    assert('B1', tokensUsed === (charged.get(tierId) ?? 0), () => [
      'tokens of',
      tierId,
      tokensUsed,
      charged.get(tierId),
    ]);
  }
  const all = [...charged.values()].reduce((sum, tokens) => sum + tokens, 0);
  assert('B1', run.tokensUsed === all, () => ['tokens of the run', run.tokensUsed, all]);
}

/** G3, G4: while nothing is about to move, the branch is where the rows say, and every snapshot has its tag. */
function assertRefs({ run, phases, snapshots, repository }: WorkState): void {
  if (run.repositoryPath === null || run.refIntent !== null || run.completedAt !== null) return;
  const candidate = phases[run.headPhaseIndex ?? -1]?.work.candidate;
  const expected = candidate?.standing === 'APPLIED' ? candidate.commit : run.headCommit;
  const found = repository.refs.get(`refs/heads/autonomous/${run.runId}`);
  assert('G4', found === (expected ?? undefined), () => ['the branch stands at', found, 'and the rows say', expected]);
  for (const { tag, commit } of snapshots) {
    assert('G4', repository.refs.get(`refs/tags/${tag}`) === `tag of ${commit}`, () => ['no tag', tag, commit]);
  }
}

function assert(rule: string, holds: boolean, found: () => readonly unknown[]): void {
  if (holds) return;
  const stated = found().map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
  throw new Error(`${rule}: ${stated.join(' ')}`);
}
