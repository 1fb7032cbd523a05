/**
 * For whom the commands of this call are done (E1, A2). It travels with the call, through everything that it awaits, so that no
 * command can forget it. Nothing is noted for the default operator, and then it costs nothing.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Acting {
  readonly actor: string;
  /** The projects that the caller is bound to; null: to none. */
  readonly projectIds: readonly string[] | null;
}

const acting = new AsyncLocalStorage<Acting>();

/** Does the work for a caller. */
export const actingFor = <Result>(caller: Acting, work: () => Result): Result => acting.run(caller, work);

/** The actor of the call, `operator` if none is noted. */
export const currentActor = (): 'operator' | `${string}/${string}` =>
  (acting.getStore()?.actor as `${string}/${string}` | undefined) ?? 'operator';

/** The projects that the caller is bound to; null: to none. */
export const currentProjects = (): readonly string[] | null => acting.getStore()?.projectIds ?? null;
