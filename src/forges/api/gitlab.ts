/** GitLab, of gitlab.com and of own servers (M3). Drafts are a matter of the title. */
import { z } from 'zod';

import type { ForgeChange, ForgeCheck, ForgeCheckState } from '../../domain/model/forge.js';
import { type ChangeText, type Forge, isEnough, OWN_STATUS } from './forge.js';
import type { ForgeClient } from './forge-client.js';

const user = z.object({ username: z.string() }).nullish();
const mergeRequest = z.object({
  // Of the project; `id` counts over all projects.
  iid: z.int(),
  web_url: z.string(),
  state: z.enum(['opened', 'closed', 'merged', 'locked']),
  draft: z.boolean().nullish(),
  work_in_progress: z.boolean().nullish(),
  title: z.string(),
  description: z.string().nullish(),
  updated_at: z.coerce.date(),
  merged_at: z.coerce.date().nullish(),
  merge_user: user,
  merged_by: user,
  sha: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  squash_commit_sha: z.string().nullish(),
  // Null: the fork is gone.
  source_project_id: z.int().nullish(),
  target_project_id: z.int(),
  source_branch: z.string(),
  target_branch: z.string(),
});

const instant = z.coerce.date().nullish();
const statuses = z.array(
  z.object({
    name: z.string(),
    status: z.string(),
    allow_failure: z.boolean().nullish(),
    target_url: z.string().nullish(),
    created_at: instant,
    started_at: instant,
    finished_at: instant,
  }),
);

export function gitLab(client: ForgeClient): Forge {
  const project = `/projects/${encodeURIComponent(client.place.path)}`;
  const requests = `${project}/merge_requests`;

  return {
    async openChange({ head, base, ...text }) {
      const order = { source_branch: head, target_branch: base, ...worded(text) };
      return changeOf(await client.send('POST', requests, order, mergeRequest));
    },

    async updateChange({ number }, { base, ...text }) {
      const order = { target_branch: base, ...worded(text) };
      return changeOf(await client.send('PUT', `${requests}/${number}`, order, mergeRequest));
    },

    async findChange(search) {
      if ('number' in search) {
        const found = await client.find(`${requests}/${search.number}`, mergeRequest);
        return found && isOwn(found) ? changeOf(found) : null;
      }
      const query = new URLSearchParams({ source_branch: search.head, state: 'all', per_page: '100' });
      const found = (await client.list(`${requests}?${query}`, z.array(mergeRequest))).filter(isOwn);
      const named = found.find(({ description }) => description?.includes(search.marker));
      const chosen = named ?? found.find((each) => each.state === 'opened' && each.target_branch === search.base);
      return chosen ? changeOf(chosen) : null;
    },

    async checksOf(commit) {
      const path = `${project}/repository/commits/${commit}/statuses?per_page=100`;
      const { values, isCut } = await client.listed(path, statuses, isEnough);
      return { checks: values.filter(({ name }) => name !== OWN_STATUS).map(checkOf), isCut };
    },

    async setStatus(commit, { state, description }) {
      const order = { state: { PENDING: 'pending', SUCCESS: 'success', FAILURE: 'failed' }[state], description };
      await client.send('POST', `${project}/statuses/${commit}`, { ...order, name: OWN_STATUS }, z.unknown());
    },
  };
}

const worded = ({ title, body, draft }: ChangeText) => ({
  title: draft ? `Draft: ${title}` : title,
  description: body,
});

/** From a branch of the project itself: anybody may name a branch of a fork like one of ours. */
const isOwn = (found: z.infer<typeof mergeRequest>): boolean => found.source_project_id === found.target_project_id;

const changeOf = (found: z.infer<typeof mergeRequest>): ForgeChange => ({
  number: found.iid,
  url: found.web_url,
  // Locked: it is being merged.
  state: found.state === 'merged' ? 'MERGED' : found.state === 'closed' ? 'CLOSED' : 'OPEN',
  draft: found.draft ?? found.work_in_progress ?? false,
  head: found.source_branch,
  headCommit: found.sha ?? null,
  base: found.target_branch,
  updatedAt: found.updated_at,
  title: found.title.replace(/^Draft: /i, ''),
  body: found.description ?? '',
  merged:
    found.state === 'merged'
      ? {
          by: (found.merge_user ?? found.merged_by)?.username ?? null,
          // A fast-forward has neither: the target is at the branch's own commit then.
          commit: found.merge_commit_sha ?? found.squash_commit_sha ?? found.sha ?? null,
          at: found.merged_at ?? null,
        }
      : null,
});

/** Jobs that have ended, or wait for a person (`manual`). Everything else is on its way. */
const ENDED: Readonly<Record<string, ForgeCheckState>> = {
  success: 'SUCCESS',
  failed: 'FAILURE',
  canceled: 'FAILURE',
  canceling: 'FAILURE',
  skipped: 'NEUTRAL',
  manual: 'NEUTRAL',
};

function checkOf(found: z.infer<typeof statuses>[number]): ForgeCheck {
  const state = ENDED[found.status] ?? 'PENDING';
  return {
    name: found.name,
    state: state === 'FAILURE' && found.allow_failure ? 'NEUTRAL' : state,
    url: found.target_url ?? null,
    startedAt: found.started_at ?? found.created_at ?? null,
    endedAt: state === 'PENDING' ? null : (found.finished_at ?? null),
  };
}
