/** Which script of a scenario is played: the first that fits the phase, the role and the attempt of this agent's task. */
import type { Scenario, Script } from './scenario.js';
import { ScenarioFault } from './scenario.js';

export interface Part {
  readonly phase: string | null;
  readonly role: 'BUILDER' | 'AUDITOR';
  readonly attempt: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** From the environment; what is not there is looked for in the brief. */
export function partOf(env: Variables, brief: unknown): Part {
  const phase = env.AUTOPACK_PHASE_ID ?? textAt(brief, ['phaseId']) ?? textAt(brief, ['phase', 'phaseId']);
  const role = (env.AUTOPACK_ROLE ?? textAt(brief, ['role']) ?? 'BUILDER').toUpperCase();
  const attempt = env.AUTOPACK_ATTEMPT ?? textAt(brief, ['attempt']) ?? textAt(brief, ['attempt', 'number']) ?? '1';
  if (role !== 'BUILDER' && role !== 'AUDITOR')
    throw new ScenarioFault(`The role ${JSON.stringify(role)} is none that can be played.`);
  if (!/^[1-9]\d{0,6}$/.test(attempt)) throw new ScenarioFault(`The attempt ${JSON.stringify(attempt)} is no number.`);
  return { phase: phase ?? null, role, attempt: Number(attempt) };
}

export function scriptFor(scenario: Scenario, part: Part): Script {
  const found = scenario.scripts.find(
    ({ phase, role, attempts }) =>
      (phase === null || phase === part.phase) &&
      (role === null || role === part.role) &&
      (attempts.length === 0 || attempts.includes(part.attempt)),
  );
  if (found) return found;
  throw new ScenarioFault(
    `The scenario has no script for phase ${part.phase ?? '(none)'}, role ${part.role}, attempt ${part.attempt}.`,
  );
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return typeof at === 'string' || typeof at === 'number' ? String(at) : undefined;
}
