/**
 * The text of a pull request for a run's work. Every sentence is computed from rows: what is not recorded is not
 * claimed, and what was not verified is named as such. It ends in another tracker, where "fixes #1" closes things and
 * "@all" calls people: words of plans and agents are in it as code and nothing else.
 */
import type { RunFacts, TierFacts } from '../../model/facts.js';
import type { PhaseState } from '../../model/phase-state.js';
import type { Reason } from '../../model/reason.js';
import { integrationBranch } from '../../model/ref-names.js';
import type { AuditVerdict, Severity } from '../../model/vocabulary.js';
import { debtStatus, runBudgets } from '../../rules/budget/budgets.js';
import { blocks, inlineCode, instant } from '../../text/markdown.js';
import { budgetTable, issueCounts, progress, reasonLine } from '../parts/parts.js';

/** A phase with what is recorded about its result. */
export interface PhaseLine {
  readonly phaseId: string;
  readonly name: string;
  readonly state: PhaseState;
  readonly commit: string | null;
  readonly tag: string | null;
  /** A try of CI found its result green: GREEN at once, FLAKY after another try had failed; null: none did. */
  readonly ci: 'GREEN' | 'FLAKY' | null;
  /** Tests that ran in the accepted CI run; null: not known. */
  readonly executed: number | null;
  /** Of the last audit that gave one. */
  readonly audit: AuditVerdict | null;
}

export interface OpenIssueLine {
  readonly issueKey: string;
  readonly phaseId: string;
  readonly severity: Severity;
  readonly description: string | null;
}

/** What happened in all phases together. */
export interface RunTotals {
  readonly green: number;
  readonly flaky: number;
  /** Complete, and no try of CI on record that found them green. */
  readonly unverified: number;
  readonly audits: Readonly<Record<AuditVerdict, number>>;
  readonly openIssues: number;
  /** Keys of issues about tests that failed and then passed, open or not. */
  readonly flakyIssues: number;
}

export interface PullRequestView {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly now: Date;
  readonly blockers: readonly Reason[];
  /** The first ones in plan order; `run.phaseCount` says how many there are. */
  readonly phases: readonly PhaseLine[];
  /** The first ones, majors before minors. */
  readonly openIssues: readonly OpenIssueLine[];
  readonly totals: RunTotals;
  /** Null: the run is a draft. */
  readonly strategy: { readonly hash: string; readonly rulesetVersion: number | null } | null;
}

const MOST_BYTES = 20_000;
/** Lines of a list; fewer where long names would make the text too long. */
const LIST_LENGTHS = [50, 25, 10, 3, 0];
const NAME_LENGTH = 100;
const DESCRIPTION_LENGTH = 200;

/** At most 20 kB of Markdown. */
export function pullRequestBody(view: PullRequestView): string {
  const texts = LIST_LENGTHS.map((lines) => () => bodyWith(view, lines));
  for (const text of texts.slice(0, -1)) {
    const body = text();
    if (new TextEncoder().encode(body).length <= MOST_BYTES) return body;
  }
  return texts.at(-1)!();
}

function bodyWith(view: PullRequestView, lines: number): string {
  const { run, tiers, now, strategy } = view;
  return blocks(
    `# Run \`${run.runId}\` of project \`${run.projectId}\``,
    summaryLine(run),
    listed('Against its promotion', view.blockers.map(reasonLine), view.blockers.length, lines, 'reasons') ??
      'Nothing about the run speaks against its promotion.',
    '## What it did',
    progress(run),
    listed('Tiers', tiers.map(tierLine), run.tierCount, lines, 'tiers'),
    listed('Phases', view.phases.map(phaseLine), run.phaseCount, lines, 'phases'),
    '## How it was verified',
    verified(view),
    audited(view.totals),
    '## Issues',
    `${issueCounts(run)} Debt status: ${debtStatus(run, tiers)}.`,
    listed('Open', view.openIssues.map(issueLine), view.totals.openIssues, lines, 'open issues'),
    '## Budgets',
    budgetTable(runBudgets(run, now)),
    strategy && strategyLine(strategy),
  );
}

function summaryLine(run: RunFacts): string {
  const ended =
    run.completedAt === null ? `It is ${run.state}.` : `It ended ${run.state} at ${instant(run.completedAt)}.`;
  if (run.repositoryPath === null) return `${ended} It had no repository.`;
  if (run.headCommit === null || run.baseCommit === null) return `${ended} It has no snapshot.`;
  return `${ended} Branch \`${integrationBranch(run.runId)}\`, last snapshot \`${run.headCommit}\`, begun at \`${run.baseCommit}\`.`;
}

const tierLine = (tier: TierFacts): string =>
  `- \`${tier.tierId}\` ${named(tier.name)}: ${tier.state}. ${progress(tier)}`;

function phaseLine(phase: PhaseLine): string {
  const parts = [
    phase.state,
    phase.commit === null ? null : `commit \`${phase.commit.slice(0, 12)}\``,
    phase.tag === null ? null : `tag \`${phase.tag}\``,
    phase.ci === null ? null : `CI ${phase.ci}`,
    phase.executed === null ? null : `${phase.executed} tests`,
    phase.audit === null ? null : `audit ${phase.audit}`,
  ];
  return `- \`${phase.phaseId}\` ${named(phase.name)}: ${parts.filter((part) => part !== null).join(', ')}`;
}

function issueLine({ issueKey, phaseId, severity, description }: OpenIssueLine): string {
  const text =
    description === null || description.trim() === ''
      ? ''
      : `: ${inlineCode(cut(description.trim(), DESCRIPTION_LENGTH))}`;
  return `- ${severity} \`${issueKey}\` in \`${phaseId}\`${text}`;
}

function verified({ run, totals }: PullRequestView): string {
  if (run.phasesComplete === 0) return 'No phase is complete.';
  const { green, flaky, unverified } = totals;
  const parts = [
    `Of ${run.phasesComplete} complete ${run.phasesComplete === 1 ? 'phase' : 'phases'}, CI found ${green + flaky} green`,
    flaky === 0 ? null : `${flaky} of them only after another try of the same commit had failed`,
    unverified === 0 ? null : `for ${unverified} no green CI result is on record`,
  ];
  const issues =
    totals.flakyIssues === 0 ? '' : ` Issues about tests that failed and then passed: ${totals.flakyIssues}.`;
  return `${parts.filter((part) => part !== null).join('; ')}.${issues} CI runs: ${run.ciRunsUsed}.`;
}

function audited({ audits }: RunTotals): string {
  const all = audits.APPROVE + audits.REVISE + audits.ESCALATE;
  if (all === 0) return 'No audit gave a verdict.';
  return `Audits: ${all} (${audits.APPROVE} approved, ${audits.REVISE} asked for a revision, ${audits.ESCALATE} escalated).`;
}

const strategyLine = ({ hash, rulesetVersion }: NonNullable<PullRequestView['strategy']>): string =>
  `Strategy \`${hash}\`, ${rulesetVersion === null ? 'without a ruleset' : `from ruleset v${rulesetVersion}`}.`;

/** A list with a title, or null if it is empty; `all` counts what there is, not only what is given. */
function listed(title: string, rows: readonly string[], all: number, most: number, noun: string): string | null {
  if (all === 0) return null;
  const displayed = rows.slice(0, most);
  const left = all - displayed.length;
  return [
    `**${title}:**`,
    '',
    ...displayed,
    ...(left > 0 ? [...(displayed.length > 0 ? [''] : []), `*${left} ${noun} are not listed.*`] : []),
  ].join('\n');
}

const named = (name: string): string => inlineCode(cut(name, NAME_LENGTH));
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;
