/** Tools by which an operator starts runs, ends them and brings them on. */
import { z } from 'zod';

import { idempotencyKey, runId, tokens } from './arguments.js';
import { gql } from './gql.js';
import { listOf } from './text.js';
import { CHANGES, DESTROYS, READS, REFUSAL, refusalLines, refusedAnswer, tool } from './tool.js';

const READERS = ['OPERATOR', 'VIEWER'] as const;
const OPERATORS = ['OPERATOR'] as const;
const project = z.string().default('default');
const plan = z.string().describe('The plan in Markdown');

const PREVIEW = gql(
  `query McpCheckPlan($input: PreviewStrategyInput!) { previewStrategy(input: $input) {
    plan { tierId name phaseIds } totals { tokenCap builderAttempts ciRuns } warnings { code message }
    strategies { phases { phaseId taskCategory complexity builderMode ciProfile maxBuilderAttempts } } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const START = gql(
  `mutation McpStartRun($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {
    runs { runId state } warnings { code message } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const CANCEL = gql(
  `mutation McpCancelRun($input: CancelRunInput!) { cancelRun(input: $input) { run { runId state } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const CONTINUE = gql(
  `mutation McpContinueRun($input: ContinueRunInput!) { continueRun(input: $input) {
    runs { runId state } warnings { code message } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const PROMOTE = gql(
  `mutation McpPromoteRun($input: PromoteRunInput!) { promoteRun(input: $input) {
    promotion { promotedTo commit blockers { code message } obstacles { code message } } errors { ...McpRefusal } } }`,
  REFUSAL,
);

const warned = (warnings: readonly { readonly code: string; readonly message: string }[]): string =>
  warnings.length === 0
    ? ''
    : `\n\nWarnings:\n${listOf(
        warnings.map(({ message }) => message),
        '',
      )}`;

const runsText = (runs: readonly { readonly runId: string; readonly state: string }[]): string =>
  listOf(
    runs.map((run) => `${run.runId}: ${run.state}`),
    'No run.',
  );

const checkPlan = tool({
  name: 'check_plan',
  roles: READERS,
  description: 'Says what is wrong with a plan, by line, or the strategy that it would get.',
  input: z.strictObject({ project, plan }),
  hints: READS,
  async call(input, { ask }) {
    const asked = { projectId: input.project, planMarkdown: input.plan };
    const {
      errors,
      warnings,
      plan: tiers,
      totals,
      strategies,
    } = (await ask(PREVIEW, { input: asked })).previewStrategy;
    if (errors.length > 0) return { text: `The plan cannot be started:\n${refusalLines(errors)}` };
    const phases = strategies.flatMap((strategy) => strategy.phases);
    const lines = phases.map(
      ({ phaseId, taskCategory, complexity, builderMode, ciProfile, maxBuilderAttempts }) =>
        `${phaseId}: ${taskCategory ?? 'no category'}, ${complexity}, ${builderMode}, CI ${ciProfile}, ${maxBuilderAttempts} attempts`,
    );
    const sum = totals
      ? ` At most ${totals.tokenCap} tokens, ${totals.builderAttempts} attempts, ${totals.ciRuns} CI runs.`
      : '';
    const head = `The plan is good: ${tiers.length} tiers, ${phases.length} phases.${sum}`;
    return { text: `${head}\n\n${listOf(lines, 'No phases.')}${warned(warnings)}` };
  },
});

const startRun = tool({
  name: 'start_run',
  roles: OPERATORS,
  description: 'Starts a run of a plan.',
  input: z.strictObject({ project, plan, run_id: runId.optional(), idempotency_key: idempotencyKey }),
  hints: CHANGES,
  async call(input, { ask }) {
    const asked = {
      ...{ projectId: input.project, planMarkdown: input.plan, runId: input.run_id },
      idempotencyKey: input.idempotency_key,
    };
    const { runs, warnings, errors } = (await ask(START, { input: asked })).startRunFromPlan;
    return refusedAnswer(errors) ?? { text: `Started:\n${runsText(runs)}${warned(warnings)}` };
  },
});

const cancelRun = tool({
  name: 'cancel_run',
  roles: OPERATORS,
  description: 'Ends a run for good.',
  input: z.strictObject({ run_id: runId, reason: z.string() }),
  hints: DESTROYS,
  async call({ run_id, reason }, { ask }) {
    const { run, errors } = (await ask(CANCEL, { input: { runId: run_id, reason } })).cancelRun;
    return refusedAnswer(errors) ?? { text: `Run ${run?.runId} is ${run?.state}.` };
  },
});

const continueRun = tool({
  name: 'continue_run',
  roles: OPERATORS,
  description: 'Starts a run that goes on where an ended one stopped.',
  input: z.strictObject({
    run_id: runId,
    new_run_id: runId.optional(),
    token_cap: tokens.optional(),
    max_duration_minutes: z.int().min(1).max(1e6).optional(),
    idempotency_key: idempotencyKey,
  }),
  hints: CHANGES,
  async call(input, { ask }) {
    const asked = {
      ...{ runId: input.run_id, newRunId: input.new_run_id, tokenCap: input.token_cap },
      ...{ maxDurationMinutes: input.max_duration_minutes, idempotencyKey: input.idempotency_key },
    };
    const { runs, warnings, errors } = (await ask(CONTINUE, { input: asked })).continueRun;
    return refusedAnswer(errors) ?? { text: `Continued by:\n${runsText(runs)}${warned(warnings)}` };
  },
});

const promoteRun = tool({
  name: 'promote_run',
  roles: OPERATORS,
  description: 'Moves the target branch to the result of a run, if nothing stands against it.',
  input: z.strictObject({ run_id: runId, target_branch: z.string().optional(), idempotency_key: idempotencyKey }),
  hints: DESTROYS,
  async call(input, { ask }) {
    const asked = {
      ...{ runId: input.run_id, targetBranch: input.target_branch },
      idempotencyKey: input.idempotency_key,
    };
    const { promotion, errors } = (await ask(PROMOTE, { input: asked })).promoteRun;
    const refused = refusedAnswer(errors);
    if (refused) return refused;
    if (promotion?.promotedTo) return { text: `Promoted to ${promotion.promotedTo}: ${promotion.commit}.` };
    const against = [...(promotion?.blockers ?? []), ...(promotion?.obstacles ?? [])].map(({ message }) => message);
    return { text: `Not promoted yet:\n${listOf(against, 'It is under way.')}` };
  },
});

export const RUN_TOOLS = [checkPlan, startRun, cancelRun, continueRun, promoteRun];
