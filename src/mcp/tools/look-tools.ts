/** Tools by which an operator sees runs, phases and the backlog, and waits for what happens. */
import { setTimeout as delay } from 'node:timers/promises';

import { z } from 'zod';

import { after, first, page, phaseId, runId, waitSeconds } from './arguments.js';
import { gql } from './gql.js';
import { PHASE_VIEWS, phaseText } from './phase-views.js';
import { RUN_VIEWS, runText } from './run-views.js';
import { listOf, pageOf } from './text.js';
import { type Call, READS, tool, type ToolAnswer } from './tool.js';

const READERS = ['OPERATOR', 'VIEWER'] as const;
/** Between two looks at a run that cannot be followed. */
const LOOK_MS = 500;

const RUNS = gql(
  `query McpListRuns($filter: RunFilter, $first: Int, $after: String) { runs(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { runId projectId state failureReason tokensUsed tokenCap createdAt phaseCounts { state count } } } }`,
);
const BACKLOG = gql(
  `query McpListBacklog($projectId: ID!, $status: [BacklogStatus!], $first: Int, $after: String) {
    issueBacklog(projectId: $projectId, status: $status, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { issueKey category baseSeverity status occurrenceCount ageInRuns lastSeenRunId } } }`,
);
const EVENTS = gql(
  `query McpWaitForRun($runId: ID!, $after: Int!) { run(runId: $runId) {
    state isTerminal failureReason events(after: $after, first: 100) { seq at subject cause fromState toState } } }`,
);

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const pageLine = ({ totalCount, pageInfo }: Page): string =>
  pageInfo.hasNextPage ? `\n\n${totalCount} in all; the next page is after ${pageInfo.endCursor}.` : '';

const noRun = (id: string): ToolAnswer => ({ text: `NOT_FOUND (run_id): There is no run "${id}".`, isError: true });

/** Until there is something to look for, or the time is over. */
async function untilNews({ nextEvent, signal }: Call, runId: string, after: number, forMs: number): Promise<void> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(forMs))]);
  const came = await nextEvent(runId, after, over).catch(() => false);
  if (!came && !over.aborted) await delay(Math.min(LOOK_MS, forMs), undefined, { signal: over }).catch(() => undefined);
}

const listRuns = tool({
  name: 'list_runs',
  roles: READERS,
  description: 'Lists runs, newest first.',
  input: z.strictObject({
    project: z.string().optional(),
    terminal: z.boolean().optional().describe('Only ended, or only live ones'),
    text: z.string().optional(),
    first,
    after,
  }),
  hints: READS,
  async call(input, { ask }) {
    const filter = { projectId: input.project, terminal: input.terminal, text: input.text };
    const { runs } = await ask(RUNS, { filter, first: input.first, after: input.after });
    const lines = runs.nodes.map((run) => {
      const phases = run.phaseCounts.map(({ state, count }) => `${count} ${state}`).join(', ');
      const why = run.failureReason === null ? '' : `: ${run.failureReason}`;
      return `${run.runId} (${run.projectId}) ${run.state}${why}; ${phases}; ${run.tokensUsed} of ${run.tokenCap} tokens`;
    });
    return { text: listOf(lines, 'No runs.') + pageLine(runs) };
  },
});

const listBacklog = tool({
  name: 'list_backlog',
  roles: READERS,
  description: 'Lists the issues that runs of a project left behind.',
  input: z.strictObject({
    project: z.string().default('default'),
    status: z.array(z.enum(['OPEN', 'NEEDS_CLEANUP', 'RESOLVED'])).optional(),
    first,
    after,
  }),
  hints: READS,
  async call(input, { ask }) {
    const { issueBacklog: backlog } = await ask(BACKLOG, {
      ...{ projectId: input.project, status: input.status, first: input.first, after: input.after },
    });
    const lines = backlog.nodes.map(
      ({ issueKey, status, baseSeverity, occurrenceCount, ageInRuns, lastSeenRunId }) =>
        `${issueKey} ${status} ${baseSeverity}: seen ${occurrenceCount} times in ${ageInRuns} runs, last in ${lastSeenRunId}`,
    );
    return { text: listOf(lines, 'No issues.') + pageLine(backlog) };
  },
});

const getRun = tool({
  name: 'get_run',
  roles: READERS,
  description: 'Shows one side of a run.',
  input: z.strictObject({ run_id: runId, view: z.enum(RUN_VIEWS).default('summary'), page }),
  hints: READS,
  async call({ run_id, view, page: number }, { ask }) {
    const text = await runText(ask, run_id, view);
    return text === null ? noRun(run_id) : { text: pageOf(text, number) };
  },
});

const getPhase = tool({
  name: 'get_phase',
  roles: READERS,
  description: 'Shows one side of a phase.',
  input: z.strictObject({ run_id: runId, phase_id: phaseId, view: z.enum(PHASE_VIEWS).default('summary'), page }),
  hints: READS,
  async call({ run_id, phase_id, view, page: number }, { ask }) {
    const text = await phaseText(ask, run_id, phase_id, view);
    if (text !== null) return { text: pageOf(text, number) };
    return { text: `NOT_FOUND (phase_id): Run "${run_id}" has no phase "${phase_id}".`, isError: true };
  },
});

const waitForRun = tool({
  name: 'wait_for_run',
  roles: READERS,
  description: 'Waits for events of a run after one that is known, or for its end.',
  input: z.strictObject({
    run_id: runId,
    after: z.int().min(0).max(1e9).default(0).describe('last_seq of the call before'),
    wait_seconds: waitSeconds,
  }),
  output: z.object({ state: z.string(), is_terminal: z.boolean(), last_seq: z.number() }),
  hints: READS,
  async call({ run_id, after: known, wait_seconds }, call) {
    const { ask, signal } = call;
    const until = performance.now() + wait_seconds * 1_000;
    for (;;) {
      const { run } = await ask(EVENTS, { runId: run_id, after: known });
      if (!run) return noRun(run_id);
      const left = until - performance.now();
      if (run.events.length === 0 && !run.isTerminal && left > 0 && !signal.aborted) {
        await untilNews(call, run_id, known, left);
        continue;
      }
      const lines = run.events.map(
        ({ seq, at, subject, cause, fromState, toState }) =>
          `${seq} ${at} ${subject}: ${cause}${toState === null ? '' : ` ${fromState ?? ''} → ${toState}`}`,
      );
      const head = `Run ${run_id} is ${run.state}${run.failureReason === null ? '' : `: ${run.failureReason}`}.`;
      return {
        text: `${head}\n\n${listOf(lines, 'Nothing new.')}`,
        structured: { state: run.state, is_terminal: run.isTerminal, last_seq: run.events.at(-1)?.seq ?? known },
      };
    }
  },
});

export const LOOK_TOOLS = [listRuns, listBacklog, getRun, getPhase, waitForRun];
