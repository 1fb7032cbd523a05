/** `autopack phase show` and `autopack phase attempts`. */
import type { ResultOf } from '../../common/typed-document.js';
import { ROLE_TITLES } from '../../domain/model/vocabulary.js';
import { gql } from '../graphql/gql.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { grouped } from '../shared/table.js';
import { clientOf, factLines, fitted, found, present, shortHash, timeOf } from './present.js';
import type { OfRun } from './run-show.js';

export interface OfPhase extends OfRun {
  readonly phaseId: string;
}

const SHOW = gql(`query OperatorPhase($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
  phaseId runId tierId name description state nextStates taskCategory complexity builderMode builderAttempts maxBuilderAttempts
  auditorAttempts maxAuditorAttempts triesLeft tokensUsed incidentTokenCap issueState minorIssuesCount majorIssuesCount
  allowedPaths acceptanceCriteria startedAt completedAt notBefore
  holder { role workerId expiresAt hardDeadlineAt } waitingFor { code message } budgets { name used limit left }
  issues { issueKey severity open } } }`);

const ATTEMPTS =
  gql(`query OperatorAttempts($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) { phaseId
  attempts { number role state workerId agent startedAt endedAt tokensUsed tokensEstimated commit confidence notes
    gate { verdict reasons { code message } } auditVerdict ciVerdict
    ciTries { number verdict at commit executed failedTests summary artefacts { path kind } } artefacts { path kind sizeBytes } } } }`);

type Phase = NonNullable<ResultOf<typeof SHOW>['phase']>;
type Attempt = NonNullable<ResultOf<typeof ATTEMPTS>['phase']>['attempts'][number];

export async function phaseShow(output: Output, { runId, phaseId, ...options }: OfPhase): Promise<number> {
  const { phase } = await clientOf(options).request(SHOW, { runId, phaseId });
  const there = found(phase, `phase "${phaseId}" in run "${runId}"`);
  const next = [`autopack phase attempts ${runId} ${phaseId}`, `autopack run diff ${runId} ${phaseId}`];
  present(output, { phase: there }, linesOf(output, there), next);
  return EXIT.ok;
}

const utc = (at: string | null): string => (at === null ? '-' : `${timeOf(at)} (UTC)`);

function linesOf(output: Output, phase: Phase): string[] {
  const facts: [string, string][] = [
    ['tier', phase.tierId],
    ['kind', `${phase.taskCategory ?? '-'}, ${phase.complexity}, ${phase.builderMode}`],
    ['attempts', `${phase.builderAttempts} of ${phase.maxBuilderAttempts} used, ${phase.triesLeft} left`],
    ['audits', `${phase.auditorAttempts} of ${phase.maxAuditorAttempts} used`],
    ['tokens', `${grouped(phase.tokensUsed)} of ${grouped(phase.incidentTokenCap)} used`],
    ['issues', `${phase.minorIssuesCount} minor, ${phase.majorIssuesCount} major`],
    ['time', `started ${utc(phase.startedAt)}, ended ${utc(phase.completedAt)}`],
  ];
  if (phase.holder !== null) facts.push(['worker', `${ROLE_TITLES[phase.holder.role]} ${phase.holder.workerId}`]);
  if (phase.allowedPaths.length > 0) facts.push(['paths', phase.allowedPaths.join(' ')]);
  if (phase.waitingFor !== null) facts.push(['waits', `${phase.waitingFor.code}: ${phase.waitingFor.message}`]);
  for (const text of phase.acceptanceCriteria) facts.push(['must hold', text]);
  if (phase.description !== null) facts.push(['task', phase.description]);
  return [
    `${output.paint('bold', printable(`${phase.phaseId} ${phase.name}`))}  ${phase.state}`,
    ...factLines(output, facts),
  ];
}

export async function phaseAttempts(output: Output, { runId, phaseId, ...options }: OfPhase): Promise<number> {
  const { phase } = await clientOf(options).request(ATTEMPTS, { runId, phaseId });
  const { attempts } = found(phase, `phase "${phaseId}" in run "${runId}"`);
  const rows = attempts.map((attempt) => [
    String(attempt.number),
    attempt.role,
    attempt.state,
    verdictOf(attempt),
    grouped(attempt.tokensUsed),
    shortHash(attempt.commit),
    attempt.workerId,
    attempt.notes ?? '',
  ]);
  const heading = ['#', 'ROLE', 'STATE', 'VERDICT', 'TOKENS', 'COMMIT', 'WORKER', 'NOTES'];
  const lines = rows.length === 0 ? ['No attempt yet.'] : fitted(output, heading, rows, [7, 6, 3]);
  const last = attempts.at(-1)?.number;
  const next =
    last === undefined
      ? [`autopack run explain ${runId}`]
      : [`autopack run logs ${runId} ${phaseId} --attempt ${last}`, `autopack run diff ${runId} ${phaseId}`];
  present(output, { phase }, lines, next);
  return EXIT.ok;
}

const verdictOf = ({ gate, auditVerdict, ciVerdict }: Attempt): string =>
  [gate && `gate ${gate.verdict}`, auditVerdict, ciVerdict && `CI ${ciVerdict}`].filter(Boolean).join(', ') || '-';
