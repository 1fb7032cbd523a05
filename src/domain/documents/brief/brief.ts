/**
 * The brief of a worker (W7): everything that it needs, as values and as Markdown for an agent's prompt. It is made of
 * the facts of the claim itself: what happens later does not change it.
 */
import { nothingToApprove, revisionEscalates } from '../../decisions/work/auditor-result.js';
import type { AttemptFacts, LeaseFacts } from '../../model/attempt.js';
import { MINUTE_MS } from '../../model/durations.js';
import { integrationBranch } from '../../model/ref-names.js';
import type { Reason } from '../../model/refusal.js';
import type { CiProfile } from '../../model/vocabulary.js';
import type { PhaseStrategy } from '../../rules/strategy/strategy.js';
import { earlierOf } from './brief-history.js';
import { markdownOf } from './brief-markdown.js';
import { preparationOf, stepOf } from './brief-preparation.js';
import type { ApprovalTerms, Brief, BriefFacts, BriefSources } from './brief-values.js';

export type { Brief, BriefFacts } from './brief-values.js';

const MOST_NOTES = 20;
const NOTE_LENGTH = 4_000;
/** Bytes of a whole patch for a Builder: a claim is answered at once. */
export const PREVIOUS_PATCH_BYTES = 262_144;

/** `claimed`: the attempt of the lease. */
export function briefOf(facts: BriefFacts, lease: LeaseFacts, claimed: AttemptFacts, sources: BriefSources): Brief {
  const { run, phase, tier, policies } = facts;
  const { strategy, patch, texts } = sources;
  const { role } = lease;
  const steps = strategy.ciProfile === 'STRICT' ? policies.ci.profiles.strict : policies.ci.profiles.normal;
  const earlier = role === 'CI' ? [] : earlierOf(sources.history, texts, run.runId);
  const quotesPatch =
    earlier.some((each) => each.patch !== null) && texts.patch !== null && texts.patch.length <= PREVIOUS_PATCH_BYTES;
  const brief: Omit<Brief, 'markdown'> = {
    projectId: run.projectId,
    repositoryPath: run.repositoryPath,
    integrationBranch: run.repositoryPath === null ? null : integrationBranch(run.runId),
    baseCommit: run.headCommit,
    commit: role === 'CI' ? (phase.work.candidate?.commit ?? run.headCommit) : null,
    planIntroduction: sources.planIntroduction,
    tierName: tier.name,
    tierDescription: tier.description,
    phaseName: phase.name,
    phaseDescription: phase.description,
    allowedPaths: phase.allowedPaths,
    protectedPaths: policies.paths.protected,
    acceptanceCriteria: phase.acceptanceCriteria,
    strategy,
    notes: sources.history.attempts
      .toReversed()
      .flatMap((attempt) => noteOf(attempt, run.runId))
      .slice(-MOST_NOTES),
    openIssues: sources.openIssues,
    patch: role === 'AUDITOR' ? patch : null,
    ciProfile: strategy.ciProfile,
    ciSteps: steps.map(stepOf),
    ciGoesOn: policies.ci.baseline === 'DELTA',
    preparation: preparationOf(policies.ci),
    ...triesOf(facts, lease, strategy.ciProfile),
    claimedAt: claimed.startedAt,
    hardDeadlineAt: lease.hardDeadlineAt,
    minutes: Math.max(0, Math.floor((lease.hardDeadlineAt.getTime() - claimed.startedAt.getTime()) / MINUTE_MS)),
    earlier,
    previousPatch: role === 'BUILDER' && quotesPatch ? texts.patch : null,
    approval: role === 'AUDITOR' ? approvalTerms(facts, strategy, patch) : null,
  };
  return { ...brief, markdown: markdownOf(brief, facts, lease) };
}

function triesOf(
  { phase, policies }: BriefFacts,
  { role }: LeaseFacts,
  profile: CiProfile,
): Pick<Brief, 'tryNumber' | 'tries'> {
  if (role === 'BUILDER') return { tryNumber: phase.builderAttempts, tries: phase.maxBuilderAttempts };
  if (role === 'AUDITOR') return { tryNumber: phase.auditorAttempts, tries: phase.maxAuditorAttempts };
  const most = profile === 'STRICT' ? policies.ci.tries.strict : policies.ci.tries.normal;
  const tryNumber = phase.work.ciTries + 1;
  // Failures of the environment are no tries of the commit, so that there may be more.
  return { tryNumber, tries: Math.max(most, tryNumber) };
}

function approvalTerms({ phase }: BriefFacts, strategy: PhaseStrategy, patch: string | null): ApprovalTerms {
  const whyNot = nothingToApprove(phase, patch === null || patch.trim() === '');
  return {
    asItIs: whyNot === null,
    whyNot: whyNot && `The last attempt ${whyNot}.`,
    reviseEscalates: revisionEscalates(strategy, phase),
  };
}

/** What an earlier attempt leaves for the next one: its words, and what was found wrong with it. */
function noteOf(attempt: AttemptFacts, runId: string): string[] {
  const { number, role, status, auditVerdict, ciVerdict, gate, notes } = attempt;
  const stated = [status, auditVerdict, gate && `gate ${gate.verdict}`, ciVerdict && `CI ${ciVerdict}`]
    .filter(Boolean)
    .join(', ');
  const reasons = (gate?.reasons ?? []).map((reason: Reason) => reason.message).join(' ');
  const text = [reasons, (notes ?? '').slice(0, NOTE_LENGTH)].filter((part) => part !== '').join('\n');
  if (text === '' && stated === '') return [];
  const where = attempt.runId === runId ? '' : ` of run ${attempt.runId}`;
  return [`Attempt ${number}${where} (${role}${stated === '' ? '' : `: ${stated}`})${text === '' ? '.' : `: ${text}`}`];
}
