/** What a worker does, in a word, and in which order workers are listed. */
import type { StateLook } from '../../parts/states.js';

interface Seen {
  readonly role: Role;
  readonly workerId: string;
  readonly waiting: boolean;
  readonly holds: unknown;
}

type Role = 'AUDITOR' | 'BUILDER' | 'CI';

const AT_WORK: StateLook = { sign: '▶', word: 'At work', tone: 'busy' };
const WAITING: StateLook = { sign: '◔', word: 'Waits for work', tone: 'good' };
const AWAY: StateLook = { sign: '○', word: 'Not asking', tone: 'idle' };

export function lookOf({ holds, waiting }: Seen): StateLook {
  if (holds !== null) return AT_WORK;
  return waiting ? WAITING : AWAY;
}

const RANK = [AT_WORK, WAITING, AWAY];

/** Those at work first, then those that wait, then those that are away; by role and name within each. */
export const inOrder = <Worker extends Seen>(workers: readonly Worker[]): Worker[] =>
  [...workers].sort(
    (a, b) =>
      RANK.indexOf(lookOf(a)) - RANK.indexOf(lookOf(b)) ||
      a.role.localeCompare(b.role) ||
      a.workerId.localeCompare(b.workerId),
  );

interface IdleReason {
  readonly role: Role;
  /** Null: of all projects together. */
  readonly projectId: string | null;
  readonly reason: { readonly message: string };
}

interface SharedReason<Reason extends IdleReason> {
  readonly shared: Reason;
  /** Whose reason it is; empty: of all projects together. */
  readonly projectIds: readonly string[];
}

/** One for all projects that have the same reason for the same role. */
export function byReason<Reason extends IdleReason>(reasons: readonly Reason[]): SharedReason<Reason>[] {
  const found = new Map<string, { readonly shared: Reason; readonly projectIds: string[] }>();
  for (const each of reasons) {
    const key = JSON.stringify([each.role, each.projectId === null, each.reason.message]);
    const same = found.get(key) ?? { shared: each, projectIds: [] };
    found.set(key, same);
    if (each.projectId !== null) same.projectIds.push(each.projectId);
  }
  return [...found.values()];
}

/** Without those of a project that say what is said of all projects. */
export const withoutRepeats = <Reason extends IdleReason>(reasons: readonly Reason[]): Reason[] =>
  reasons.filter(
    ({ role, projectId, reason }) =>
      projectId === null ||
      !reasons.some(
        (general) => general.projectId === null && general.role === role && general.reason.message === reason.message,
      ),
  );
