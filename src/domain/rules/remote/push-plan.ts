/**
 * What is done about one ref of a remote (M3): from where it stands there, what was pushed last, and what is wanted.
 * Nothing that somebody else put there is overwritten.
 */
export interface RefThere {
  readonly wanted: string;
  /** What we put there last; null: nothing. */
  readonly pushed: string | null;
  /** Where it stands on the remote; null: it is not there. */
  readonly found: string | null;
  /** Is `found` in the history of `wanted`? Null: the repository does not have it. */
  readonly isBehind: boolean | null;
  /** Is `wanted` in the history of `found`? */
  readonly isContained: boolean;
  /** Of a run, or a branch that people work on. */
  readonly kind: 'branch' | 'tag' | 'target';
}

/** `there`: nothing to do. `push`: only if the ref still stands at `expected`; null: only if it is not there. */
export type RefStep =
  | { readonly step: 'there' }
  | { readonly step: 'push'; readonly expected: string | null }
  | { readonly step: 'conflict' };

export function stepOf({ wanted, pushed, found, isBehind, isContained, kind }: RefThere): RefStep {
  if (found === wanted) return { step: 'there' };
  if (found === null) return { step: 'push', expected: null };
  if (kind === 'target') {
    if (isContained) return { step: 'there' };
    return isBehind ? { step: 'push', expected: found } : { step: 'conflict' };
  }
  const isOurs = found === pushed || (kind === 'branch' && isBehind === true);
  return isOurs ? { step: 'push', expected: found } : { step: 'conflict' };
}
