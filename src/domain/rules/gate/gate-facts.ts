/** Everything that the gate looks at (G1), and what it says. The same facts always give the same decision (C5). */
import type { Reason } from '../../model/refusal.js';
import type { BuilderStatus, Complexity, GateVerdict } from '../../model/vocabulary.js';
import type { Policies } from '../strategy/strategy.js';
import type { PatchFacts } from './patch-facts.js';

export interface ProbeOutcome {
  readonly name: string;
  readonly exitCode: number;
}

export interface GateFacts {
  /**
   * What the Builder says of its work; null: an Auditor's patch. A failed environment is no work and is handled before
   * (B6).
   */
  readonly status: Exclude<BuilderStatus, 'ENVIRONMENT_FAILURE'> | null;
  readonly probes: readonly ProbeOutcome[];
  /** Keys that this result reports for the first time and that count as major. */
  readonly newMajorIssues: readonly string[];
  /** Null: none was handed in. */
  readonly patch: PatchFacts | null;
  /** An Auditor approved exactly this patch: turns AUDIT into PASS and nothing else (W10). */
  readonly approved: boolean;
  /** The operator requested an audit of the next result (W9). */
  readonly auditRequested: boolean;
  readonly autoApply: boolean;
  readonly complexity: Complexity;
  readonly allowNoop: boolean;
  readonly allowedPaths: readonly string[];
  readonly policies: Pick<Policies, 'patch'> & { readonly paths: Pick<Policies['paths'], 'protected'> };
}

/** Stable codes of the gate's reasons, in the order in which they are listed. */
export const GATE_REASONS = [
  'builder_failed',
  'probe_failed',
  'patch_empty',
  'patch_malformed',
  'patch_does_not_apply',
  'path_outside_allowed',
  'path_protected',
  'path_unusable',
  'path_collision',
  'large_file',
  'attributes_not_met',
  'symlink_leaves_tree',
  'submodule',
  'patch_too_large',
  'patch_unpacks_too_large',
  'too_many_files',
  'needs_review',
  'new_major_issue',
  'auto_apply_off',
  'many_deletions',
  'audit_requested',
  'audit_approved',
] as const;
export type GateReasonCode = (typeof GATE_REASONS)[number];

export interface GateReason extends Reason {
  readonly code: GateReasonCode;
}

export interface GateJudgement {
  readonly verdict: GateVerdict;
  /** All that apply, so that an agent can mend them at once; empty for a plain PASS. */
  readonly reasons: readonly GateReason[];
  /**
   * The patch was refused by policy: paths, symlinks, submodules, sizes (G2). A second one in the same phase fails it.
   */
  readonly policyRefusal: boolean;
  /**
   * The sorted codes of what was rejected, to find attempts that make no progress (W9); null unless the verdict is
   * REJECT.
   */
  readonly fingerprint: string | null;
}
