/**
 * What the gate would have said of a recorded result under another policy (X4). The patch is not read again: a reason
 * that depends on a limit is known if the limit is the same, if a laxer one was kept, or if a stricter one was broken
 * already. Everything else is not recorded.
 */
import type { Complexity } from '../model/vocabulary.js';
import type { GateJudgement, GateReasonCode } from '../rules/gate/gate-facts.js';
import type { Policies } from '../rules/strategy/strategy.js';
import { NotRecorded } from './not-recorded.js';

export interface GatePolicy {
  readonly autoApply: boolean;
  readonly complexity: Complexity;
  readonly policies: Pick<Policies, 'patch' | 'paths' | 'git'>;
}

export interface JudgedThen {
  /** As it was recorded. */
  readonly judgement: GateJudgement;
  readonly policy: GatePolicy;
  /** The gate looked at a patch. */
  readonly hasPatch: boolean;
  readonly hasRepository: boolean;
  /** It judged what an Auditor had approved. */
  readonly approved: boolean;
}

/** Reasons for an audit; all others but the approval refuse. */
const DOUBTS: ReadonlySet<string> = new Set<GateReasonCode>([
  'needs_review',
  'new_major_issue',
  'auto_apply_off',
  'many_deletions',
  'audit_requested',
]);

/** @throws NotRecorded: it depends on what the patch holds. */
export function judgedUnder(policy: GatePolicy, then: JudgedThen, newMajorIssues: readonly string[]): GateJudgement {
  const { judgement } = then;
  const codes = new Set<string>(judgement.reasons.map(({ code }) => code));
  // The Builder said that it failed: the gate did not look at anything else.
  if (codes.has('builder_failed')) return judgement;
  if (then.hasPatch) compareLimits(policy, then, codes);
  if (judgement.verdict === 'REJECT') return judgement;
  const doubts = judgement.reasons.filter(({ code }) => code === 'needs_review' || code === 'audit_requested');
  if (newMajorIssues.length > 0)
    doubts.push({ code: 'new_major_issue', message: 'Major issues were reported for the first time.' });
  if (!policy.autoApply)
    doubts.push({ code: 'auto_apply_off', message: 'Patches of this phase are applied only after an audit.' });
  if (codes.has('many_deletions') && policy.complexity === 'LOW')
    doubts.push(...judgement.reasons.filter(({ code }) => code === 'many_deletions'));
  const others = judgement.reasons.filter(({ code }) => !DOUBTS.has(code));
  const verdict = doubts.length === 0 || then.approved ? 'PASS' : 'AUDIT';
  return { ...judgement, verdict, reasons: [...doubts, ...others] };
}

/** Each rule about patches whose value is another one now: is what it says of this patch known? */
function compareLimits(after: GatePolicy, then: JudgedThen, codes: ReadonlySet<string>): void {
  const [was, is] = [then.policy.policies, after.policies];
  const compare = (code: GateReasonCode, isStricter: boolean, isLaxer: boolean, what: string): void => {
    if (codes.has(code) ? isLaxer : isStricter)
      throw new NotRecorded(`${what}, and whether the patch keeps to it is not recorded.`, 'gate_policy');
  };
  const limit = (code: GateReasonCode, name: keyof Policies['patch']): void => {
    const [before, now] = [was.patch[name], is.patch[name]];
    compare(code, now < before, now > before, `The gate's limit patch.${name} is ${now} instead of ${before}`);
  };
  limit('patch_too_large', 'maxBytes');
  // Without a repository nothing else is known of a patch (G6).
  if (!then.hasRepository) return;
  limit('patch_unpacks_too_large', 'maxUnpackedBytes');
  limit('too_many_files', 'maxFiles');
  const [before, now] = [new Set(was.paths.protected), new Set(is.paths.protected)];
  const more = [...now].filter((glob) => !before.has(glob));
  const fewer = [...before].filter((glob) => !now.has(glob));
  const named = [...more, ...fewer].slice(0, 3).join(', ');
  compare('path_protected', more.length > 0, fewer.length > 0, `Other paths are protected (${named})`);
  const [lfsWas, lfsIs] = [was.git?.lfs ?? false, is.git?.lfs ?? false];
  compare('large_file', lfsWas && !lfsIs, lfsIs && !lfsWas, 'Large files are handled in another way');
  if (after.complexity !== 'LOW') return;
  if (then.policy.complexity === 'LOW') limit('many_deletions', 'maxDeletedLines');
  else compare('many_deletions', true, false, 'The complexity is low, and many deletions need an audit');
}
