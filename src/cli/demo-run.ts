/** The demo's sample run: its plan, the moves that drive it, and one move that the server refuses. All through the public API. */
import { CommandFailed } from './exit-codes.js';
import { accepted, REFUSAL_FIELDS, type GraphqlClient, type Refusal } from './graphql-client.js';
import { readRun, type RunView } from './run-view.js';

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

const PLAN = {
  maxPhases: 10,
  maxDurationMinutes: 60,
  tokenCap: 2_000_000,
  tiers: [
    {
      tierId: 'T1',
      name: 'Foundation',
      description: 'What everything else stands on.',
      phases: [
        { phaseId: 'F1.1', name: 'Set up the project skeleton', taskCategory: 'feature_scaffolding', allowedPaths: ['src/**'] },
        {
          phaseId: 'F1.2',
          name: 'Lay down the data model',
          taskCategory: 'schema_change',
          acceptanceCriteria: ['Every table has a migration', 'The old data survives it'],
        },
        { phaseId: 'F1.3', name: 'Cover the model with tests', taskCategory: 'tests' },
      ],
    },
    {
      tierId: 'T2',
      name: 'Features',
      phases: [
        { phaseId: 'F2.1', name: 'Add the search', taskCategory: 'feature_scaffolding' },
        { phaseId: 'F2.2', name: 'Write the user guide', taskCategory: 'docs' },
        { phaseId: 'F2.3', name: 'Dark colours', description: 'Nice to have; left out of this run.' },
      ],
    },
  ],
};

interface Move {
  readonly phaseId: string;
  readonly state: string;
  readonly addTokens?: number;
  readonly note?: string;
}

const built = (phaseId: string, addTokens: number): Move[] => [
  { phaseId, state: 'EXECUTING' },
  { phaseId, state: 'GATE', addTokens },
];
const green = (phaseId: string): Move[] => [
  { phaseId, state: 'CI_RUNNING' },
  { phaseId, state: 'COMPLETE' },
];

const MOVES: readonly Move[] = [
  ...built('F1.1', 48_200),
  ...green('F1.1'),
  ...built('F1.2', 91_700),
  { phaseId: 'F1.2', state: 'CI_RUNNING' },
  { phaseId: 'F1.2', state: 'QUEUED', note: 'CI was red: the migration loses a column. Another attempt.' },
  ...built('F1.2', 37_500),
  ...green('F1.2'),
  ...built('F1.3', 22_900),
  ...green('F1.3'),
  ...built('F2.1', 64_300),
  ...green('F2.1'),
  { phaseId: 'F2.3', state: 'SKIPPED', note: 'Left out.' },
  ...built('F2.2', 12_100),
  ...green('F2.2'),
];
/** Tried when the first phase is at work: nothing becomes COMPLETE past the gate and CI. */
const ILLEGAL: Move = { phaseId: 'F1.1', state: 'COMPLETE' };

const START = `mutation Start($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { ${REFUSAL_FIELDS} } } }`;
const MOVE = `mutation Move($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { phase { state } errors { ${REFUSAL_FIELDS} } } }`;

/** Drives the run to its end; null if it was asked to stop on the way. */
export async function driveSampleRun(
  client: GraphqlClient,
  progress: Progress,
  isStopped: () => boolean,
): Promise<{ readonly run: RunView; readonly refused: Refused } | null> {
  const data = await client.request<{ startRun: { run: { runId: string } | null; errors: Refusal[] } }>(START, { input: PLAN });
  const { run } = accepted(data.startRun);
  if (!run) throw new CommandFailed('The server started a run and does not say which.');
  const { runId } = run;
  const look = async (what: string): Promise<RunView> => {
    const seen = await readRun(client, runId);
    if (!seen) throw new CommandFailed(`The run ${runId} is gone.`);
    await progress.show(seen, what);
    return seen;
  };
  let seen = await look('started');
  let refused: Refused | undefined;
  for (const move of MOVES) {
    if (isStopped()) return null;
    accepted(await ask(client, runId, move));
    seen = await look(`${move.phaseId} ${move.state}${move.note ? ` (${move.note})` : ''}`);
    refused ??= await illegal(client, runId);
  }
  if (refused === undefined) throw new CommandFailed('The sample run has no moves.');
  return { run: seen, refused };
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
