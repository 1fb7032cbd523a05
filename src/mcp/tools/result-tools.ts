/** Tools by which a Builder or an Auditor is judged: before it submits, and when it does. */
import { z } from 'zod';

import { idempotencyKey, issueInputs, issues, leaseToken, tokens } from './arguments.js';
import { gql } from './gql.js';
import { leasedWork } from './leased-work.js';
import { reasonLines } from './text.js';
import { CHANGES, READS, REFUSAL, refusedAnswer, tool, type ToolAnswer } from './tool.js';

const WORKERS = ['BUILDER', 'AUDITOR'] as const;

const CHECK = gql(
  `query McpCheckPatch($leaseToken: String!, $patch: String!) { checkPatch(leaseToken: $leaseToken, patch: $patch) {
    gate { verdict reasons { code message } } warnings { code message } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const BUILDER_RESULT = gql(
  `mutation McpSubmitPatch($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) {
    phase { state } run { state } gate { verdict reasons { code message } } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const AUDITOR_RESULT = gql(
  `mutation McpSubmitReview($input: SubmitAuditorResultInput!) { submitAuditorResult(input: $input) {
    phase { state } run { state } gate { verdict reasons { code message } } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const RECORD = gql(
  `mutation McpRecordIssues($input: RecordIssuesInput!) { recordIssues(input: $input) {
    issues { issueKey } errors { ...McpRefusal } } }`,
  REFUSAL,
);

interface Gate {
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

const verdict = z.enum(['PASS', 'REJECT', 'AUDIT']);
const judged = z.object({ verdict: verdict.optional(), phase_state: z.string(), run_state: z.string() });

const gateText = ({ verdict: stated, reasons }: Gate): string =>
  reasons.length === 0 ? `Gate: ${stated}` : `Gate: ${stated}\n${reasonLines(reasons)}`;

interface Submitted {
  readonly phase: { readonly state: string } | null;
  readonly run: { readonly state: string } | null;
  readonly gate: Gate | null;
  readonly errors: Parameters<typeof refusedAnswer>[0];
}

function submittedAnswer({ phase, run, gate, errors }: Submitted): ToolAnswer {
  const refused = refusedAnswer(errors);
  if (refused) return refused;
  const states = `The phase is ${phase?.state}, the run ${run?.state}.`;
  return {
    text: gate ? `${gateText(gate)}\n\n${states}` : states,
    structured: { verdict: gate?.verdict, phase_state: phase?.state, run_state: run?.state },
  };
}

const checkPatch = tool({
  name: 'check_patch',
  roles: WORKERS,
  agents: true,
  description: 'Says what the gate would say of a patch; it costs no attempt.',
  input: z.strictObject({ lease_token: leaseToken, patch: z.string().describe('As of git diff') }),
  output: z.object({ verdict }),
  hints: READS,
  async call({ lease_token, patch }, { ask }) {
    const { gate, warnings, errors } = (await ask(CHECK, { leaseToken: lease_token, patch })).checkPatch;
    const text = [gateText(gate), ...(warnings.length > 0 ? [reasonLines(warnings)] : [])].join('\n\n');
    return refusedAnswer(errors) ?? { text, structured: { verdict: gate.verdict } };
  },
});

const submitPatch = tool({
  name: 'submit_patch',
  roles: ['BUILDER'],
  description: 'Submits the result of a lease: the gate judges it, and the lease ends.',
  input: z.strictObject({
    lease_token: leaseToken,
    status: z.enum(['SUCCEEDED', 'FAILED', 'NEEDS_REVIEW', 'ENVIRONMENT_FAILURE']).default('SUCCEEDED'),
    patch: z.string().optional().describe('As of git diff'),
    notes: z.string().optional(),
    issues: issues.optional().describe('Known weaknesses'),
    tokens_used: tokens.optional(),
    idempotency_key: idempotencyKey,
  }),
  output: judged,
  hints: CHANGES,
  async call({ lease_token, status, patch, notes, issues: found = [], tokens_used, idempotency_key }, { ask, role }) {
    const input = {
      ...{ leaseToken: lease_token, status, patch, notes, tokensUsed: tokens_used, idempotencyKey: idempotency_key },
      suggestedIssues: issueInputs(found, role),
    };
    return submittedAnswer((await ask(BUILDER_RESULT, { input })).submitBuilderResult);
  },
});

const submitReview = tool({
  name: 'submit_review',
  roles: ['AUDITOR'],
  description: 'Submits the review of a lease, and the lease ends.',
  input: z.strictObject({
    lease_token: leaseToken,
    verdict: z.enum(['APPROVE', 'REVISE', 'ESCALATE']),
    notes: z.string(),
    patch: z.string().optional().describe('An own patch instead'),
    issues: issues.optional(),
    tokens_used: tokens.optional(),
    idempotency_key: idempotencyKey,
  }),
  output: judged,
  hints: CHANGES,
  async call(
    { lease_token, verdict: stated, notes, patch, issues: found = [], tokens_used, idempotency_key },
    { ask, role },
  ) {
    const input = {
      ...{ leaseToken: lease_token, verdict: stated, notes, patch, tokensUsed: tokens_used },
      ...{ idempotencyKey: idempotency_key, issues: issueInputs(found, role) },
    };
    return submittedAnswer((await ask(AUDITOR_RESULT, { input })).submitAuditorResult);
  },
});

const recordIssues = tool({
  name: 'record_issues',
  roles: WORKERS,
  agents: true,
  description: 'Records issues of the phase of a lease, which goes on.',
  input: z.strictObject({ lease_token: leaseToken, issues }),
  hints: CHANGES,
  async call({ lease_token, issues: found }, { ask, role }) {
    const { phase, errors } = await leasedWork(ask, lease_token);
    if (!phase) return refusedAnswer(errors) ?? { text: 'The lease has no phase.', isError: true };
    const input = { runId: phase.runId, phaseId: phase.phaseId, issues: issueInputs(found, role) };
    const recorded = (await ask(RECORD, { input })).recordIssues;
    return refusedAnswer(recorded.errors) ?? { text: `Recorded: ${recorded.issues.length}.` };
  },
});

export const RESULT_TOOLS = [checkPatch, submitPatch, submitReview, recordIssues];
