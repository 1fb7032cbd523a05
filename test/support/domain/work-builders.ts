/** What workers send, with sensible values, for tests that care about one of them. */
import type { AuditorResult, BuilderResult, CiReport } from '../../../src/domain/model/attempt.js';
import type { CiTestStatus } from '../../../src/domain/model/vocabulary.js';
import { readEvidence } from '../../../src/domain/rules/ci/judge-try.js';
import type { PatchFacts } from '../../../src/domain/rules/gate/patch-facts.js';
import type { Ruleset } from '../../../src/domain/rules/ruleset/ruleset.js';
import { aPlannedPhase, aPlannedTier } from './builders.js';

/**
 * A patch by its name: two with the same name are the same bytes. `broken` is refused and could be mended, `policy` touches what the phase must not,
 * `blank` changes nothing.
 */
export interface WorkPatch {
  readonly name: string;
  readonly kind: 'good' | 'broken' | 'policy' | 'blank';
}

export const good = (name: string): WorkPatch => ({ name, kind: 'good' });
export const broken = (name: string): WorkPatch => ({ name, kind: 'broken' });
export const forbidden = (name: string): WorkPatch => ({ name, kind: 'policy' });
export const BLANK: WorkPatch = { name: 'blank', kind: 'blank' };

const MEBIBYTE = 1_048_576;

/** What is found out about a patch: by git, or, without a repository, from its text alone (G6). There nothing can fail to apply, and a patch that is to be mended is blank. */
export function patchFacts({ name, kind }: WorkPatch, repository: boolean): PatchFacts {
  if (!repository) {
    const isBlank = kind === 'blank' || kind === 'broken';
    return { outcome: 'not-read', bytes: kind === 'policy' ? 2 * MEBIBYTE : 100, isBlank };
  }
  if (kind === 'broken') return { outcome: 'does-not-apply', message: 'src/a.ts:1' };
  if (kind === 'blank') return { outcome: 'empty' };
  const path = kind === 'policy' ? `elsewhere/${name}.ts` : `src/${name}.ts`;
  const change = {
    path,
    oldMode: null,
    newMode: '100644',
    size: 10,
    addedLines: 1,
    deletedLines: 0,
    linkTarget: null,
    movedWith: null,
  };
  return { outcome: 'applies', changes: [change], bytes: 100, unpackedBytes: 10 };
}

/** What a result contains besides its patch. */
export const aBuilderResult = (values: Partial<BuilderResult> = {}): BuilderResult => ({
  status: 'SUCCEEDED',
  patch: null,
  notes: null,
  tokensUsed: 0,
  durationSeconds: null,
  probes: [],
  suggestedIssues: [],
  ...values,
});

export const anAuditorResult = (values: Partial<AuditorResult> = {}): AuditorResult => ({
  verdict: 'APPROVE',
  notes: 'looked at it',
  patch: null,
  issues: [],
  tokensUsed: 0,
  confidence: null,
  ...values,
});

/** A report with its tests: `ciReport({ a: 'FAILED' })` is RED; without tests the word counts. */
export function ciReport(tests: Readonly<Record<string, CiTestStatus>> | 'MISSING' | 'ENVIRONMENT' | 'RED'): CiReport {
  const named =
    typeof tests === 'string'
      ? null
      : Object.entries(tests).map(([testId, status]) => ({ testId, status, durationSeconds: null }));
  const verdict = typeof tests === 'string' ? tests : named!.some((test) => test.status === 'FAILED') ? 'RED' : 'GREEN';
  const evidence = readEvidence({ reports: [], tests: named });
  return { verdict, summary: null, evidence, tests: named, outputTail: null, durationSeconds: null };
}

export const GREEN = ciReport({ a: 'PASSED', b: 'PASSED' });
export const RED = ciReport({ a: 'FAILED', b: 'PASSED' });

/** Tiers t0, t1 … with so many phases each: p0, p1 …, whose work lies below `src/`. */
export function plannedTiers(sizes: readonly number[], values: Parameters<typeof aPlannedPhase>[1] = {}) {
  let made = 0;
  return sizes.map((size, t) => {
    const phases = Array.from({ length: size }, () =>
      aPlannedPhase(`p${made++}`, { allowedPaths: ['src/'], ...values }),
    );
    return aPlannedTier(`t${t}`, [], { phases });
  });
}

/** Rules for all phases without a category of their own. */
export const phaseRules = (
  phase: NonNullable<NonNullable<Ruleset['defaults']>['phase']>,
  rules: Ruleset = {},
): Ruleset => ({
  ...rules,
  defaults: { ...rules.defaults, phase },
});
