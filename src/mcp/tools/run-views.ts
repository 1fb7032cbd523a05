/** The sides of a run as Markdown; each reads what it shows and no more. */
import { gql } from './gql.js';
import { listOf, reasonLines } from './text.js';
import type { Ask } from './tool.js';

export const RUN_VIEWS = ['summary', 'phases', 'budgets', 'issues', 'incident', 'promotion', 'strategy'] as const;
export type RunView = (typeof RUN_VIEWS)[number];

const SUMMARY = gql(`query McpRunSummary($runId: ID!) { run(runId: $runId) {
  runId projectId state createdAt completedAt failureReason failure { rule message } waitingFor { code message } attention { code message }
  currentPhase { phaseId name state } phaseCounts { state count } tokensUsed tokenCap deadlineAt headCommit } }`);
const PHASES = gql(`query McpRunPhases($runId: ID!) { run(runId: $runId) {
  phases { phaseId name state builderAttempts maxBuilderAttempts tokensUsed waitingFor { message } } } }`);
const BUDGETS = gql(
  `query McpRunBudgets($runId: ID!) { run(runId: $runId) { budgets { scope name used limit left } } }`,
);
const ISSUES = gql(`query McpRunIssues($runId: ID!) { run(runId: $runId) {
  issues { issueKey phaseId effectiveSeverity open description occurrenceCount } } }`);
const INCIDENT = gql(
  `query McpRunIncident($runId: ID!) { run(runId: $runId) { incident { path sizeBytes content } } }`,
);
const PROMOTION = gql(`query McpRunPromotion($runId: ID!) { run(runId: $runId) { promotion {
  eligible blockers { code message } obstacles { code message } promotedTo promotedAt commit pullRequestBody } } }`);
const STRATEGY = gql(`query McpRunStrategy($runId: ID!) { run(runId: $runId) { strategy { rulesetVersion hash
  phases { phaseId taskCategory complexity builderMode auditorProfile ciProfile maxBuilderAttempts incidentTokenCap reasons { code message } } } } }`);

/** Null: there is no such run, or the caller does not reach it. */
export async function runText(ask: Ask, runId: string, view: RunView): Promise<string | null> {
  switch (view) {
    case 'summary': {
      const { run } = await ask(SUMMARY, { runId });
      if (!run) return null;
      const { failure, waitingFor, attention, currentPhase: phase } = run;
      const lines = [
        `state: ${run.state}${run.failureReason === null ? '' : ` (${run.failureReason})`}`,
        ...(failure ? [`failed by ${failure.rule}: ${failure.message}`] : []),
        ...(waitingFor ? [`waits for: ${waitingFor.message}`] : []),
        ...(phase ? [`phase: ${phase.phaseId} "${phase.name}" ${phase.state}`] : []),
        `phases: ${run.phaseCounts.map(({ state, count }) => `${count} ${state}`).join(', ')}`,
        `tokens: ${run.tokensUsed} of ${run.tokenCap}`,
        ...(run.deadlineAt === null ? [] : [`deadline: ${run.deadlineAt}`]),
        ...(run.headCommit === null ? [] : [`commit: ${run.headCommit}`]),
        `created: ${run.createdAt}${run.completedAt === null ? '' : `, ended: ${run.completedAt}`}`,
      ];
      const attend = attention.length === 0 ? '' : `\n\nNeeds attention:\n${reasonLines(attention)}`;
      return `# ${run.runId} (${run.projectId})\n\n${listOf(lines, '')}${attend}`;
    }
    case 'phases': {
      const { run } = await ask(PHASES, { runId });
      return run && listOf(run.phases.map(phaseLine), 'No phases.');
    }
    case 'budgets': {
      const { run } = await ask(BUDGETS, { runId });
      return (
        run &&
        listOf(
          run.budgets.map((b) => `${b.scope} ${b.name}: ${b.used} of ${b.limit}, ${b.left} left`),
          '',
        )
      );
    }
    case 'issues': {
      const { run } = await ask(ISSUES, { runId });
      const lines = run?.issues.map(
        ({ issueKey, phaseId, effectiveSeverity, open, description }) =>
          `${issueKey} in ${phaseId}: ${effectiveSeverity}, ${open ? 'open' : 'closed'}${description ? `: ${description}` : ''}`,
      );
      return lines ? listOf(lines, 'No issues.') : null;
    }
    case 'incident': {
      const { run } = await ask(INCIDENT, { runId });
      const files = run?.incident.map(
        ({ path, content, sizeBytes }) => `## ${path}\n\n${content ?? `(${sizeBytes} bytes)`}`,
      );
      return files ? files.join('\n\n') || 'No incident.' : null;
    }
    case 'promotion':
      return promotionText(ask, runId);
    case 'strategy': {
      const { run } = await ask(STRATEGY, { runId });
      if (!run) return null;
      if (!run.strategy) return 'No strategy yet.';
      const parts = run.strategy.phases.map(({ phaseId, reasons, ...values }) => {
        const lines = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
        return `## ${phaseId}\n\n${listOf(lines, '')}\n\n${reasonLines(reasons)}`;
      });
      return [`Ruleset ${run.strategy.rulesetVersion ?? 'of the server'}, hash ${run.strategy.hash}`, ...parts].join(
        '\n\n',
      );
    }
  }
}

interface PhaseSeen {
  readonly phaseId: string;
  readonly name: string;
  readonly state: string;
  readonly builderAttempts: number;
  readonly maxBuilderAttempts: number;
  readonly tokensUsed: number;
  readonly waitingFor: { readonly message: string } | null;
}

const phaseLine = (phase: PhaseSeen): string =>
  `${phase.phaseId} "${phase.name}": ${phase.state}, ${phase.builderAttempts} of ${phase.maxBuilderAttempts} attempts, ${phase.tokensUsed} tokens` +
  (phase.waitingFor ? `; waits for: ${phase.waitingFor.message}` : '');

async function promotionText(ask: Ask, runId: string): Promise<string | null> {
  const { run } = await ask(PROMOTION, { runId });
  if (!run) return null;
  const { eligible, blockers, obstacles, promotedTo, promotedAt, commit, pullRequestBody } = run.promotion;
  const head = promotedTo
    ? `Promoted to ${promotedTo} at ${promotedAt}: ${commit}.`
    : `${eligible ? 'Eligible' : 'Not eligible'} for promotion.`;
  const against = [...blockers, ...obstacles];
  return [head, ...(against.length > 0 ? [reasonLines(against)] : []), pullRequestBody].join('\n\n');
}
