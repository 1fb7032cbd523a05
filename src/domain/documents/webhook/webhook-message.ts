/**
 * What a webhook is told (A7): `type`, `timestamp`, and `data` with ids, states and reasons as they were when it
 * happened. It is rendered once for each happening; every webhook gets the same text.
 */
import { z } from 'zod';

import { CHANGE_STATES } from '../../model/promotion-change.js';
import { FORGE_KINDS } from '../../model/remote.js';
import { RUN_STATES } from '../../model/run-state.js';
import { SEVERITIES } from '../../model/vocabulary.js';
import { type WebhookMessageType, wireType } from '../../model/webhook.js';

const id = (what: string) => z.string().describe(what);
const count = (what: string) => z.number().int().min(0).describe(what);
const instant = (what: string) => z.iso.datetime({ precision: 3 }).describe(`${what} UTC, with milliseconds.`);

const projectId = id('The project.');
const runId = id('The run: `run(runId)` reads it, unless it was archived or deleted since.');

const RUN_ENDED = z.object({
  projectId,
  runId,
  state: z.enum(RUN_STATES).describe('The final state: DONE_SUCCESS, or how it failed.'),
  failure: z
    .object({
      rule: z.string().describe('The rule that ended it: `docs/rules.md` lists them.'),
      message: z.string().describe('Why it failed, for people; at most 2,000 characters.'),
      reasonCodes: z.array(z.string()).max(100).describe('The reasons, for programs.'),
      tierId: z.string().nullable().describe('The tier that is to blame; null: none.'),
      phaseId: z.string().nullable().describe('The phase that is to blame; null: none.'),
    })
    .nullable()
    .describe('Null: it succeeded.'),
  version: count('The version of the run: the number of its last event.'),
  startedAt: instant('When it started.').nullable().describe('When it started; null: it never did.'),
  completedAt: instant('When it ended.'),
  tokensUsed: count('Tokens that it used.'),
  phaseCount: count('Phases of its plan.'),
  phasesComplete: count('Phases that are complete.'),
  headCommit: z.string().nullable().describe('The last green commit of its branch; null: there is none.'),
  nextRunId: z.string().nullable().describe('The linked run that waited for it; null: none.'),
});

const RUN_PROMOTED = z.object({
  projectId,
  runId,
  targetBranch: z.string().describe('The branch that was moved.'),
  fromCommit: z.string().describe('Its commit before.'),
  commit: z.string().describe('Its commit now.'),
  actor: z.string().describe('Who asked for it.'),
  promotedAt: instant('When it was done.'),
});

const ISSUE_NEEDS_CLEANUP = z.object({
  projectId,
  issueKey: z.string().describe('The key of the issue: `issueBacklog` lists it.'),
  category: z.string().describe('Kind of issue, as it was reported first.'),
  severity: z.enum(SEVERITIES).describe('The highest that was ever reported.'),
  ageInRuns: count('Distinct runs that reported it, in this episode.'),
  ageInTiers: count('Distinct tiers of runs that reported it, in this episode.'),
  episode: count('From 1: how often it appeared, or came back.'),
  occurrenceCount: count('How often it was reported.'),
  lastSeenRunId: id('The run that reported it last.'),
});

const LAYOUT_FAILING = z.object({
  projectId,
  count: count('Runs of the project, and the project itself, whose files the server cannot bring up to date.'),
  runIds: z.array(z.string()).max(10).describe('Some of these runs, up to 10.'),
  reason: z
    .string()
    .nullable()
    .describe('The code of the operating system, such as ENOSPC or EACCES; null: it is none.'),
});

const CHANGE = z.object({
  projectId,
  runId,
  forge: z.enum(FORGE_KINDS).describe('Whose API is spoken there.'),
  number: count('Its number in its repository.'),
  url: z.string().describe('Its page.'),
  state: z.enum(CHANGE_STATES).describe('What it is now.'),
  draft: z.boolean().describe('It is a draft: something speaks against the promotion.'),
  head: z.string().describe('The branch of the run.'),
  headCommit: z.string().describe('The last snapshot of the run.'),
  base: z.string().describe('The branch that it is for.'),
  mergedBy: z.string().nullable().describe('The user of the forge who merged it; null: it is not merged, or unknown.'),
  mergeCommit: z.string().nullable().describe('The commit of the base then; null: it is not merged.'),
});

const WEBHOOK_TEST = z.object({ projectId, webhookId: id('The webhook that is tried.') });

const DATA = {
  ...{ RUN_ENDED, RUN_PROMOTED, ISSUE_NEEDS_CLEANUP, LAYOUT_FAILING, WEBHOOK_TEST },
  ...{ CHANGE_OPENED: CHANGE, CHANGE_UPDATED: CHANGE, CHANGE_MERGED: CHANGE, CHANGE_CLOSED: CHANGE },
} as const;

const FORMS = Object.entries(DATA).map(([type, data]) =>
  z.object({
    type: z.literal(wireType(type as WebhookMessageType)).describe('What happened.'),
    timestamp: instant('When it happened.'),
    data: data.describe('What it happened to.'),
  }),
);

/**
 * The text that is signed and sent: of the facts that were stored with the happening, what the schema names. Facts of
 * another version of the server are told as they are: nothing is lost.
 */
export function webhookMessage(type: WebhookMessageType, at: Date, facts: unknown): string {
  const read = DATA[type].safeParse(facts);
  const data = read.success ? read.data : facts;
  return JSON.stringify({ type: wireType(type), timestamp: at.toISOString(), data });
}

/** The published JSON Schema of all messages. */
export function webhookMessageJsonSchema(): object {
  const { $schema, ...form } = z.toJSONSchema(z.union(FORMS), { target: 'draft-2020-12', io: 'input' }) as Record<
    string,
    unknown
  >;
  return {
    $schema,
    title: 'Autopack webhook message',
    description:
      'The body of a webhook of Autopack. New types and properties may be added: pass over what you do not know.',
    ...form,
  };
}
