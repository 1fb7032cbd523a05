/** What a virtual Builder sends and what virtual CI reports, in the shapes that the decisions read. */
import type { ReportedTest } from '../../model/attempt.js';
import type { AuditorResult, BuilderResult, CiReport } from '../../model/attempt.js';
import type { IssueReport } from '../../model/issue.js';
import type { Severity } from '../../model/vocabulary.js';
import { type AppliedPatchFacts, MODE, type PatchFacts } from '../../rules/gate/patch-facts.js';
import type { Rejection } from '../model/worker-model.js';

/** Tests that passed besides those that are named. */
const OTHER_TESTS = 100;
const PATCH_BYTES = 1_000;

const applies = (values: Partial<AppliedPatchFacts> = {}): AppliedPatchFacts => ({
  outcome: 'applies',
  changes: [],
  bytes: PATCH_BYTES,
  unpackedBytes: PATCH_BYTES,
  ...values,
});

/** A patch that the gate has nothing against: it touches no path that any plan or policy could refuse. */
export const GOOD_PATCH: PatchFacts = applies();

const PATH = 'virtual';
const SUBMODULE = {
  path: PATH,
  oldMode: MODE.submodule,
  newMode: MODE.submodule,
  size: 0,
  addedLines: 0,
  deletedLines: 0,
  linkTarget: null,
  movedWith: null,
};
const impossible = (why: 'leaves-tree' | 'git-folder' | 'too-long'): PatchFacts => ({
  outcome: 'impossible-paths',
  paths: [{ path: PATH, why }],
});
const tooLarge = (limit: 'maxBytes' | 'maxUnpackedBytes' | 'maxFiles'): PatchFacts => ({
  outcome: 'too-large',
  limit,
  allowed: 1,
  value: 2,
});

/** Facts that make the gate reject a patch with this code, whatever the policy. */
const REJECTED: Readonly<Record<Exclude<Rejection, 'probe_failed'>, PatchFacts>> = {
  patch_empty: { outcome: 'empty' },
  patch_malformed: { outcome: 'malformed', message: 'line 1' },
  patch_does_not_apply: { outcome: 'does-not-apply', message: 'line 1' },
  path_outside_allowed: impossible('leaves-tree'),
  path_protected: impossible('git-folder'),
  path_unusable: impossible('too-long'),
  path_collision: applies({ collisions: [[PATH, PATH.toUpperCase()]] }),
  large_file: applies({ addFault: { kind: 'large-files', why: 'no-program', paths: [PATH] } }),
  attributes_not_met: applies({ addFault: { kind: 'attributes', message: 'encoding' } }),
  symlink_leaves_tree: { outcome: 'through-symlink', paths: [PATH] },
  submodule: applies({ changes: [SUBMODULE] }),
  patch_too_large: tooLarge('maxBytes'),
  patch_unpacks_too_large: tooLarge('maxUnpackedBytes'),
  too_many_files: tooLarge('maxFiles'),
};

export const rejectedPatch = (code: Rejection): PatchFacts => (code === 'probe_failed' ? GOOD_PATCH : REJECTED[code]);

const FAILED_PROBE = { name: 'probe', kind: 'command', exitCode: 1, durationSeconds: null, outputTail: null };

export const builderResult = (
  values: Pick<BuilderResult, 'status' | 'tokensUsed' | 'suggestedIssues'>,
  probeFailed = false,
): BuilderResult => ({
  patch: null,
  notes: null,
  durationSeconds: null,
  probes: probeFailed ? [FAILED_PROBE] : [],
  ...values,
});

export const auditorResult = (verdict: AuditorResult['verdict'], tokensUsed: number): AuditorResult => ({
  verdict,
  notes: 'virtual',
  patch: null,
  issues: [],
  tokensUsed,
  confidence: null,
});

export const issueReport = (issueKey: string, severity: Severity): IssueReport => ({
  issueKey,
  category: 'virtual',
  severity,
  source: 'SELF_DOUBT',
  description: null,
  taskCategory: null,
  complexity: null,
  expectedFail: false,
  evidenceRefs: [],
});

/** A try of CI: these tests failed, those passed again, and many others passed. */
export function ciReport(
  verdict: CiReport['verdict'],
  failed: readonly string[] = [],
  passed: readonly string[] = [],
): CiReport {
  const test = (status: 'FAILED' | 'PASSED') => (testId: string) => ({ testId, status, durationSeconds: null });
  const tests: ReportedTest[] = [...failed.map(test('FAILED')), ...passed.map(test('PASSED'))];
  const ran = verdict === 'GREEN' || verdict === 'RED';
  return {
    verdict,
    summary: null,
    evidence: {
      tests: tests.map((one) => ({ ...one, file: null, flakyInside: false })),
      together: { hashes: NO_HASHES, count: ran ? OTHER_TESTS : 0 },
      reports: [],
      faults: [],
      gaps: [],
      cut: [],
    },
    tests,
    outputTail: null,
    durationSeconds: null,
  };
}
const NO_HASHES: ReadonlySet<number> = new Set();
