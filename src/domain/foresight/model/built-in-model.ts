/**
 * The built-in worker model (X2). It rests on nothing but judgement: its numbers were chosen, not measured. A model
 * that is learned from a project's past replaces them part by part.
 */
import type { Complexity, WorkerRole } from '../../model/vocabulary.js';
import type { LogNormal, Profile, ProfilePart, WorkerModel } from './worker-model.js';

const BUILT_IN_PROFILE: Profile = {
  builder: [
    {
      failed: 0.02,
      needsReview: 0.03,
      environment: 0.01,
      lost: 0.01,
      released: 0.01,
      rejected: { patch_does_not_apply: 0.02, probe_failed: 0.02, path_outside_allowed: 0.01, patch_empty: 0.01 },
      minorIssue: 0.08,
      majorIssue: 0.01,
    },
    {
      failed: 0.03,
      needsReview: 0.05,
      environment: 0.01,
      lost: 0.01,
      released: 0.01,
      rejected: { patch_does_not_apply: 0.02, probe_failed: 0.02, path_outside_allowed: 0.01, patch_empty: 0.01 },
      minorIssue: 0.08,
      majorIssue: 0.01,
    },
  ],
  ci: [{ red: 0.15, missing: 0.005 }, { red: 0.2, missing: 0.005 }, { red: 0.3 }],
  flake: 0.02,
  ciEnvironment: 0.005,
  audit: { fit: { revise: 0.15, escalate: 0.01, replace: 0.03 }, unfit: { escalate: 0.1, replace: 0.2 } },
  repeats: { patch: 0.02, failure: 0.25 },
  tokens: { p50: 60_000, p90: 160_000 },
  minutes: { p50: 2, p90: 6 },
  auditTokens: { p50: 25_000, p90: 70_000 },
  auditMinutes: { p50: 1, p90: 3 },
  ciMinutes: { p50: 1, p90: 2 },
};

const SIMPLE: ProfilePart = {
  ci: [{ red: 0.06, missing: 0.005 }, { red: 0.12, missing: 0.005 }, { red: 0.2 }],
  tokens: { p50: 30_000, p90: 80_000 },
  minutes: { p50: 1, p90: 3 },
};
const HARD: ProfilePart = {
  ci: [{ red: 0.25, missing: 0.01 }, { red: 0.3, missing: 0.005 }, { red: 0.4 }],
  tokens: { p50: 120_000, p90: 320_000 },
  minutes: { p50: 4, p90: 12 },
  auditTokens: { p50: 50_000, p90: 140_000 },
};
const COMPLEXITIES: Readonly<Record<Complexity, ProfilePart>> = { LOW: SIMPLE, MEDIUM: {}, HIGH: HARD };

export const BUILT_IN_PICKUP: Readonly<Record<WorkerRole, LogNormal>> = {
  BUILDER: { p50: 0.1, p90: 0.5 },
  AUDITOR: { p50: 0.1, p90: 0.5 },
  CI: { p50: 0.1, p90: 0.5 },
};

export const BUILT_IN_MODEL: WorkerModel = {
  version: 1,
  name: 'built-in',
  base: { red: 0, missing: 0, environment: 0 },
  pickupMinutes: BUILT_IN_PICKUP,
  default: BUILT_IN_PROFILE,
  complexities: COMPLEXITIES,
  categories: { docs: { ci: [{ red: 0.02, missing: 0.005 }, { red: 0.05 }] } },
};

/** What a built-in profile says of a complexity: the last place that a value comes from. */
export const builtInProfile = (complexity: Complexity): Profile => ({
  ...BUILT_IN_PROFILE,
  ...COMPLEXITIES[complexity],
});
