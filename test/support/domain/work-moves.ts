/** What can happen next to a run and its work, by whom: the steps from which explorations and random stories are made. */
import type { AuditVerdict } from '../../../src/domain/model/vocabulary.js';
import { aReport } from './builders.js';
import { broken, ciReport, forbidden, good, GREEN, RED } from './work-builders.js';
import type { WorkWorld } from './work-world.js';

/** `clock` is whatever happens by itself: time that passes, and the server that settles refs. */
export type OpenWork = 'worker' | 'clock' | 'operator';

export interface Move {
  readonly name: string;
  readonly by: OpenWork;
  take(world: WorkWorld): void;
}

/** Which kinds of moves are looked at together; all of them at once would be too many for a look at every state. */
export const KINDS = ['progress', 'refusals', 'issues', 'leases', 'outages', 'refs', 'late', 'operator'] as const;
export type Kind = (typeof KINDS)[number];

const move = (by: OpenWork, name: string, take: Move['take']): Move => ({ by, name, take });
const worker = (name: string, take: Move['take']) => move('worker', name, take);
const clock = (name: string, take: Move['take']) => move('clock', name, take);
const operator = (name: string, take: Move['take']) => move('operator', name, take);

const TWO_MINORS = [aReport('m1'), aReport('m2')];
const A_MAJOR = [aReport('j1', { severity: 'MAJOR' })];
/** More than any phase may use. */
const TOO_MANY_TOKENS = 1_000_000_000;

const builds = {
  x: worker('builds x', (world) => world.submit({ patch: good('x') })),
  y: worker('builds y', (world) => world.submit({ patch: good('y') })),
  fails: worker('fails', (world) => world.submit({ status: 'FAILED' })),
  broken: worker('builds what does not apply', (world) => world.submit({ patch: broken('b') })),
  forbidden: worker('builds what is forbidden', (world) => world.submit({ patch: forbidden('p') })),
  reviewed: worker('asks for a review of x', (world) => world.submit({ patch: good('x'), status: 'NEEDS_REVIEW' })),
  nothing: worker('asks for a review of nothing', (world) => world.submit({ status: 'NEEDS_REVIEW' })),
  minors: worker('builds x with minor issues', (world) =>
    world.submit({ patch: good('x'), suggestedIssues: TWO_MINORS }),
  ),
  major: worker('builds y with a major issue', (world) => world.submit({ patch: good('y'), suggestedIssues: A_MAJOR })),
  dear: worker('builds x for too many tokens', (world) =>
    world.submit({ patch: good('x'), tokensUsed: TOO_MANY_TOKENS }),
  ),
  noDisk: worker('has no disk left', (world) => world.submit({ status: 'ENVIRONMENT_FAILURE' })),
  away: worker('builds x, and the repository is away', (world) =>
    world.whileAway((one) => one.submit({ patch: good('x') })),
  ),
};

const BUILDS: Record<Kind, readonly Move[]> = {
  progress: [builds.x, builds.y, builds.fails],
  refusals: [builds.x, builds.broken, builds.forbidden, builds.reviewed, builds.nothing],
  issues: [builds.x, builds.minors, builds.major],
  leases: [builds.x, builds.dear],
  outages: [builds.x, builds.noDisk, builds.away],
  refs: [builds.x],
  late: [builds.x],
  operator: [builds.x, builds.fails],
};

const says = (verdict: AuditVerdict) => worker(`says ${verdict}`, (world) => world.audit({ verdict }));
const audits = {
  approve: says('APPROVE'),
  revise: says('REVISE'),
  escalate: says('ESCALATE'),
  instead: worker('approves z instead', (world) => world.audit({ patch: good('z') })),
  forbidden: worker('approves what is forbidden', (world) => world.audit({ patch: forbidden('p') })),
  broken: worker('approves what does not apply', (world) => world.audit({ patch: broken('b') })),
  away: worker('approves, and the repository is away', (world) => world.whileAway((one) => one.audit())),
};
const AUDITS: Record<Kind, readonly Move[]> = {
  progress: [audits.approve, audits.revise],
  refusals: Object.values(audits).filter((one) => one !== audits.away),
  issues: [audits.approve, audits.instead],
  leases: [audits.approve, audits.revise],
  outages: [audits.approve, audits.away],
  refs: [audits.approve, audits.instead],
  late: [audits.approve, audits.revise],
  operator: [audits.approve, audits.revise],
};

const reports = {
  green: worker('is green', (world) => world.report(GREEN)),
  red: worker('is red', (world) => world.report(RED)),
  redElsewhere: worker('is red elsewhere', (world) => world.report(ciReport({ a: 'PASSED', b: 'FAILED' }))),
  missing: worker('is missing', (world) => world.report(ciReport('MISSING'))),
  cannot: worker('cannot run', (world) => world.report(ciReport('ENVIRONMENT'))),
};
const REPORTS: Record<Kind, readonly Move[]> = {
  progress: [reports.green, reports.red],
  refusals: [reports.green, reports.red],
  issues: [reports.green, reports.red],
  leases: [reports.green, reports.red, reports.redElsewhere],
  outages: [reports.green, reports.missing, reports.cannot],
  refs: [reports.green, reports.red],
  late: [reports.green, reports.red],
  operator: [reports.green, reports.red],
};

const ENDS_OF_LEASES = [
  worker('gives its lease back', (world) => world.giveBack()),
  clock('is not heard of', (world) => world.runOut()),
  clock('beats and is not heard of', (world) => (world.heartbeat(), world.runOut())),
];

const OUTSIDE = [
  worker('CI outside is green', (world) => world.report(GREEN, { outside: true })),
  worker('CI outside is red', (world) => world.report(RED, { outside: true })),
];

/** A patch under CI is taken back: the branch is where it was before, and a move that comes late finds it there. */
const TAKES_BACK = operator('takes the patch back', (world) => world.pull('QUEUED'));
const IS_SLOW = clock('a server reads what refs are to do, and is slow', (world) => world.beSlow());
const COMES_LATE = clock('the slow server comes', (world) => world.comeLate());

const MANUAL_TRANSITIONS = (
  ['EXECUTING', 'QUEUED', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED'] as const
).map((state) => operator(`pulls the lever to ${state}`, (world) => world.pull(state)));

/** Everything of these kinds that can happen now; nothing when the run has ended. */
export function movesOf(world: WorkWorld, kinds: readonly Kind[]): Move[] {
  const { run, lease, queue, now } = world;
  if (run.completedAt !== null) return [];
  const is = (kind: Kind) => kinds.includes(kind);
  const of = (moves: Record<Kind, readonly Move[]>) => [
    ...new Map(kinds.flatMap((kind) => moves[kind]).map((one) => [one.name, one])).values(),
  ];
  const late = world.slow ? [COMES_LATE] : [];
  if (run.refIntent !== null)
    return [...refMoves(world, is('refs')), ...(is('late') && !world.slow ? [IS_SLOW] : []), ...late];
  const operators = is('operator')
    ? [
        ...MANUAL_TRANSITIONS,
        operator('asks for an audit', (one) => one.requestAudit()),
        operator('cancels', (one) => one.stop()),
      ]
    : [];
  if (lease) {
    const results = { BUILDER: BUILDS, AUDITOR: AUDITS, CI: REPORTS }[lease.role];
    return [...of(results), ...(is('leases') ? ENDS_OF_LEASES : []), ...operators, ...late];
  }
  const moves = [...operators, ...late, ...(is('late') && world.headPhase.state === 'CI_RUNNING' ? [TAKES_BACK] : [])];
  const { attempts, phaseId } = { attempts: world.headPhase.work.attempts, phaseId: world.headPhase.phaseId };
  if (is('leases') && attempts > 0 && world.canBeLate(attempts)) {
    moves.push(worker('builds x, late', (one) => one.submit({ patch: good('x') }, attempts)));
  }
  if (is('outages') && world.phase(phaseId).state === 'CI_RUNNING') moves.push(...OUTSIDE);
  if (!queue) return moves;
  if (queue.readyAt > now) moves.push(clock('the pause is over', (one) => one.pauseOver()));
  else moves.push(worker(`${queue.role} claims`, (one) => one.claim(queue.role)));
  if (is('outages') && queue.waitUntil !== null) moves.push(clock('the wait is over', (one) => one.waitOut()));
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
