/** Tools by which a Builder or an Auditor gets work, keeps it, reads about it and gives it back (W1 to W7). */
import { z } from 'zod';

import { idempotencyKey, leaseToken, page, tokens, waitSeconds } from './arguments.js';
import { gql } from './gql.js';
import { leasedWork } from './leased-work.js';
import { listOf, pageOf } from './text.js';
import { CHANGES, READS, REFUSAL, refusedAnswer, tool } from './tool.js';
import { CONTEXT_VIEWS, contextText } from './work-context.js';

const WORKERS = ['BUILDER', 'AUDITOR'] as const;
/** The name of the worker behind that of its token: the door keeps no state by which clients could be told apart. */
const WORKER_ID = 'mcp';

const CLAIM = gql(
  `mutation McpClaimWork($input: ClaimWorkInput!) { claimWork(input: $input) {
    lease { token expiresAt } phase { runId phaseId } brief { markdown } idleReason { code message } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const HEARTBEAT = gql(
  `mutation McpHeartbeat($input: HeartbeatInput!) { heartbeat(input: $input) {
    lease { expiresAt } directive reason { code message } budgets { left } errors { ...McpRefusal } } }`,
  REFUSAL,
);
const RELEASE = gql(
  `mutation McpReleaseLease($input: ReleaseLeaseInput!) { releaseLease(input: $input) {
    phase { state } errors { ...McpRefusal } } }`,
  REFUSAL,
);

const claimWork = tool({
  name: 'claim_work',
  roles: WORKERS,
  description: 'Takes the next work under a lease and answers its brief, or says why there is none.',
  input: z.strictObject({ project: z.string().optional(), wait_seconds: waitSeconds, idempotency_key: idempotencyKey }),
  output: z.object({
    lease_token: z.string().optional(),
    expires_at: z.string().optional(),
    idle_reason: z.string().optional(),
  }),
  hints: CHANGES,
  async call({ project, wait_seconds, idempotency_key }, { ask, role }) {
    const input = {
      role: role === 'AUDITOR' ? ('AUDITOR' as const) : ('BUILDER' as const),
      ...{ workerId: WORKER_ID, projectId: project, waitSeconds: wait_seconds, idempotencyKey: idempotency_key },
    };
    const { claimWork: answer } = await ask(CLAIM, { input });
    const refused = refusedAnswer(answer.errors);
    if (refused) return refused;
    const { lease, phase, brief, idleReason } = answer;
    if (!lease) {
      const why = idleReason ?? { code: 'no_work', message: 'There is no work.' };
      return { text: `No work: ${why.message}`, structured: { idle_reason: why.code } };
    }
    const head = `Run ${phase?.runId}, phase ${phase?.phaseId}. Lease ${lease.token} until ${lease.expiresAt}: call heartbeat before.`;
    return {
      text: `${head}\n\n${pageOf(brief?.markdown ?? '', 1)}`,
      structured: { lease_token: lease.token, expires_at: lease.expiresAt },
    };
  },
});

const heartbeat = tool({
  name: 'heartbeat',
  roles: WORKERS,
  description: 'Renews a lease and answers CONTINUE, or STOP: then end the work.',
  input: z.strictObject({ lease_token: leaseToken, tokens_used: tokens.optional().describe('In all, so far') }),
  output: z.object({
    directive: z.enum(['CONTINUE', 'STOP']),
    tokens_left: z.number().optional(),
    expires_at: z.string().optional(),
  }),
  hints: { ...CHANGES, idempotentHint: true },
  async call({ lease_token, tokens_used }, { ask }) {
    const input = { leaseToken: lease_token, tokensUsed: tokens_used };
    const { directive, reason, lease, budgets, errors } = (await ask(HEARTBEAT, { input })).heartbeat;
    const refused = refusedAnswer(errors);
    if (refused) return refused;
    const left = budgets.length > 0 ? Math.min(...budgets.map((budget) => budget.left)) : undefined;
    return {
      text: reason ? `${directive}: ${reason.message}` : directive,
      structured: { directive, tokens_left: left, expires_at: lease?.expiresAt },
    };
  },
});

const readContext = tool({
  name: 'read_context',
  roles: WORKERS,
  agents: true,
  description: 'Reads a part of what the lease is about, in pages.',
  input: z.strictObject({ lease_token: leaseToken, what: z.enum(CONTEXT_VIEWS).default('brief'), page }),
  hints: READS,
  async call({ lease_token, what, page: number }, { ask }) {
    const work = await leasedWork(ask, lease_token);
    if (work.errors.length > 0) return refusedAnswer(work.errors)!;
    return { text: pageOf(work.brief ? contextText(work.brief, what) : listOf([], 'Nothing is known of it.'), number) };
  },
});

const releaseWork = tool({
  name: 'release_work',
  roles: WORKERS,
  description: 'Gives a lease back without a result.',
  input: z.strictObject({ lease_token: leaseToken, reason: z.string(), tokens_used: tokens.optional() }),
  hints: { ...CHANGES, destructiveHint: true },
  async call({ lease_token, reason, tokens_used }, { ask }) {
    const input = { leaseToken: lease_token, reason, tokensUsed: tokens_used };
    const { phase, errors } = (await ask(RELEASE, { input })).releaseLease;
    return refusedAnswer(errors) ?? { text: `Released. The phase is ${phase?.state}.` };
  },
});

export const CLAIM_TOOLS = [claimWork, heartbeat, readContext, releaseWork];
