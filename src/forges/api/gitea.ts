/** Gitea, and Forgejo, which speaks its API (M3). Drafts are a matter of the title. */
import { z } from 'zod';

import type { ForgeChange, ForgeCheck, ForgeCheckState } from '../../domain/model/forge.js';
import { type ChangeText, type Forge, isEnough, OWN_STATUS } from './forge.js';
import type { ForgeClient } from './forge-client.js';

const pull = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  // Servers before 1.22 do not have it.
  draft: z.boolean().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  updated_at: z.coerce.date(),
  merged: z.boolean(),
  merged_at: z.coerce.date().nullish(),
  merge_commit_sha: z.string().nullish(),
  merged_by: z.object({ login: z.string() }).nullish(),
  head: z.object({ ref: z.string(), sha: z.string().nullish(), repo_id: z.int() }),
  base: z.object({ ref: z.string(), repo_id: z.int() }),
});

type Pull = z.infer<typeof pull>;

const instant = z.coerce.date().nullish();
const combined = z
  .object({
    statuses: z
      .array(
        z.object({
          context: z.string(),
          status: z.string(),
          target_url: z.string().nullish(),
          created_at: instant,
          updated_at: instant,
        }),
      )
      .nullish(),
  })
  .transform(({ statuses }) => statuses ?? []);
/** Of checks, each of 50 on most servers. */
const MOST_PAGES = 12;

export function gitea(client: ForgeClient): Forge {
  const repository = `/repos/${client.place.path.split('/').map(encodeURIComponent).join('/')}`;

  return {
    async openChange({ head, base, ...text }) {
      return changeOf(await client.send('POST', `${repository}/pulls`, { head, base, ...worded(text) }, pull));
    },

    async updateChange({ number }, { base, ...text }) {
      const order = { base, ...worded(text) };
      return changeOf(await client.send('PATCH', `${repository}/pulls/${number}`, order, pull));
    },

    async findChange(search) {
      if ('number' in search) {
        const found = await client.find(`${repository}/pulls/${search.number}`, pull);
        return found && isOwn(found) ? changeOf(found) : null;
      }
      // Older servers cannot list by branch; what was opened a moment ago is among the first.
      const isNamed = (found: Pull) => isOwn(found) && Boolean(found.body?.includes(search.marker));
      const path = `${repository}/pulls?state=all&sort=recentupdate&limit=50`;
      const found = await client.list(path, z.array(pull), (pulls) => pulls.some(isNamed));
      const ofBranch = found.filter((each) => isOwn(each) && each.head.ref === search.head);
      const isOpen = ({ state, base }: Pull) => state === 'open' && base.ref === search.base;
      const chosen = ofBranch.find(isNamed) ?? ofBranch.find(isOpen);
      return chosen ? changeOf(chosen) : null;
    },

    async checksOf(commit) {
      const path = `${repository}/commits/${commit}/status?limit=100`;
      const found: z.infer<typeof combined> = [];
      let isCut = true;
      // Servers give fewer than were wanted, and not all say that there are more: the first empty page is the end.
      for (let page = 1; isCut && page <= MOST_PAGES && !isEnough(found); page++) {
        const part = await client.get(`${path}&page=${page}`, combined);
        found.push(...part);
        isCut = part.length > 0;
      }
      return { checks: found.filter(({ context }) => context !== OWN_STATUS).map(checkOf), isCut };
    },

    async setStatus(commit, { state, description }) {
      const order = { state: state.toLowerCase(), description, context: OWN_STATUS };
      await client.send('POST', `${repository}/statuses/${commit}`, order, z.unknown());
    },
  };
}

const DRAFT = /^(?:WIP:|\[WIP\])\s*/i;

const worded = ({ title, body, draft }: ChangeText) => ({ title: draft ? `WIP: ${title}` : title, body });

/** From a branch of the repository itself: anybody may name a branch of a fork like one of ours. */
const isOwn = ({ head, base }: Pull): boolean => head.repo_id === base.repo_id;

const changeOf = (found: Pull): ForgeChange => ({
  number: found.number,
  url: found.html_url,
  state: found.merged ? 'MERGED' : found.state === 'open' ? 'OPEN' : 'CLOSED',
  draft: found.draft ?? DRAFT.test(found.title),
  head: found.head.ref,
  headCommit: found.head.sha ?? null,
  base: found.base.ref,
  updatedAt: found.updated_at,
  title: found.title.replace(DRAFT, ''),
  body: found.body ?? '',
  merged: found.merged
    ? { by: found.merged_by?.login ?? null, commit: found.merge_commit_sha ?? null, at: found.merged_at ?? null }
    : null,
});

/** A state that is not known is no success. */
const STATES: Readonly<Record<string, ForgeCheckState>> = {
  pending: 'PENDING',
  success: 'SUCCESS',
  skipped: 'NEUTRAL',
};

function checkOf(found: z.infer<typeof combined>[number]): ForgeCheck {
  const state = STATES[found.status] ?? 'FAILURE';
  return {
    name: found.context,
    state,
    url: found.target_url ? found.target_url : null,
    startedAt: found.created_at ?? null,
    endedAt: state === 'PENDING' ? null : (found.updated_at ?? null),
  };
}
