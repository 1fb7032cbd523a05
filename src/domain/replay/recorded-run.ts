/** What is recorded of a run that is played again (X4): its events, its strategy and the rows of its work. */
import type { AttemptFacts, CiTryFacts } from '../model/attempt.js';
import type { RunEvent } from '../model/run-event.js';
import type { Strategy } from '../rules/strategy/strategy.js';

export interface RecordedRun {
  readonly runId: string;
  /** All of them, as the database gives them: instants in data are text. */
  readonly events: readonly RunEvent[];
  /** Frozen with the run; null: it was never sealed. */
  readonly strategy: Strategy | null;
  readonly attempts: readonly AttemptFacts[];
  /** In order. */
  readonly tries: readonly CiTryFacts[];
}

/** The events of one command, in order, and what its phase's and its last event record of it. */
export interface RecordedCommand {
  readonly first: RunEvent;
  readonly events: readonly RunEvent[];
  /** Data of all its events that are about the phase of the first one; later ones win. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Values of the phase's work that it set. */
  readonly work: Readonly<Record<string, unknown>>;
}

/** The command whose events begin at this index. */
export function commandAt(events: readonly RunEvent[], from: number): RecordedCommand {
  const first = events[from]!;
  let to = from + 1;
  while (to < events.length && continues(events.slice(from, to), events[to]!)) to += 1;
  const mine = events.slice(from, to);
  const ofPhase = mine.filter((event) => event.subject === first.subject);
  const data = Object.assign({}, ...ofPhase.map((event) => event.data)) as Record<string, unknown>;
  const refs = mine.at(-1)!.data.refs;
  const noted = data.noted as { readonly work?: Record<string, unknown> } | undefined;
  return { first, events: mine, data: refs === undefined ? data : { ...data, refs }, work: noted?.work ?? {} };
}

const RANKS = { phase: 0, tier: 1, run: 2 };
const rankOf = ({ subject }: RunEvent): number => RANKS[subject.split('/', 1)[0] as keyof typeof RANKS];

/** Events of a command come in order: phases, tiers, the run. One that moved nothing stands alone unless the run ends. */
function continues(before: readonly RunEvent[], next: RunEvent): boolean {
  const last = before.at(-1)!;
  if (next.cause !== last.cause || next.actor !== last.actor || next.at.getTime() !== last.at.getTime()) return false;
  if (rankOf(next) < rankOf(last)) return false;
  if (last.toState !== null) return next.toState !== null && !beginsAnew(before, next);
  return next.toState !== null && (next.toState === 'FAILED' || next.toState === 'SKIPPED' || rankOf(next) > 0);
}

const beginsAnew = (before: readonly RunEvent[], next: RunEvent): boolean =>
  rankOf(next) === 0 && next.data.attempt !== undefined && before.some((event) => event.data.attempt !== undefined);
