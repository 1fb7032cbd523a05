/**
 * The gate (G1): from facts to PASS, AUDIT or REJECT, with every reason that applies. It trusts no claim: a status can
 * only make the verdict worse, and an approval turns AUDIT into PASS and nothing else (W10).
 *
 * REJECT: the Builder says that it failed, a probe failed, or the patch is refused (patch-rules.ts). AUDIT: nothing is
 * refused, but an Auditor should look: the Builder asks for it, a major issue is new, patches of the phase wait for an
 * Auditor (P5), much was deleted in a phase that was called simple, or the operator asked. PASS: the rest.
 */
import { listedPaths, printableWords } from '../../text/printable.js';
import type { GateFacts, GateJudgement, GateReason } from './gate-facts.js';
import { deletedLines } from './patch-facts.js';
import { patchRefusal } from './patch-rules.js';

export function judge(facts: GateFacts): GateJudgement {
  if (facts.status === 'FAILED')
    return rejected([{ code: 'builder_failed', message: 'The Builder says that it failed.' }], [], false);
  const { byPolicy, ordinary } = patchRefusal(facts);
  const refusals = [...failedProbes(facts), ...ordinary, ...byPolicy];
  const doubts = auditReasons(facts);
  if (refusals.length > 0) return rejected(refusals, doubts, byPolicy.length > 0);
  const decided = { policyRefusal: false, fingerprint: null };
  if (doubts.length === 0) return { verdict: 'PASS', reasons: [], ...decided };
  if (!facts.approved) return { verdict: 'AUDIT', reasons: doubts, ...decided };
  const approval: GateReason = { code: 'audit_approved', message: 'An Auditor approved the patch.' };
  return { verdict: 'PASS', reasons: [...doubts, approval], ...decided };
}

function rejected(
  refusals: readonly GateReason[],
  doubts: readonly GateReason[],
  policyRefusal: boolean,
): GateJudgement {
  const codes = new Set(refusals.map((reason) => reason.code));
  return {
    verdict: 'REJECT',
    reasons: [...refusals, ...doubts],
    policyRefusal,
    fingerprint: [...codes].sort().join(','),
  };
}

/** A Builder that says SUCCEEDED and sends a failed probe contradicts itself; one that asks for a review does not. */
function failedProbes({ status, probes }: GateFacts): GateReason[] {
  const failed = probes.filter((probe) => probe.exitCode !== 0);
  if (status !== 'SUCCEEDED' || failed.length === 0) return [];
  return [{ code: 'probe_failed', message: `Probes failed: ${listedPaths(failed.map((probe) => probe.name))}.` }];
}

function auditReasons(facts: GateFacts): GateReason[] {
  const reasons: GateReason[] = [];
  const add = (code: GateReason['code'], message: string) => void reasons.push({ code, message });
  if (facts.status === 'NEEDS_REVIEW') add('needs_review', 'The Builder asks for a review.');
  if (facts.newMajorIssues.length > 0) {
    add(
      'new_major_issue',
      `Major issues were reported for the first time: ${printableWords(named(facts.newMajorIssues))}.`,
    );
  }
  if (!facts.autoApply) add('auto_apply_off', 'Patches of this phase are applied only after an Auditor approved them.');
  const most = facts.policies.patch.maxDeletedLines;
  const deleted = facts.patch?.outcome === 'applies' ? deletedLines(facts.patch.changes) : 0;
  if (facts.complexity === 'LOW' && deleted > most) {
    add(
      'many_deletions',
      `The patch deletes ${deleted} lines in a phase of low complexity; more than ${most} need an audit.`,
    );
  }
  if (facts.auditRequested) add('audit_requested', 'The operator requested an audit.');
  return reasons;
}

function named(keys: readonly string[]): string {
  const more = keys.length - 5;
  return more > 0 ? `${keys.slice(0, 5).join(', ')} and ${more} more` : keys.join(', ');
}
