/** The sides of a phase as Markdown; each reads what it shows and no more. */
import { gql } from './gql.js';
import { fenced, listOf, reasonLines } from './text.js';
import type { Ask } from './tool.js';

export const PHASE_VIEWS = ['summary', 'attempts', 'patch', 'ci', 'strategy', 'issues'] as const;
export type PhaseView = (typeof PHASE_VIEWS)[number];

const SUMMARY = gql(`query McpPhase($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  phaseId name description state builderAttempts maxBuilderAttempts tokensUsed waitingFor { message }
  holder { role workerId expiresAt } acceptanceCriteria allowedPaths } }`);
const ATTEMPTS = gql(`query McpPhaseAttempts($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  attempts { number role state workerId startedAt endedAt tokensUsed notes auditVerdict ciVerdict gate { verdict reasons { code message } } } } }`);
const PATCH = gql(`query McpPhasePatch($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  attempts { number artefacts { kind path content sizeBytes } } } }`);
const CI = gql(`query McpPhaseCi($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  attempts { number ciTries { number verdict at commit summary failedTests reasons { code message } } } } }`);
const STRATEGY = gql(`query McpPhaseStrategy($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  strategy { taskCategory complexity builderMode auditorProfile ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap
    reasons { code message } } } }`);
const ISSUES = gql(`query McpPhaseIssues($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  issues { issueKey effectiveSeverity open description } } }`);

/** Null: there is no such phase, or the caller does not reach it. */
export async function phaseText(ask: Ask, runId: string, phaseId: string, view: PhaseView): Promise<string | null> {
  const variables = { runId, phaseId };
  switch (view) {
    case 'summary': {
      const { phase } = await ask(SUMMARY, variables);
      if (!phase) return null;
      const { holder, waitingFor } = phase;
      const lines = [
        `state: ${phase.state}`,
        `attempts: ${phase.builderAttempts} of ${phase.maxBuilderAttempts}; tokens: ${phase.tokensUsed}`,
        ...(holder ? [`held by ${holder.role} ${holder.workerId} until ${holder.expiresAt}`] : []),
        ...(waitingFor ? [`waits for: ${waitingFor.message}`] : []),
        ...(phase.allowedPaths.length > 0 ? [`may change: ${phase.allowedPaths.join(', ')}`] : []),
        ...phase.acceptanceCriteria.map((criterion) => `accepted if: ${criterion}`),
      ];
      return [
        `# ${phase.phaseId} "${phase.name}"`,
        listOf(lines, ''),
        ...(phase.description ? [phase.description] : []),
      ].join('\n\n');
    }
    case 'attempts': {
      const { phase } = await ask(ATTEMPTS, variables);
      const parts = phase?.attempts.map((attempt) => {
        const { gate, notes, auditVerdict, ciVerdict } = attempt;
        const stated = [
          auditVerdict && `audit ${auditVerdict}`,
          ciVerdict && `CI ${ciVerdict}`,
          gate && `gate ${gate.verdict}`,
        ];
        const head = `## ${attempt.number} ${attempt.role} ${attempt.state}: ${stated.filter(Boolean).join(', ') || 'no verdict'}`;
        const when = `${attempt.workerId}, ${attempt.startedAt} to ${attempt.endedAt ?? 'now'}, ${attempt.tokensUsed} tokens`;
        return [
          head,
          when,
          ...(gate && gate.reasons.length > 0 ? [reasonLines(gate.reasons)] : []),
          ...(notes ? [notes] : []),
        ].join('\n\n');
      });
      return parts ? parts.join('\n\n') || 'No attempts.' : null;
    }
    case 'patch': {
      const { phase } = await ask(PATCH, variables);
      if (!phase) return null;
      const found = phase.attempts
        .flatMap(({ number, artefacts }) => artefacts.map((artefact) => ({ ...artefact, number })))
        .filter(({ kind }) => kind === 'patch')
        .at(-1);
      if (!found) return 'No patch was submitted.';
      return `Attempt ${found.number}, ${found.path}\n\n${found.content === null ? `(${found.sizeBytes} bytes)` : fenced(found.content, 'diff')}`;
    }
    case 'ci': {
      const { phase } = await ask(CI, variables);
      const parts = phase?.attempts.flatMap(({ number, ciTries }) =>
        ciTries.map((one) =>
          [
            `## Attempt ${number}, try ${one.number}: ${one.verdict}`,
            ...(one.summary ? [one.summary] : []),
            ...(one.reasons.length > 0 ? [reasonLines(one.reasons)] : []),
            ...(one.failedTests.length > 0 ? [listOf(one.failedTests, '')] : []),
          ].join('\n\n'),
        ),
      );
      return parts ? parts.join('\n\n') || 'CI has tested nothing yet.' : null;
    }
    case 'strategy': {
      const { phase } = await ask(STRATEGY, variables);
      if (!phase) return null;
      if (!phase.strategy) return 'No strategy yet.';
      const { reasons, ...values } = phase.strategy;
      return `${listOf(
        Object.entries(values).map(([name, value]) => `${name}: ${value}`),
        '',
      )}\n\n${reasonLines(reasons)}`;
    }
    case 'issues': {
      const { phase } = await ask(ISSUES, variables);
      const lines = phase?.issues.map(
        ({ issueKey, effectiveSeverity, open, description }) =>
          `${issueKey}: ${effectiveSeverity}, ${open ? 'open' : 'closed'}${description ? `: ${description}` : ''}`,
      );
      return lines ? listOf(lines, 'No issues.') : null;
    }
  }
}
