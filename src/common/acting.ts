/**
 * In whose name commands of this call are made (E1). It travels with the call, through everything that it awaits, so that no
 * command can forget it. Nothing is noted for the default operator, and then it costs nothing.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const acting = new AsyncLocalStorage<string>();

/** Runs the work in the name of the actor. */
export const actingAs = <Result>(actor: string, work: () => Result): Result => acting.run(actor, work);

/** The actor of the call, `operator` if none is noted. */
export const currentActor = (): 'operator' | `${string}/${string}` =>
  (acting.getStore() as `${string}/${string}` | undefined) ?? 'operator';
