/** A run at work, as the probes of work and promotion look at it, in one query. */

export interface HolderView {
  readonly role: string;
  readonly workerId: string;
}

export interface GateView {
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string }[];
}

export interface BodyView {
  readonly path: string;
  readonly kind: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly content: string | null;
}

export interface AttemptAtWork {
  readonly number: number;
  readonly role: string;
  readonly workerId: string;
  readonly state: string;
  readonly tokensUsed: number;
  readonly commit: string | null;
  readonly gate: GateView | null;
  readonly auditVerdict: string | null;
  readonly ciVerdict: string | null;
  readonly ciTries: readonly { readonly number: number; readonly verdict: string }[];
  readonly artefacts: readonly BodyView[];
}

export interface PhaseAtWork {
  readonly phaseId: string;
  readonly state: string;
  readonly builderAttempts: number;
  readonly auditorAttempts: number;
  readonly maxBuilderAttempts: number;
  readonly tokensUsed: number;
  readonly holder: HolderView | null;
  readonly attempts: readonly AttemptAtWork[];
  readonly issues: readonly { readonly issueKey: string; readonly severity: string; readonly open: boolean }[];
}

export interface LateView {
  readonly id: string;
  readonly phaseId: string;
  readonly workerId: string;
  readonly tokensUsed: number | null;
  readonly reason: { readonly code: string };
  readonly artefacts: readonly BodyView[];
}

export interface WorkRunView {
  readonly state: string;
  readonly isTerminal: boolean;
  readonly version: number;
  readonly tokensUsed: number;
  readonly ciRunsUsed: number;
  readonly failure: {
    readonly rule: string;
    readonly reasons: readonly { readonly code: string }[];
    readonly budget: { readonly scope: string; readonly name: string; readonly limit: number; readonly used: number } | null;
  } | null;
  readonly integrationBranch: string | null;
  readonly baseCommit: string | null;
  readonly headCommit: string | null;
  readonly snapshots: readonly { readonly phaseId: string; readonly commit: string; readonly tag: string }[];
  readonly tiers: readonly { readonly tierId: string; readonly state: string; readonly tokensUsed: number }[];
  readonly phases: readonly PhaseAtWork[];
  readonly lateResults: readonly LateView[];
  readonly incident: readonly { readonly path: string }[];
}

const BODY = 'artefacts { path kind sizeBytes sha256 content }';

export const RUN_AT_WORK = `query RunAtWork($runId: ID!) { run(runId: $runId) {
  state isTerminal version tokensUsed ciRunsUsed integrationBranch baseCommit headCommit
  failure { rule reasons { code } budget { scope name limit used } } snapshots { phaseId commit tag }
  tiers { tierId state tokensUsed }
  phases { phaseId state builderAttempts auditorAttempts maxBuilderAttempts tokensUsed holder { role workerId }
    attempts { number role workerId state tokensUsed commit gate { verdict reasons { code } } auditVerdict ciVerdict
      ciTries { number verdict } ${BODY} }
    issues { issueKey severity open } }
  lateResults { id phaseId workerId tokensUsed reason { code } ${BODY} }
  incident { path }
} }`;

/** The row of one phase; the probe's own plan names it. */
export function phaseIn(run: WorkRunView, phaseId: string): PhaseAtWork {
  const found = run.phases.find((phase) => phase.phaseId === phaseId);
  if (!found) throw new Error(`The run has no phase ${phaseId}`);
  return found;
}
