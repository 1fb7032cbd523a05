/**
 * Whether work of a project is dispatched (A9). While it is stopped, there are no new leases and nothing else changes:
 * clocks continue, so that nothing waits for a person.
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

/** What a command says becomes the newest change, also where dispatch stays as it was: its reason counts. */
export function setDispatch(
  dispatching: boolean,
  reason: string | null,
  by: Actor,
  now: Date,
): { readonly dispatching: boolean; readonly dispatchChange: DispatchChange } {
  return { dispatching, dispatchChange: { by, at: now.toISOString(), reason } };
}

/** Why no work of the project is dispatched; null if it is. */
export function dispatchStopped({ projectId, dispatching, dispatchChange }: Dispatch): Reason | null {
  if (dispatching) return null;
  const since = dispatchChange === null ? '' : ` since ${dispatchChange.at} (${dispatchChange.by})`;
  const why = dispatchChange?.reason ? `: ${dispatchChange.reason}` : '';
  const stopped = `Dispatch of project "${projectId}" is stopped${since}${why}`;
  return {
    code: 'dispatch_stopped',
    message: `${stopped}${/[.!?]$/.test(stopped) ? '' : '.'} setDispatch resumes it.`,
    source: 'A9',
  };
}
