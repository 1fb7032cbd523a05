/** Answers in the form of Gitea's REST API, version 1, without what nobody reads. */
import type { Dialect, FakeChange, FakeForge } from './fake-forge.js';

const BASE = '/api/v1/repos/acme/widgets';

const userOf = (login: string) => ({
  id: 1,
  login,
  login_name: '',
  full_name: '',
  email: `${login}@noreply.localhost`,
});

const pullOf = (forge: FakeForge, change: FakeChange) => ({
  id: 5_000 + change.number,
  url: `${forge.url}/acme/widgets/pulls/${change.number}`,
  number: change.number,
  user: userOf('autopack-bot'),
  title: change.title,
  body: change.body,
  labels: [],
  milestone: null,
  assignee: null,
  assignees: null,
  requested_reviewers: null,
  state: change.state === 'open' ? 'open' : 'closed',
  draft: /^WIP:/.test(change.title),
  is_locked: false,
  comments: 0,
  html_url: `${forge.url}/acme/widgets/pulls/${change.number}`,
  diff_url: `${forge.url}/acme/widgets/pulls/${change.number}.diff`,
  patch_url: `${forge.url}/acme/widgets/pulls/${change.number}.patch`,
  mergeable: change.state === 'open',
  merged: change.state === 'merged',
  merged_at: change.merged?.at ?? null,
  merge_commit_sha: change.merged?.commit ?? null,
  merged_by: change.merged ? userOf(change.merged.by) : null,
  allow_maintainer_edit: false,
  base: { label: change.base, ref: change.base, sha: 'c'.repeat(40), repo_id: 2, repo: { full_name: 'acme/widgets' } },
  head: {
    label: change.head,
    ref: change.head,
    sha: change.headCommit,
    repo_id: change.fromFork ? 3 : 2,
    repo: { full_name: 'acme/widgets' },
  },
  merge_base: 'b'.repeat(40),
  due_date: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: change.updatedAt,
  closed_at: null,
  pin_order: 0,
});

export const giteaDialect: Dialect = {
  api: '/api/v1',
  authorized: ({ headers }, token) => headers.authorization === `token ${token}`,
  unauthorized: { message: 'user does not exist [uid: 0, name: ]', url: 'http://localhost/api/swagger' },
  notFound: { message: "The target couldn't be found.", url: 'http://localhost/api/swagger', errors: [] },

  reply(forge, { method, path, body }) {
    if (!path.startsWith(`${BASE}/`)) return null;
    const rest = path.slice(BASE.length);
    const number = /^\/pulls\/(\d+)$/.exec(rest)?.[1];
    if (number !== undefined) {
      const change = forge.changes[Number(number) - 1];
      if (!change) return null;
      if (method === 'PATCH') forge.update(change, patchOf(body));
      return { status: method === 'PATCH' ? 201 : 200, body: pullOf(forge, change) };
    }
    if (rest === '/pulls' && method === 'POST') return opened(forge, body);
    if (rest === '/pulls') {
      const found = forge.changes.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
      return { list: found.map((change) => pullOf(forge, change)) };
    }
    const commit = /^\/commits\/([0-9a-f]{40})\/status$/.exec(rest)?.[1];
    if (commit !== undefined) return { list: statusesOf(forge, commit), as: 'statuses' };
    const stated = /^\/statuses\/([0-9a-f]{40})$/.exec(rest)?.[1];
    if (stated === undefined || method !== 'POST') return null;
    forge.statuses.push({ commit: stated, body });
    return { status: 201, body: { id: 1, status: body['state'], context: body['context'], target_url: '' } };
  },
};

const patchOf = (body: Record<string, unknown>): Partial<FakeChange> => ({
  ...(typeof body['title'] === 'string' && { title: body['title'], draft: /^WIP:/.test(body['title']) }),
  ...(typeof body['body'] === 'string' && { body: body['body'] }),
  ...(typeof body['base'] === 'string' && { base: body['base'] }),
});

function opened(forge: FakeForge, body: Record<string, unknown>) {
  const { title, head, base, body: text } = body as Record<string, string>;
  if (!forge.hasBranch(head!) || !forge.hasBranch(base!)) return { status: 404, body: giteaDialect.notFound };
  if (forge.hasOpen(head!, base!)) {
    const message = `pull request already exists for these targets [id: 9, issue_id: 9, head_repo_id: 2, base_repo_id: 2, head_branch: ${head}, base_branch: ${base}]`;
    return { status: 409, body: { message, url: 'http://localhost/api/swagger' } };
  }
  const change = forge.open({ title: title!, head: head!, base: base!, body: text!, draft: /^WIP:/.test(title!) });
  return { status: 201, body: pullOf(forge, change) };
}

const statusesOf = (forge: FakeForge, commit: string) => [
  ...(forge.checks.get(commit) ?? []).map(({ name, state }, i) => statusOf(name, state, i)),
  ...forge.statuses
    .filter((status) => status.commit === commit)
    .map(({ body }, i) => statusOf(body['context'] as string, body['state'] as string, 100 + i)),
];

const statusOf = (context: string, status: string, id: number) => ({
  id,
  status,
  target_url: '',
  description: '',
  url: 'http://localhost/api/v1/repos/acme/widgets/statuses/0',
  context,
  creator: userOf('runner'),
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:05:00Z',
});
