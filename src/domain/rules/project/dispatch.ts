/**
 * Whether work is dispatched (A9): of a project, and of the whole installation, that is of all servers on one database.
 * While it is stopped, there are no new leases and nothing else changes: clocks continue, so that nothing waits for a
 * person.
 */
import type { Reason } from '../../model/refusal.js';
import type { Actor } from '../../model/run-event.js';

/** The last change of dispatch, and its actor. */
export interface DispatchChange {
  readonly by: Actor;
  /** An instant, as text. */
  readonly at: string;
  readonly reason: string | null;
}

export interface Dispatch {
  readonly projectId: string;
  readonly dispatching: boolean;
  /** Null: it was never changed. */
  readonly dispatchChange: DispatchChange | null;
}

/** Whether all servers of the installation drain: nothing of any project is dispatched. */
export interface DrainFacts {
  readonly draining: boolean;
  /** Null: it was never changed. */
  readonly change: DispatchChange | null;
}

/** What a command says becomes the newest change, also where dispatch stays as it was: its reason counts. */
export function setDispatch(
  dispatching: boolean,
  reason: string | null,
  by: Actor,
  now: Date,
): { readonly dispatching: boolean; readonly dispatchChange: DispatchChange } {
  return { dispatching, dispatchChange: { by, at: now.toISOString(), reason } };
}

/** A drain that is asked for again keeps its beginning; its actor and reason are those of the newest command. */
export function setDrain(
  before: DrainFacts,
  draining: boolean,
  reason: string | null,
  by: Actor,
  now: Date,
): DrainFacts {
  const at = draining && before.draining && before.change !== null ? before.change.at : now.toISOString();
  return { draining, change: { by, at, reason } };
}

/** Why nothing at all is dispatched; null: the installation does not drain. */
function serverDrains({ draining, change }: DrainFacts): Reason | null {
  if (!draining) return null;
  return {
    code: 'server_draining',
    message: `${sentence('The server drains', change)} No project gets new leases; setDrain ends it.`,
    source: 'A9',
  };
}

/** Why no work of the project is dispatched; null if it is. The reason of the drain comes first. */
export function dispatchStopped(
  { projectId, dispatching, dispatchChange }: Dispatch,
  drain: DrainFacts,
): Reason | null {
  const drains = serverDrains(drain);
  if (drains !== null || dispatching) return drains;
  const stopped = sentence(`Dispatch of project "${projectId}" is stopped`, dispatchChange);
  return { code: 'dispatch_stopped', message: `${stopped} setDispatch resumes it.`, source: 'A9' };
}

function sentence(what: string, change: DispatchChange | null): string {
  const since = change === null ? '' : ` since ${change.at} (${change.by})`;
  const why = change?.reason ? `: ${change.reason}` : '';
  const whole = `${what}${since}${why}`;
  return `${whole}${/[.!?]$/.test(whole) ? '' : '.'}`;
}
