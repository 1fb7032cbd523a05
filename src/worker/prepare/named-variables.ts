/** Variables of the worker that a ruleset names for set-up and steps (V7). Autopack's own are never among them, whatever a server says (A5). */
import { letThrough, secretsIn } from '../agents/agent-environment.js';
import type { Preparation } from './preparation.js';

export interface NamedVariables {
  readonly names: readonly string[];
  /** Values that must not stand in output. */
  readonly secrets: readonly string[];
  /** A sentence about those that the worker does not have; null: it has all. */
  readonly missing: string | null;
}

export function namedVariables(
  { environment }: Pick<Preparation, 'environment'>,
  from: Readonly<Record<string, string | undefined>> = process.env,
): NamedVariables {
  const names = environment.filter((name) => !name.startsWith('AUTOPACK_'));
  const unset = names.filter((name) => from[name] === undefined);
  return {
    names,
    secrets: secretsIn(letThrough([], names), from),
    missing: unset.length === 0 ? null : `The worker has no variable ${unset.join(', ')}, which ci.environment names.`,
  };
}
