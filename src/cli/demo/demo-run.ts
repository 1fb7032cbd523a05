/** The demo's sample run: the moves that drive it, the issues found on the way, and one move that the server refuses. All through the public API. */
import { CommandFailed } from '../exit-codes.js';
import { accepted, REFUSAL_FIELDS, type GraphqlClient, type Refusal } from '../graphql-client.js';
import { readRun, type RunView } from '../run-view.js';

/** Where the run is shown while it goes on. */
export interface Progress {
  show(run: RunView, what: string): Promise<void>;
}

export interface Refused {
  readonly phaseId: string;
  readonly to: string;
  readonly code: string;
  readonly message: string;
}

interface Move {
  readonly phaseId: string;
  readonly state: string;
  readonly addTokens?: number;
  readonly note?: string;
}

interface Finding {
  readonly phaseId: string;
  readonly issues: readonly {
    readonly issueKey: string;
    readonly category: string;
    readonly source: string;
    readonly [name: string]: unknown;
  }[];
}

const LONG_LINE = { issueKey: 'style__long_line__search', category: 'style', source: 'SELF_DOUBT', severity: 'MINOR' };
/** Its severity is left out: the category says that it is a major one. */
const LOST_COLUMN = {
  ...{ issueKey: 'schema_contract_change__product__lost_column', category: 'schema_contract_change', source: 'CI' },
  description: 'The migration drops product.subtitle.',
  evidenceRefs: ['ci/migration.log:214'],
};
const NO_TEST = { issueKey: 'missing_test__search__empty_query', category: 'missing_test', source: 'AUDITOR', severity: 'MINOR' };

const built = (phaseId: string, addTokens: number): Move[] => [
  { phaseId, state: 'EXECUTING' },
  { phaseId, state: 'GATE', addTokens },
];
const green = (phaseId: string): Move[] => [
  { phaseId, state: 'CI_RUNNING' },
  { phaseId, state: 'COMPLETE' },
];

const STEPS: readonly (Move | Finding)[] = [
  ...built('F1.1', 48_200),
  { phaseId: 'F1.1', issues: [{ ...LONG_LINE, evidenceRefs: ['src/search/index.ts:12'] }] },
  ...green('F1.1'),
  ...built('F1.2', 91_700),
  { phaseId: 'F1.2', state: 'CI_RUNNING' },
  { phaseId: 'F1.2', issues: [LOST_COLUMN] },
  { phaseId: 'F1.2', state: 'QUEUED', note: 'CI was red: the migration loses a column. Another attempt.' },
  ...built('F1.2', 37_500),
  ...green('F1.2'),
  ...built('F1.3', 22_900),
  ...green('F1.3'),
  ...built('F2.1', 64_300),
  { phaseId: 'F2.1', issues: [{ ...LONG_LINE, evidenceRefs: ['src/search/api.ts:40'] }, NO_TEST] },
  ...green('F2.1'),
  { phaseId: 'F2.3', state: 'SKIPPED', note: 'Left out.' },
  ...built('F2.2', 12_100),
  ...green('F2.2'),
];
/** Tried when the first phase is at work: nothing becomes COMPLETE past the gate and CI. */
const ILLEGAL: Move = { phaseId: 'F1.1', state: 'COMPLETE' };

const MOVE = `mutation Move($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { phase { state } errors { ${REFUSAL_FIELDS} } } }`;

const RECORD = `mutation Record($input: RecordIssuesInput!) { recordIssues(input: $input) { issues { issueKey effectiveSeverity } errors { ${REFUSAL_FIELDS} } } }`;

/** Drives the run to its end; null if it was asked to stop on the way. */
export async function driveSampleRun(
  client: GraphqlClient,
  runId: string,
  progress: Progress,
  isStopped: () => boolean,
): Promise<{ readonly run: RunView; readonly refused: Refused } | null> {
  const look = async (what: string): Promise<RunView> => {
    const seen = await readRun(client, runId);
    if (!seen) throw new CommandFailed(`The run ${runId} is gone.`);
    await progress.show(seen, what);
    return seen;
  };
  let seen = await look('started');
  let refused: Refused | undefined;
  for (const step of STEPS) {
    if (isStopped()) return null;
    seen = await look(await take(client, runId, step));
    refused ??= await illegal(client, runId);
  }
  // An old backlog adds phases that clean up (P7).
  for (const { phaseId } of seen.phases.filter((phase) => phase.state === 'QUEUED')) {
    for (const step of [...built(phaseId, 9_800), ...green(phaseId)]) {
      if (isStopped()) return null;
      seen = await look(await take(client, runId, step));
    }
  }
  if (refused === undefined) throw new CommandFailed('The sample run has no moves.');
  return { run: seen, refused };
}

/** Does it and says what was done. */
async function take(client: GraphqlClient, runId: string, step: Move | Finding): Promise<string> {
  if ('issues' in step) return `${step.phaseId} ${await record(client, runId, step)}`;
  accepted(await ask(client, runId, step));
  return `${step.phaseId} ${step.state}${step.note ? ` (${step.note})` : ''}`;
}

async function record(client: GraphqlClient, runId: string, { phaseId, issues }: Finding): Promise<string> {
  const data = await client.request<{ recordIssues: { issues: { issueKey: string; effectiveSeverity: string }[]; errors: Refusal[] } }>(
    RECORD,
    { input: { runId, phaseId, issues } },
  );
  const recorded = accepted(data.recordIssues).issues.map((issue) => `${issue.effectiveSeverity.toLowerCase()} ${issue.issueKey}`);
  return `issue: ${recorded.join(', ')}`;
}

async function illegal(client: GraphqlClient, runId: string): Promise<Refused> {
  const { errors } = await ask(client, runId, ILLEGAL);
  const refusal = errors[0];
  if (refusal?.__typename !== 'TransitionRefusedError')
    throw new CommandFailed(`The server did not refuse ${ILLEGAL.phaseId} → ${ILLEGAL.state}.`);
  return { phaseId: ILLEGAL.phaseId, to: ILLEGAL.state, code: refusal.code, message: refusal.message };
}

async function ask(client: GraphqlClient, runId: string, move: Move): Promise<{ readonly errors: readonly Refusal[] }> {
  const data = await client.request<{ updatePhaseStatus: { errors: Refusal[] } }>(MOVE, { input: { runId, ...move } });
  return data.updatePhaseStatus;
}
