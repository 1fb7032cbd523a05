/**
 * What another ruleset would change (P6): the values that differ between two strategies of one plan. Reasons and
 * version numbers are no values.
 */
import type { Strategy } from './strategy.js';

export interface StrategyDifference {
  /** As `run.tokenCap`, `phases.F1.1.ciProfile`, `policies.ci.tries.normal`. */
  readonly path: string;
  /** Null: not there, or empty. Text and numbers as they are, lists as JSON. */
  readonly before: string | null;
  readonly after: string | null;
}

/** In the order of the strategy; within a group first what `before` has, then what only `after` has. */
export function differences(before: Strategy, after: Strategy): StrategyDifference[] {
  const old = valuesOf(before);
  const now = valuesOf(after);
  const groups = [...old.keys()];
  return groups.flatMap((group) => {
    const [was, is] = [old.get(group)!, now.get(group)!];
    return [...new Set([...was.keys(), ...is.keys()])]
      .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
      .filter((difference) => difference.before !== difference.after);
  });
}

type Values = Map<string, string | null>;

function valuesOf(strategy: Strategy): Map<string, Values> {
  const { safetyProfile, runScope, run, tiers, phases, debtCleanup, issues, policies } = strategy;
  const keyed = (rows: readonly object[], key: string) =>
    new Map(
      rows.map((row) => {
        const { [key]: id, ...values } = row as Record<string, unknown>;
        return [`${id}`, values];
      }),
    );
  const groups: [string, unknown][] = [
    ['safetyProfile', safetyProfile],
    ['runScope', runScope],
    ['run', run],
    ['tiers', keyed(tiers, 'tierId')],
    ['phases', keyed(phases, 'phaseId')],
    ['debtCleanup', keyed(debtCleanup.phases, 'phaseId')],
    ['issues', issues],
    ['policies', policies],
  ];
  return new Map(
    groups.map(([name, group]) => {
      const values: Values = new Map();
      collect(name, group, values);
      return [name, values];
    }),
  );
}

function collect(path: string, value: unknown, into: Values): void {
  if (value instanceof Map) {
    for (const [key, part] of value) collect(`${path}.${key}`, part, into);
  } else if (Array.isArray(value)) {
    into.set(path, JSON.stringify(value));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) if (key !== 'reasons') collect(`${path}.${key}`, part, into);
  } else {
    into.set(path, value === null || value === undefined ? null : String(value));
  }
}
