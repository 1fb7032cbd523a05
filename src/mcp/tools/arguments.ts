/**
 * Arguments that several tools take. A model reads the list of tools at every start: so each has one sentence at most, and bounds that
 * the API checks are left to it.
 */
import { z } from 'zod';

import type { Role } from '../../domain/model/caller.js';

/** Seconds. A client that waits longer for a tool may take it for dead. */
const MOST_WAIT = 25;

export const leaseToken = z.string().describe('From claim_work');
export const runId = z.string();
export const phaseId = z.string();
export const page = z.int().min(1).max(10_000).default(1);
export const waitSeconds = z.int().min(0).max(MOST_WAIT).default(0);
export const tokens = z.int().min(0).max(1e12);
export const idempotencyKey = z.string().optional().describe('Makes a repeat harmless');
export const first = z.int().min(1).max(50).default(20);
export const after = z.string().optional().describe('Cursor of the page before');

export const issues = z.array(
  z.strictObject({
    issue_key: z.string(),
    category: z.string(),
    severity: z.enum(['MINOR', 'MAJOR']).optional(),
    description: z.string().optional(),
  }),
);

/** Issues as the API takes them: what a Builder reports of its own work is self-doubt. */
export const issueInputs = (found: z.infer<typeof issues>, role: Role) =>
  found.map(({ issue_key: issueKey, ...rest }) => ({
    issueKey,
    ...rest,
    source: role === 'AUDITOR' ? ('AUDITOR' as const) : ('SELF_DOUBT' as const),
  }));
