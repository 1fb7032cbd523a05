/** The brief of a worker (W7): everything that it needs, as values and as Markdown for an agent's prompt. What agents left to say is text there, never markup. */
import { blocks, fenced, inline, inlineCode } from '../artefact/markdown.js';
import { integrationBranch } from '../gate/ref-names.js';
import type { PhaseIssue } from '../issue/issue.js';
import type { Reason } from '../shared/refusal.js';
import type { CiProfile } from '../shared/vocabulary.js';
import type { PhaseStrategy } from '../strategy/strategy.js';
import type { AttemptFacts, LeaseFacts } from './attempt.js';
import type { WorkFacts } from './facts.js';

export interface BriefStep {
  readonly name: string;
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
  readonly report: string | null;
  readonly tags: readonly string[];
}

export interface Brief {
  readonly projectId: string;
  readonly repositoryPath: string | null;
  readonly integrationBranch: string | null;
  readonly baseCommit: string | null;
  readonly commit: string | null;
  readonly allowedPaths: readonly string[];
  readonly protectedPaths: readonly string[];
  readonly acceptanceCriteria: readonly string[];
  readonly strategy: PhaseStrategy;
  readonly notes: readonly string[];
  readonly openIssues: readonly PhaseIssue[];
  readonly patch: string | null;
  readonly ciProfile: CiProfile;
  readonly ciSteps: readonly BriefStep[];
  readonly markdown: string;
}

/** What a brief is made of besides the facts. */
export interface BriefSources {
  readonly strategy: PhaseStrategy;
  /** Earlier attempts of the phase, in order. */
  readonly earlier: readonly AttemptFacts[];
  readonly openIssues: readonly PhaseIssue[];
  /** For Auditors: the Builder's patch. */
  readonly patch: string | null;
}

const STEP_TIMEOUT_SECONDS = 600;
const MOST_NOTES = 20;
const NOTE_LENGTH = 4_000;
const PROMPT_PATCH_LENGTH = 100_000;

export function briefOf(facts: Omit<WorkFacts, 'open'>, lease: LeaseFacts, sources: BriefSources): Brief {
  const { run, phase, policies } = facts;
  const { strategy, patch } = sources;
  const steps = strategy.ciProfile === 'STRICT' ? policies.ci.profiles.strict : policies.ci.profiles.normal;
  const brief: Omit<Brief, 'markdown'> = {
    projectId: run.projectId,
    repositoryPath: run.repositoryPath,
    integrationBranch: run.repositoryPath === null ? null : integrationBranch(run.runId),
    baseCommit: run.headCommit,
    commit: lease.role === 'CI' ? (phase.work.candidate?.commit ?? run.headCommit) : null,
    allowedPaths: phase.allowedPaths,
    protectedPaths: policies.paths.protected,
    acceptanceCriteria: phase.acceptanceCriteria,
    strategy,
    notes: sources.earlier.flatMap(noteOf).slice(-MOST_NOTES),
    openIssues: sources.openIssues,
    patch: lease.role === 'AUDITOR' ? patch : null,
    ciProfile: strategy.ciProfile,
    ciSteps: steps.map((step) => ({
      name: step.name,
      argv: step.argv,
      timeoutSeconds: step.timeoutSeconds ?? STEP_TIMEOUT_SECONDS,
      report: step.report ?? null,
      tags: step.tags ?? [],
    })),
  };
  return { ...brief, markdown: markdownOf(brief, facts, lease) };
}

/** What an earlier attempt leaves for the next one: its words, and what was found wrong with it. */
function noteOf(attempt: AttemptFacts): string[] {
  const { number, role, status, auditVerdict, ciVerdict, gate, notes } = attempt;
  const said = [status, auditVerdict, gate && `gate ${gate.verdict}`, ciVerdict && `CI ${ciVerdict}`].filter(Boolean).join(', ');
  const reasons = (gate?.reasons ?? []).map((reason: Reason) => reason.message).join(' ');
  const text = [reasons, (notes ?? '').slice(0, NOTE_LENGTH)].filter((part) => part !== '').join('\n');
  if (text === '' && said === '') return [];
  return [`Attempt ${number} (${role}${said === '' ? '' : `: ${said}`})${text === '' ? '.' : `: ${text}`}`];
}

const TASKS = {
  BUILDER:
    'Make the changes that this phase asks for, in the work tree that you are in. Do not commit, do not push, and touch nothing else.',
  AUDITOR:
    'Review the patch below against the acceptance criteria. Change nothing unless you replace the patch. Answer APPROVE, REVISE or ESCALATE, with notes.',
  CI: 'Run the steps below in a clean checkout of the commit, and report what came of them.',
} as const;

function markdownOf(brief: Omit<Brief, 'markdown'>, { run, phase }: Omit<WorkFacts, 'open'>, lease: LeaseFacts): string {
  const list = (title: string, entries: readonly string[]) =>
    entries.length === 0 ? null : `## ${title}\n\n${entries.map((entry) => `- ${entry}`).join('\n')}`;
  const request = phase.work.auditRequested;
  return blocks(
    `# ${inline(phase.name)}`,
    TASKS[lease.role],
    list('Facts', [
      `run \`${run.runId}\`, phase \`${phase.phaseId}\`, attempt ${lease.attempt}`,
      `kind of work: ${inline(brief.strategy.taskCategory ?? 'any')}, complexity ${brief.strategy.complexity}, builder mode ${brief.strategy.builderMode}`,
      `review: ${inline(request?.auditorProfile ?? brief.strategy.auditorProfile)}; CI: ${brief.ciProfile}`,
      ...(brief.baseCommit === null ? [] : [`base commit: \`${brief.baseCommit}\``]),
      ...(brief.commit === null ? [] : [`commit to test: \`${brief.commit}\``]),
      ...(lease.role === 'CI' ? [] : [`tokens: at most ${lease.tokenAllowance}`]),
    ]),
    phase.description === null ? null : `## What is asked\n\n${fenced(phase.description)}`,
    request?.focus == null ? null : `## What to look at\n\n${fenced(request.focus)}`,
    list('Acceptance criteria', brief.acceptanceCriteria.map(inline)),
    list(
      'Paths that may change (a path without wildcards: with all that is below it)',
      brief.allowedPaths.length === 0 ? ['any that is not protected'] : brief.allowedPaths.map(inlineCode),
    ),
    list('Protected: never change these', brief.protectedPaths.map(inlineCode)),
    list(
      'Open issues',
      brief.openIssues.map((issue) => `${issue.effectiveSeverity} \`${issue.issueKey}\`: ${inline(issue.description ?? issue.category)}`),
    ),
    brief.notes.length === 0 ? null : `## What earlier attempts left to say\n\n${brief.notes.map(fenced).join('\n\n')}`,
    list('CI steps', lease.role === 'CI' ? brief.ciSteps.map((step) => `${inline(step.name)}: ${inlineCode(step.argv.join(' '))}`) : []),
    brief.patch === null ? null : `## The patch\n\n${fenced(cut(brief.patch))}`,
  );
}

const cut = (patch: string): string =>
  patch.length <= PROMPT_PATCH_LENGTH
    ? patch
    : `${patch.slice(0, PROMPT_PATCH_LENGTH).toWellFormed()}\n… ${patch.length - PROMPT_PATCH_LENGTH} more characters`;
