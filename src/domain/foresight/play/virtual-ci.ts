/** Virtual CI: what it finds of a patch was drawn with the patch; whether a try flakes or cannot run is drawn here. */
import { decideCiResult } from '../../decisions/work/ci-result.js';
import type { CiReport } from '../../model/attempt.js';
import type { CiVerdict } from '../../model/vocabulary.js';
import { flakyIssues } from '../../rules/ci/flaky-issues.js';
import { worksFor } from './lease-work.js';
import { keyOf, msOf, next, passUntil, type Scene } from './scene.js';
import { ciReport } from './virtual-patch.js';

/** Tests that flake by themselves, for each phase: a few of them can flake twice. */
const FLAKY_TESTS = 20;

export function testsCommit(scene: Scene): void {
  const { run, phase, profile, choices } = scene;
  const ordinal = next(scene, 'try');
  const report = reportOf(scene, ordinal);
  const ms = msOf(choices.amount(keyOf(scene, 'ci-minutes', ordinal), profile.ciMinutes));
  if (!worksFor(run, 0, ms)) return;
  const { commit } = phase.work.candidate ?? { commit: null };
  const arrived = {
    ...{ report, resultHash: 'virtual', changedFiles: [], baselineTests: null, expectsReport: false, promises: [] },
    tagObject: `tag of ${commit ?? run.run.headCommit}`,
  };
  run.onHead('reportCiResult', 'ci/ci', (facts, context) => decideCiResult(facts, arrived, context), keysOf(report));
}

function reportOf(scene: Scene, ordinal: number): CiReport {
  const { phase, profile, choices, truths, lastRed, run } = scene;
  const hash = phase.work.candidate?.patchHash;
  const truth = (hash == null ? undefined : truths.get(hash)) ?? { is: 'good' };
  const key = keyOf(scene, 'try', ordinal);
  const failedBefore = run.tries
    .filter((one) => one.phaseId === phase.phaseId && one.round === phase.round)
    .flatMap((one) => one.judged?.failed.map(({ testId }) => testId) ?? []);
  const passed = [...new Set(failedBefore)];
  if (choices.pick(key, [profile.ciEnvironment]) === 0) return ciReport('ENVIRONMENT');
  if (truth.is === 'missing') return ciReport('MISSING');
  if (truth.is === 'red') {
    lastRed.set(phase.phaseId, truth.test);
    return ciReport('RED', [truth.test]);
  }
  const flaky = choices.pick(keyOf(scene, 'flaky-test', ordinal), flakeOdds(profile.flake));
  if (flaky < FLAKY_TESTS)
    return ciReport(
      'RED',
      [flakyTest(flaky)],
      passed.filter((id) => id !== flakyTest(flaky)),
    );
  return ciReport('GREEN', [], passed);
}

/** Keys of the issues that a green try after failed ones can leave (V3). */
const keysOf = ({ verdict, tests }: CiReport): string[] =>
  verdict === 'GREEN' && tests !== null && tests.length > 0
    ? flakyIssues(tests.map(({ testId }) => testId)).map(({ issueKey }) => issueKey)
    : [];

const flakyTest = (number: number): string => `flaky-${number}`;
const flakeOdds = (flake: number): number[] => Array.from({ length: FLAKY_TESTS }, () => flake / FLAKY_TESTS);

/** CI judges the base commit of the run (V6). */
export function testsBase(scene: Scene): void {
  const { run, model, choices, profile } = scene;
  const ordinal = next(scene, 'base');
  const ms = msOf(choices.amount(keyOf(scene, 'ci-minutes', 0), profile.ciMinutes));
  if (!passUntil(run, run.now.getTime() + ms)) return;
  const { red = 0, missing = 0, environment = 0 } = model.base ?? {};
  const verdicts: readonly CiVerdict[] = ['RED', 'MISSING', 'ENVIRONMENT'];
  const verdict = verdicts[choices.pick(keyOf(scene, 'base', ordinal), [red, missing, environment])] ?? 'GREEN';
  run.baseChecked({
    commit: run.run.baseCommit!,
    verdict,
    executed: 100,
    failing: verdict === 'RED' ? ['red on base'] : [],
    moreFailing: 0,
    summary: null,
    at: run.now.toISOString(),
    testedFor: run.run.runId,
  });
}
