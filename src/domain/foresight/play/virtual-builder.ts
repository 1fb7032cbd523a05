/** A virtual Builder: what becomes of its attempt is drawn; what follows from it the decisions say. */
import { type Arrived, decideBuilderResult } from '../../decisions/work/builder-result.js';
import type { BuilderResult } from '../../model/attempt.js';
import type { BuilderStatus } from '../../model/vocabulary.js';
import type { PatchFacts } from '../../rules/gate/patch-facts.js';
import { ofAttempt, type Rejection, REJECTIONS } from '../model/worker-model.js';
import { goesSilent, release, worksFor } from './lease-work.js';
import { keyOf, msOf, next, type Scene, type Truth } from './scene.js';
import { builderResult, GOOD_PATCH, issueReport, rejectedPatch } from './virtual-patch.js';

const ENDS = ['failed', 'needsReview', 'environment', 'lost', 'released'] as const;
type End = (typeof ENDS)[number] | Rejection | 'good';

/** Works on the lease that was just claimed. */
export function builds(scene: Scene): void {
  const { run, phase, profile, choices } = scene;
  const ordinal = next(scene, 'builder');
  const odds = ofAttempt(profile.builder, phase.builderAttempts);
  const end = endOf(scene, ordinal);
  if (end === 'released') return release(run, 0, 'the worker stops');
  if (end === 'environment') return submit(scene, 'ENVIRONMENT_FAILURE', 0, null);
  const tokens = Math.round(choices.amount(keyOf(scene, 'tokens', ordinal), profile.tokens));
  const ms = msOf(choices.amount(keyOf(scene, 'minutes', ordinal), profile.minutes));
  if (!worksFor(run, tokens, ms)) return;
  if (end === 'lost') return goesSilent(run);
  if (end === 'failed') return submit(scene, 'FAILED', tokens, null);
  const rejected = REJECTIONS.find((code) => code === end) ?? null;
  const issues = [
    ...(choices.pick(keyOf(scene, 'minor', ordinal), [odds.minorIssue ?? 0]) === 0 ? (['MINOR'] as const) : []),
    ...(choices.pick(keyOf(scene, 'major', ordinal), [odds.majorIssue ?? 0]) === 0 ? (['MAJOR'] as const) : []),
  ].map((severity) => issueReport(`${severity.toLowerCase()}-${phase.phaseIndex}-${ordinal}`, severity));
  const patch = {
    facts: rejected === null ? GOOD_PATCH : rejectedPatch(rejected),
    hash: patchHash(scene, ordinal, rejected),
  };
  const status = end === 'needsReview' ? 'NEEDS_REVIEW' : 'SUCCEEDED';
  submit(scene, status, tokens, patch, issues, rejected === 'probe_failed');
}

function endOf(scene: Scene, ordinal: number): End {
  const odds = ofAttempt(scene.profile.builder, scene.phase.builderAttempts);
  const ends: readonly End[] = [...ENDS, ...REJECTIONS];
  const shares = [...ENDS.map((end) => odds[end] ?? 0), ...REJECTIONS.map((code) => odds.rejected?.[code] ?? 0)];
  return ends[scene.choices.pick(keyOf(scene, 'builder', ordinal), shares)] ?? 'good';
}

/** A new patch, or the one that failed before; what CI will find of a new one is drawn with it. */
function patchHash(scene: Scene, ordinal: number, rejected: Rejection | null): string {
  const { phase, profile, choices, truths } = scene;
  const { lastPatchHash } = phase.work;
  const again = rejected === null && lastPatchHash !== null && truths.has(lastPatchHash);
  if (again && choices.pick(keyOf(scene, 'repeat-patch', ordinal), [profile.repeats.patch ?? 0]) === 0)
    return lastPatchHash;
  const hash = `patch ${scene.index}/${phase.phaseIndex}/${ordinal}`;
  if (rejected === null) truths.set(hash, truthOf(scene, 'truth', ordinal));
  return hash;
}

/** What CI will find of a patch of the attempt that is at work. */
export function truthOf(scene: Scene, draw: 'truth' | 'replaced-truth', ordinal: number): Truth {
  const { phase, profile, choices, lastRed } = scene;
  const { red = 0, missing = 0 } = ofAttempt(profile.ci, phase.builderAttempts);
  const found = choices.pick(keyOf(scene, draw, ordinal), [red, missing]);
  if (found !== 0) return { is: found === 1 ? 'missing' : 'good' };
  const before = lastRed.get(phase.phaseId);
  const repeats =
    before !== undefined && choices.pick(keyOf(scene, 'repeat-failure', ordinal), [profile.repeats.failure ?? 0]) === 0;
  const test = repeats ? before : `test ${phase.phaseIndex}/${draw}/${ordinal}`;
  return { is: 'red', test };
}

interface VirtualPatch {
  readonly facts: PatchFacts;
  readonly hash: string;
}

function submit(
  { run }: Scene,
  status: BuilderStatus,
  tokensUsed: number,
  patch: VirtualPatch | null,
  suggestedIssues: BuilderResult['suggestedIssues'] = [],
  probeFailed = false,
): void {
  const arrived: Arrived<BuilderResult> = {
    result: builderResult({ status, tokensUsed, suggestedIssues }, probeFailed),
    resultHash: 'virtual',
    patchHash: patch?.hash ?? null,
    patch: patch?.facts ?? null,
    commit: patch?.facts.outcome === 'applies' ? `${patch.hash} on ${run.run.headCommit}` : null,
  };
  run.onHead(
    'submitBuilderResult',
    'builder/builder',
    (facts, context) => decideBuilderResult(facts, arrived, context),
    suggestedIssues.map((issue) => issue.issueKey),
  );
}
