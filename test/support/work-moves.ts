/** What can happen next to a run and its work, by whose hand: the steps from which explorations and random stories are made. */
import type { AuditVerdict } from '../../src/domain/shared/vocabulary.js';
import { aReport } from './builders.js';
import { BLANK, broken, ciReport, forbidden, good, GREEN, RED } from './work-builders.js';
import type { WorkWorld } from './work-world.js';

/** `clock` is whatever happens by itself: time that passes, and the server that settles refs. */
export type Hand = 'worker' | 'clock' | 'operator';

export interface Move {
  readonly name: string;
  readonly by: Hand;
  take(world: WorkWorld): void;
}

/** Which kinds of moves are looked at together; all of them at once would be too many for a look at every state. */
export type Kind = 'judgements' | 'interruptions' | 'operator';

const move = (by: Hand, name: string, take: Move['take']): Move => ({ by, name, take });
const worker = (name: string, take: Move['take']) => move('worker', name, take);
const clock = (name: string, take: Move['take']) => move('clock', name, take);
const operator = (name: string, take: Move['take']) => move('operator', name, take);

const TWO_MINORS = [aReport('m1'), aReport('m2')];
const A_MAJOR = [aReport('j1', { severity: 'MAJOR' })];
/** More than any phase may use. */
const TOO_MANY_TOKENS = 1_000_000_000;

const BUILDS: Record<Kind, readonly Move[]> = {
  judgements: [
    worker('builds x', (world) => world.submit({ patch: good('x') })),
    worker('builds y', (world) => world.submit({ patch: good('y') })),
    worker('builds x with minor issues', (world) => world.submit({ patch: good('x'), suggestedIssues: TWO_MINORS })),
    worker('builds y with a major issue', (world) => world.submit({ patch: good('y'), suggestedIssues: A_MAJOR })),
    worker('asks for a review of x', (world) => world.submit({ patch: good('x'), status: 'NEEDS_REVIEW' })),
    worker('asks for a review of nothing', (world) => world.submit({ status: 'NEEDS_REVIEW' })),
    worker('fails', (world) => world.submit({ status: 'FAILED' })),
    worker('builds what does not apply', (world) => world.submit({ patch: broken('b') })),
    worker('builds what is forbidden', (world) => world.submit({ patch: forbidden('p') })),
  ],
  interruptions: [
    worker('builds x', (world) => world.submit({ patch: good('x') })),
    worker('builds nothing', (world) => world.submit({ patch: BLANK })),
    worker('has no disk left', (world) => world.submit({ status: 'ENVIRONMENT_FAILURE' })),
    worker('builds x for too many tokens', (world) => world.submit({ patch: good('x'), tokensUsed: TOO_MANY_TOKENS })),
  ],
  operator: [
    worker('builds x', (world) => world.submit({ patch: good('x') })),
    worker('fails', (world) => world.submit({ status: 'FAILED' })),
  ],
};

const says = (verdict: AuditVerdict) => worker(`says ${verdict}`, (world) => world.audit({ verdict }));
const AUDITS: Record<Kind, readonly Move[]> = {
  judgements: [
    says('APPROVE'),
    says('REVISE'),
    says('ESCALATE'),
    worker('approves z instead', (world) => world.audit({ patch: good('z') })),
    worker('approves what is forbidden', (world) => world.audit({ patch: forbidden('p') })),
    worker('approves what does not apply', (world) => world.audit({ patch: broken('b') })),
  ],
  interruptions: [says('APPROVE'), says('REVISE')],
  operator: [says('APPROVE'), says('REVISE')],
};

const REPORTS: Record<Kind, readonly Move[]> = {
  judgements: [
    worker('is green', (world) => world.report(GREEN)),
    worker('is red', (world) => world.report(RED)),
    worker('is red elsewhere', (world) => world.report(ciReport({ a: 'PASSED', b: 'FAILED' }))),
  ],
  interruptions: [
    worker('is green', (world) => world.report(GREEN)),
    worker('is missing', (world) => world.report(ciReport('MISSING'))),
    worker('cannot run', (world) => world.report(ciReport('ENVIRONMENT'))),
  ],
  operator: [worker('is green', (world) => world.report(GREEN)), worker('is red', (world) => world.report(RED))],
};

const ENDS_OF_LEASES = [
  worker('gives its lease back', (world) => world.giveBack()),
  clock('is not heard of', (world) => world.runOut()),
  clock('beats and is not heard of', (world) => (world.beat(), world.runOut())),
];

const OUTSIDE = [
  worker('CI outside is green', (world) => world.report(GREEN, { outside: true })),
  worker('CI outside is red', (world) => world.report(RED, { outside: true })),
];

const LEVERS = (['EXECUTING', 'QUEUED', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED'] as const).map((state) =>
  operator(`pulls the lever to ${state}`, (world) => world.pull(state)),
);

/** Everything of these kinds that can happen now; nothing when the run has ended. */
export function movesOf(world: WorkWorld, kinds: readonly Kind[]): Move[] {
  const { run, lease, queue, now } = world;
  if (run.completedAt !== null) return [];
  const is = (kind: Kind) => kinds.includes(kind);
  const of = (moves: Record<Kind, readonly Move[]>) => [
    ...new Map(kinds.flatMap((kind) => moves[kind]).map((one) => [one.name, one])).values(),
  ];
  if (run.refIntent !== null) return refMoves(world, is('interruptions'));
  const operators = is('operator')
    ? [...LEVERS, operator('asks for an audit', (one) => one.requestAudit()), operator('cancels', (one) => one.stop())]
    : [];
  if (lease) {
    const results = { BUILDER: BUILDS, AUDITOR: AUDITS, CI: REPORTS }[lease.role];
    return [...of(results), ...(is('interruptions') ? ENDS_OF_LEASES : ENDS_OF_LEASES.slice(2)), ...operators];
  }
  const moves = [...operators];
  const { attempts, phaseId } = { attempts: world.headPhase.work.attempts, phaseId: world.headPhase.phaseId };
  if (is('interruptions') && attempts > 0 && world.canBeLate(attempts)) {
    moves.push(worker('builds x, late', (one) => one.submit({ patch: good('x') }, attempts)));
  }
  if (is('interruptions') && world.phase(phaseId).state === 'CI_RUNNING') moves.push(...OUTSIDE);
  if (!queue) return moves;
  if (queue.readyAt > now) moves.push(clock('the pause is over', (one) => one.pauseOver()));
  else moves.push(worker(`${queue.role} claims`, (one) => one.claim(queue.role)));
  if (is('interruptions') && queue.waitUntil !== null) moves.push(clock('the wait is over', (one) => one.waitOut()));
  return moves;
}

function refMoves(world: WorkWorld, interrupted: boolean): Move[] {
  const settles = clock('refs are settled', (one) => one.settle());
  if (!interrupted) return [settles];
  const { moves } = world.run.refIntent!;
  const [first] = moves;
  const undone = moves.some(({ ref, to }) => (world.repository.refs.get(ref) ?? null) !== to);
  return [
    settles,
    ...(undone ? [clock('refs move, and the server dies', (one) => one.repository.perform(one.run.refIntent!))] : []),
    clock('the repository is away', (one) => one.settle('unreachable')),
    clock('somebody else moved the ref', (one) => (one.repository.refs.set(first!.ref, 'foreign'), one.settle())),
  ];
}
