/**
 * A look at every state that a small run can be in: from its start, every move is tried in every state, and states that differ only in ids and instants
 * are one. In each the rows must be as they should (work-invariants.ts), something must be able to happen, and the deadline must end the run; and no
 * chain of results may come back to where it was while the clock does not move. What is wrong is reported with the moves that lead there.
 */
import type { PhaseFacts } from '../../../src/domain/model/facts.js';
import type { PhaseState } from '../../../src/domain/model/phase-state.js';
import { runMachine, type RunState } from '../../../src/domain/model/run-state.js';
import { type Kind, movesOf } from './work-moves.js';
import type { WorkWorld } from './work-world.js';

export interface Exploration {
  /** Different states, and moves that were tried. */
  readonly states: number;
  readonly moves: number;
  readonly faults: readonly string[];
  readonly runStates: ReadonlySet<RunState>;
  readonly phaseStates: ReadonlySet<PhaseState>;
  /** Rule and reason of every failure. */
  readonly failures: ReadonlySet<string>;
}

interface Node {
  readonly world: WorkWorld;
  readonly from: Node | null;
  readonly by: string;
  /** States that one result of a worker leads to. */
  readonly next: Set<string>;
}

const MOST_FAULTS = 3;

export function explore(start: WorkWorld, kinds: readonly Kind[], mostStates = 20_000): Exploration {
  const nodes = new Map<string, Node>();
  const found = {
    runStates: new Set<RunState>(),
    phaseStates: new Set<PhaseState>(),
    failures: new Set<string>(),
    faults: [] as string[],
  };
  let moves = 0;
  const waiting: string[] = [];
  const visit = (world: WorkWorld, from: Node | null, by: string): string => {
    const key = abstractly(world);
    if (nodes.has(key)) return key;
    nodes.set(key, { world, from, by, next: new Set() });
    waiting.push(key);
    return key;
  };
  const report = (node: Node, what: string, by?: string) =>
    found.faults.push(`${[...pathTo(node), ...(by ? [by] : [])].join(', ')}: ${what}`);

  visit(start, null, 'the run starts');
  for (const key of waiting) {
    const node = nodes.get(key)!;
    const { world } = node;
    for (const phase of world.phases) found.phaseStates.add(phase.state);
    for (const event of world.events.slice(node.from?.world.events.length ?? 0)) {
      if (event.subject === 'run' && event.toState !== null) found.runStates.add(event.toState as RunState);
    }
    if (world.run.failure) found.failures.add(`${world.run.failure.rule} ${world.run.failure.reasons[0]!.code}`);
    const possible = movesOf(world, kinds);
    const fault =
      faultOfAsking(world) ??
      faultAt(world) ??
      (isDeadEnd(world, possible.length) ? 'nobody can do anything more' : null);
    if (fault !== null) report(node, fault);
    for (const { name, by, take } of possible) {
      moves += 1;
      const next = world.fork();
      try {
        take(next);
        const reached = visit(next, node, name);
        if (by === 'worker' && next.events.length > world.events.length) node.next.add(reached);
      } catch (error) {
        report(node, (error as Error).message, name);
      }
      if (found.faults.length >= MOST_FAULTS) return { states: nodes.size, moves, ...found };
    }
    if (nodes.size > mostStates) throw new Error(`More than ${mostStates} states`);
  }
  const loop = aLoop(nodes);
  if (loop) report(loop, 'results go on and on while the clock stands still');
  return { states: nodes.size, moves, ...found };
}

/** S4: what can come next may be asked in every state, of the run and of each of its phases, and the answer is in the table. */
function faultOfAsking(world: WorkWorld): string | null {
  try {
    const strange = world.nextRunStates().filter((to) => !isReachable(world.run.state, to));
    return strange.length > 0 ? `S4: nextStates names ${strange.join(', ')} in ${world.run.state}` : null;
  } catch (error) {
    return `S4: nextStates throws: ${(error as Error).message}`;
  }
}

/** In one command or by the clock: the first dispatch passes PHASE_QUEUEING, green CI of the last phase SNAPSHOT_CREATED, a patch that is applied at once the gate. */
const PASSED: readonly RunState[] = ['PHASE_QUEUEING', 'SNAPSHOT_CREATED', 'GATE'];
const isReachable = (from: RunState, to: RunState): boolean =>
  runMachine.allows(from, to) || PASSED.some((by) => runMachine.allows(from, by) && runMachine.allows(by, to));

/** Where somebody makes manual transitions, only the operator and the deadline can continue the run (W11). */
function isDeadEnd(world: WorkWorld, possible: number): boolean {
  return world.run.completedAt === null && possible === 0 && world.run.refIntent === null;
}

/** C1, S6: by the deadline alone the run ends, and its branch goes back to the last snapshot, whenever a slow server comes (G7). */
function faultAt(world: WorkWorld): string | null {
  const ways: readonly (() => string | null)[] = world.slow
    ? [
        () => faultOfEnd(world, beforeItIsSettled),
        () => faultOfEnd(world, whileItIsSettled),
        () => faultOfEnd(world, whenItIsSettled),
      ]
    : [() => faultOfEnd(world, settles)];
  for (const way of ways) {
    const fault = way();
    if (fault !== null) return fault;
  }
  return null;
}

type Settling = (ended: WorkWorld) => void;
const settles: Settling = (ended) => void (ended.run.refIntent && ended.settle());
const beforeItIsSettled: Settling = (ended) => (ended.comeLate(), settles(ended));
const whenItIsSettled: Settling = (ended) => (settles(ended), ended.comeLate());
/** Another server has put the refs back, the slow one moves them, and the other one settles what it did. */
const whileItIsSettled: Settling = (ended) => {
  const { refIntent } = ended.run;
  const outcome = refIntent && ended.repository.perform(refIntent);
  ended.comeLate((one) => void (outcome && one.settleAs(refIntent, outcome)));
};

function faultOfEnd(world: WorkWorld, settling: Settling): string | null {
  const ended = world.fork();
  if (ended.run.completedAt === null) {
    try {
      ended.runDeadline();
    } catch (error) {
      return `at the deadline: ${(error as Error).message}`;
    }
  }
  if (ended.run.completedAt === null) return 'C1: the deadline does not end the run';
  settling(ended);
  if (ended.run.refIntent !== null) return 'G7: refs stay unsettled';
  const { run, repository, snapshots } = ended;
  if (run.repositoryPath === null || repository.differences.length > 0) return null;
  const exists = repository.refs.get(`refs/heads/autonomous/${run.runId}`);
  if (exists !== undefined && exists !== run.headCommit && exists !== 'foreign') {
    return `S6: the branch stays at ${exists}, and the last snapshot is ${run.headCommit}`;
  }
  const tags = [...repository.refs]
    .filter(([ref, at]) => ref.startsWith('refs/tags/') && at !== 'foreign')
    .map(([ref]) => ref);
  const kept = snapshots.map(({ tag }) => `refs/tags/${tag}`);
  const left = tags.filter((tag) => !kept.includes(tag));
  return left.length > 0 ? `S6: tags without a snapshot stay: ${left.join(', ')}` : null;
}

function pathTo(node: Node): string[] {
  return [...(node.from ? pathTo(node.from) : []), node.by];
}

/** A state from which workers' results alone lead back to itself. */
function aLoop(nodes: ReadonlyMap<string, Node>): Node | null {
  const done = new Set<string>();
  for (const first of nodes.keys()) {
    const open = new Set<string>();
    const stack: { key: string; rest: string[] }[] = [];
    const enter = (key: string) => {
      open.add(key);
      stack.push({ key, rest: [...nodes.get(key)!.next] });
    };
    if (!done.has(first)) enter(first);
    while (stack.length > 0) {
      const { key, rest } = stack.at(-1)!;
      const next = rest.pop();
      if (next === undefined) {
        stack.pop();
        open.delete(key);
        done.add(key);
      } else if (open.has(next)) return nodes.get(next)!;
      else if (!done.has(next)) enter(next);
    }
  }
  return null;
}

/** The state without ids and instants: what has ended counts by its end alone, what is to come not at all. */
function abstractly(world: WorkWorld): string {
  const { run, tiers, phases, lease, tries, now, repository } = world;
  const slow = world.slow && [world.slow.purpose, world.slow.phaseId, world.slow.attempt];
  if (run.completedAt !== null)
    return JSON.stringify([run.state, run.failure?.reasons, phases.map((phase) => phase.state), run.refIntent, slow]);
  const critical = run.safetyProfile === 'SAFETY_CRITICAL';
  return JSON.stringify([
    run.state,
    slow,
    run.refIntent && [
      run.refIntent.purpose,
      run.refIntent.moves.map(({ ref, to }) => (repository.refs.get(ref) ?? null) === to),
    ],
    critical
      ? tiers.map((tier) => [tier.ciRunsUsed, tier.openMinorIssues, tier.openMajorIssues])
      : [run.openMinorIssues],
    phases.map((phase) => (phase.completedAt ? phase.state : phaseAbstractly(phase, now))),
    lease && [lease.role, lease.beaten, lease.tokensTold],
    tries
      .filter((one) => isOfNow(one, world))
      .map(({ judged, ciAttempt }) => [judged?.failed, judged?.verdict, ciAttempt === null]),
    world.attempts
      .filter((one) => one.phaseId === world.headPhase.phaseId)
      .map(({ state }) => state === 'EXPIRED')
      .at(-1),
    world.attempts.filter((one) => one.phaseId === world.headPhase.phaseId).at(-1)?.givenBack,
  ]);
}

const isOfNow = (one: { phaseId: string; round: number; attempt: number }, { headPhase }: WorkWorld): boolean =>
  headPhase.state === 'CI_RUNNING' &&
  one.phaseId === headPhase.phaseId &&
  one.round === headPhase.round &&
  one.attempt === (headPhase.work.candidate?.attempt ?? 0);

function phaseAbstractly({ work, ...phase }: PhaseFacts, now: Date): unknown[] {
  const {
    candidate,
    holder,
    auditDue,
    auditRequested,
    givenBack,
    environmentFailures,
    policyRefusals,
    lastPatchHash,
    lastFingerprint,
  } = work;
  return [
    ...[phase.state, phase.builderAttempts, phase.maxBuilderAttempts, phase.auditorAttempts],
    ...[phase.notBefore !== null && phase.notBefore > now, phase.waitUntil !== null],
    candidate && [candidate.standing, candidate.patchHash, candidate.commit !== null],
    ...[
      holder?.role,
      auditDue,
      auditRequested !== null,
      givenBack,
      environmentFailures,
      policyRefusals,
      lastPatchHash,
      lastFingerprint,
    ],
  ];
}
