/** A virtual Auditor: it says what is drawn, where there is something to say it of. */
import { decideAuditorResult, nothingToApprove } from '../../decisions/work/auditor-result.js';
import type { Arrived } from '../../decisions/work/builder-result.js';
import type { AuditorResult } from '../../model/attempt.js';
import { worksFor } from './lease-work.js';
import { keyOf, msOf, next, type Scene } from './scene.js';
import { truthOf } from './virtual-builder.js';
import { auditorResult, GOOD_PATCH } from './virtual-patch.js';

/** Patches of Auditors draw from numbers of their own. */
const AUDITS_FROM = 1_000;

export function audits(scene: Scene): void {
  const { run, phase, profile, choices } = scene;
  const ordinal = next(scene, 'audit');
  const tokens = Math.round(choices.amount(keyOf(scene, 'audit-tokens', ordinal), profile.auditTokens));
  const ms = msOf(choices.amount(keyOf(scene, 'audit-minutes', ordinal), profile.auditMinutes));
  const says = verdictOf(scene, ordinal);
  if (!worksFor(run, tokens, ms)) return;
  const { candidate } = phase.work;
  const replaced = says === 'replace' ? `patch of audit ${scene.index}/${phase.phaseIndex}/${ordinal}` : null;
  if (replaced !== null) scene.truths.set(replaced, truthOf(scene, 'replaced-truth', AUDITS_FROM + ordinal));
  const judged = replaced ?? candidate?.patchHash ?? null;
  const arrived: Arrived<AuditorResult> = {
    result: auditorResult(says === 'revise' ? 'REVISE' : says === 'escalate' ? 'ESCALATE' : 'APPROVE', tokens),
    resultHash: 'virtual',
    patchHash: replaced,
    patch: judged === null ? null : GOOD_PATCH,
    commit: judged === null ? null : `${judged} on ${run.run.headCommit}`,
  };
  const landed = run.onHead('submitAuditorResult', 'auditor/auditor', (facts, context) =>
    decideAuditorResult(facts, arrived, context),
  );
  if (!landed) throw new Error('The result of a virtual Auditor was refused');
}

/** Where there is nothing to approve as it is, an Auditor says REVISE unless the model says otherwise (W10). */
function verdictOf(scene: Scene, ordinal: number): 'approve' | 'revise' | 'escalate' | 'replace' {
  const { phase, profile, choices } = scene;
  const { fit = {}, unfit = {} } = profile.audit;
  const key = keyOf(scene, 'audit', ordinal);
  if (nothingToApprove(phase, phase.work.candidate?.patchHash === null) !== null)
    return (['escalate', 'replace'] as const)[choices.pick(key, [unfit.escalate ?? 0, unfit.replace ?? 0])] ?? 'revise';
  const shares = [fit.revise ?? 0, fit.escalate ?? 0, fit.replace ?? 0];
  return (['revise', 'escalate', 'replace'] as const)[choices.pick(key, shares)] ?? 'approve';
}
