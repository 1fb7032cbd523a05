/**
 * How a checkout is prepared before anything is judged in it (V7): submodules, folders out of the cache, set-up steps,
 * and the variables that they may see. What a ruleset leaves out is left out of the strategy too: a strategy that was
 * frozen before these keys has the same hash now.
 */
import type { Reason } from '../../model/refusal.js';

/** A command that prepares a checkout. It is not judged. */
export interface SetupStep {
  readonly name: string;
  readonly argv: readonly string[];
  readonly timeoutSeconds?: number | undefined;
  /** Paths or globs of what it reads; left out: see `domain/ci/setup-reads.ts`. */
  readonly reads?: readonly string[] | undefined;
  /** Folder below the checkout in which it runs; left out: its root. */
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** A folder below the checkout that is kept for later checkouts of the project whose key files are the same. */
export interface CachedFolder {
  readonly path: string;
  /** Paths or globs of committed files. */
  readonly key: readonly string[];
}

export interface PreparationRules {
  readonly setup?: readonly SetupStep[] | undefined;
  readonly cache?: readonly CachedFolder[] | undefined;
  readonly submodules?: boolean | undefined;
  /** Names of the worker's variables that set-up and steps may see. */
  readonly environment?: readonly string[] | undefined;
}

/** What the ruleset names, each with its reason (P3). */
export function preparationOf(
  { setup, cache, submodules, environment }: PreparationRules,
  rulesetName: string,
): { readonly values: PreparationRules; readonly reasons: readonly Reason[] } {
  const reason = (code: string, message: string): Reason => ({
    code,
    message: `${message}, as ${rulesetName} says`,
    source: rulesetName,
  });
  return {
    values: {
      ...(setup && { setup }),
      ...(cache && { cache }),
      ...(submodules !== undefined && { submodules }),
      ...(environment && { environment }),
    },
    reasons: [
      ...(setup ? [reason('ci_setup', `${setup.length} steps`)] : []),
      ...(cache ? [reason('ci_cache', `${cache.length} folders`)] : []),
      ...(submodules === undefined ? [] : [reason('ci_submodules', String(submodules))]),
      ...(environment ? [reason('ci_environment', `${environment.length} variables`)] : []),
    ],
  };
}
