/**
 * All names of spans and attributes of a run's trace (O9). Conventions of OpenTelemetry where one fits: agents (`gen_ai`),
 * CI (`cicd`), version control (`vcs`); all of them are in development, and none covers a supervised build. The names
 * are unstable: they may change with any version. Values are ids, words of our vocabulary and numbers only, never a text that
 * somebody wrote: it may hold a secret.
 */
import type { Complexity, WorkerRole } from '../../model/vocabulary.js';

export type AttributeValue = string | number | boolean | string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

export const RUN_ID = 'autopack.run.id';
export const ERROR_TYPE = 'error.type';

export const spanName = {
  run: (projectId: string) => `invoke_workflow ${projectId}`,
  tier: (tierId: string) => `tier ${tierId}`,
  phase: (phaseId: string) => `phase ${phaseId}`,
  agent: (role: 'BUILDER' | 'AUDITOR') => `invoke_agent ${role.toLowerCase()}`,
  manual: 'invoke_agent manual',
  ci: 'RUN ci',
  base: 'RUN base check',
} as const;

/** Leaves out what is not known. */
export function attributes(all: Readonly<Record<string, AttributeValue | null | undefined>>): Attributes {
  const known = Object.entries(all).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known) as Attributes;
}

export const runAttributes = (run: {
  readonly projectId: string;
  readonly state: string;
  readonly tokens: number;
  readonly base: string | null;
  readonly head: string | null;
}): Attributes =>
  attributes({
    'gen_ai.operation.name': 'invoke_workflow',
    'gen_ai.workflow.name': run.projectId,
    'autopack.project.id': run.projectId,
    'autopack.run.state': run.state,
    'autopack.tokens': run.tokens,
    'vcs.ref.base.revision': run.base,
    'vcs.ref.head.revision': run.head,
  });

export const tierAttributes = (tierId: string, state: string): Attributes => ({
  'autopack.tier.id': tierId,
  'autopack.tier.state': state,
});

export const phaseAttributes = (phase: {
  readonly tierId: string;
  readonly phaseId: string;
  readonly state: string;
  readonly category: string | null;
  readonly complexity: Complexity | null;
}): Attributes =>
  attributes({
    'autopack.tier.id': phase.tierId,
    'autopack.phase.id': phase.phaseId,
    'autopack.phase.state': phase.state,
    'autopack.phase.category': phase.category,
    'autopack.phase.complexity': phase.complexity,
  });

export const workAttributes = (work: {
  readonly phaseId: string | null;
  readonly attempt: number | null;
  readonly role: WorkerRole | null;
  readonly workerId: string | null;
  readonly outcome: string | null;
  readonly tokens: number;
}): Attributes =>
  attributes({
    'autopack.phase.id': work.phaseId,
    'autopack.attempt': work.attempt,
    'autopack.role': work.role,
    'autopack.worker.id': work.workerId,
    'autopack.outcome': work.outcome,
    'autopack.tokens': work.tokens > 0 ? work.tokens : null,
  });

export const agentAttributes = (role: 'BUILDER' | 'AUDITOR'): Attributes => ({
  'gen_ai.operation.name': 'invoke_agent',
  'gen_ai.agent.name': role.toLowerCase(),
});

/** The words of OpenTelemetry for a verdict of CI. */
const RESULTS: Readonly<Record<string, string>> = {
  GREEN: 'success',
  FLAKY: 'success',
  RED: 'failure',
  MISSING: 'timeout',
  ENVIRONMENT: 'error',
};
export const ciAttributes = (
  verdict: string | null,
  tryNumber: number | null,
  reasons: readonly string[],
): Attributes =>
  attributes({
    'cicd.pipeline.task.type': 'test',
    'cicd.pipeline.task.run.result': verdict === null ? 'cancellation' : (RESULTS[verdict] ?? 'failure'),
    'autopack.ci.verdict': verdict,
    'autopack.ci.try': tryNumber,
    'autopack.ci.reasons': reasons.length > 0 ? [...reasons] : null,
  });

export const gateAttributes = (verdict: string, reasons: readonly string[]): Attributes => ({
  'autopack.gate.verdict': verdict,
  'autopack.gate.reasons': [...reasons],
});
