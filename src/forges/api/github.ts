/** GitHub, of github.com and of own servers (M3). REST for everything but what only its GraphQL does: drafts. */
import { z } from 'zod';

import type { ForgeChange, ForgeCheck, ForgeCheckState } from '../../domain/model/forge.js';
import { type Forge, ForgeFault, isEnough, OWN_STATUS } from './forge.js';
import type { ForgeClient } from './forge-client.js';

const pull = z.object({
  number: z.int(),
  node_id: z.string(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  updated_at: z.coerce.date(),
  merged_at: z.coerce.date().nullish(),
  merge_commit_sha: z.string().nullish(),
  // Lists do not have it.
  merged_by: z.object({ login: z.string() }).nullish(),
  // Null: the fork is gone.
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.int() }).nullish() }),
  base: z.object({ ref: z.string(), repo: z.object({ id: z.int() }) }),
});
type Pull = z.infer<typeof pull>;

const instant = z.coerce.date().nullish();
const checkRuns = z
  .object({
    check_runs: z.array(
      z.object({
        name: z.string(),
        status: z.string(),
        conclusion: z.string().nullish(),
        html_url: z.string().nullish(),
        details_url: z.string().nullish(),
        started_at: instant,
        completed_at: instant,
      }),
    ),
  })
  .transform(({ check_runs }) => check_runs);
const combined = z
  .object({
    statuses: z.array(
      z.object({
        context: z.string(),
        state: z.enum(['error', 'failure', 'pending', 'success']),
        target_url: z.string().nullish(),
        created_at: instant,
        updated_at: instant,
      }),
    ),
  })
  .transform((answer) => answer.statuses);

const DRAFT = {
  true: 'mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { clientMutationId } }',
  false: 'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }',
};

export function gitHub(client: ForgeClient): Forge {
  const repository = `/repos/${client.place.path.split('/').map(encodeURIComponent).join('/')}`;
  const owner = client.place.path.split('/')[0]!;
  const one = (number: number) => client.find(`${repository}/pulls/${number}`, pull);

  return {
    async openChange({ title, body, draft, head, base }) {
      const order = { title, body, head, base, draft };
      try {
        return changeOf(await client.send('POST', `${repository}/pulls`, order, pull));
      } catch (error) {
        // Not every plan has drafts.
        if (!draft || !(error instanceof ForgeFault) || !/draft/i.test(error.message)) throw error;
        return changeOf(await client.send('POST', `${repository}/pulls`, { ...order, draft: false }, pull));
      }
    },

    async updateChange({ number }, { title, body, draft, base }) {
      const order = { title, body, base };
      const updated = await client.send('PATCH', `${repository}/pulls/${number}`, order, pull);
      if (Boolean(updated.draft) === draft) return changeOf(updated);
      const turn = { query: DRAFT[`${draft}`], variables: { id: updated.node_id } };
      const { errors } = await client.send(
        'POST',
        client.place.graphql!,
        turn,
        z.object({ errors: z.unknown().optional() }),
      );
      return changeOf({ ...updated, draft: errors === undefined ? draft : updated.draft });
    },

    async findChange(search) {
      if ('number' in search) {
        const found = await one(search.number);
        return found && isOwn(found) ? changeOf(found) : null;
      }
      const query = new URLSearchParams({ head: `${owner}:${search.head}`, state: 'all', per_page: '100' });
      const found = (await client.list(`${repository}/pulls?${query}`, z.array(pull))).filter(isOwn);
      const named = found.find(({ body }) => body?.includes(search.marker));
      const chosen = named ?? found.find(({ state, base }) => state === 'open' && base.ref === search.base);
      // The list does not say who merged it.
      const whole = chosen && (await one(chosen.number));
      return whole ? changeOf(whole) : null;
    },

    async checksOf(commit) {
      const path = `${repository}/commits/${commit}`;
      const runs = await client.listed(`${path}/check-runs?per_page=100`, checkRuns, isEnough);
      const statuses = await client.listed(`${path}/status?per_page=100`, combined, isEnough);
      const theirs = statuses.values.filter(({ context }) => context !== OWN_STATUS);
      return {
        checks: [...runs.values.map(checkOfRun), ...theirs.map(checkOfStatus)],
        isCut: runs.isCut || statuses.isCut,
      };
    },

    async setStatus(commit, { state, description }) {
      const order = { state: state.toLowerCase(), description, context: OWN_STATUS };
      await client.send('POST', `${repository}/statuses/${commit}`, order, z.unknown());
    },
  };
}

/** From a branch of the repository itself: anybody may name a branch of a fork like one of ours. */
const isOwn = ({ head, base }: Pull): boolean => head.repo?.id === base.repo.id;

const changeOf = (found: Pull): ForgeChange => ({
  number: found.number,
  url: found.html_url,
  state: found.merged_at ? 'MERGED' : found.state === 'open' ? 'OPEN' : 'CLOSED',
  draft: found.draft ?? false,
  head: found.head.ref,
  headCommit: found.head.sha,
  base: found.base.ref,
  updatedAt: found.updated_at,
  title: found.title,
  body: found.body ?? '',
  merged: found.merged_at
    ? { by: found.merged_by?.login ?? null, commit: found.merge_commit_sha ?? null, at: found.merged_at }
    : null,
});

type Run = z.infer<typeof checkRuns>[number];

/** A conclusion that is not known is no success. */
const CONCLUSIONS: Readonly<Record<string, ForgeCheckState>> = {
  success: 'SUCCESS',
  neutral: 'NEUTRAL',
  skipped: 'NEUTRAL',
};

const checkOfRun = (run: Run): ForgeCheck => ({
  name: run.name,
  state: run.status === 'completed' ? (CONCLUSIONS[run.conclusion ?? ''] ?? 'FAILURE') : 'PENDING',
  url: run.html_url ?? run.details_url ?? null,
  startedAt: run.started_at ?? null,
  endedAt: run.completed_at ?? null,
});

const STATUSES = { pending: 'PENDING', success: 'SUCCESS', failure: 'FAILURE', error: 'FAILURE' } as const;

const checkOfStatus = (status: z.infer<typeof combined>[number]): ForgeCheck => ({
  name: status.context,
  state: STATUSES[status.state],
  url: status.target_url ?? null,
  startedAt: status.created_at ?? null,
  endedAt: status.state === 'pending' ? null : (status.updated_at ?? null),
});
