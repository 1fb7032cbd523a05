/** Answers in the form of GitLab's REST API, version 4, without what nobody reads. */
import type { Dialect, FakeChange, FakeForge } from './fake-forge.js';

const PROJECT = '/api/v4/projects/acme%2Fwidgets';

const userOf = (username: string) => ({
  id: 12,
  username,
  name: username,
  state: 'active',
  locked: false,
  avatar_url: null,
});

const requestOf = (forge: FakeForge, change: FakeChange) => ({
  // Counts over all projects: whoever reads it as the number is wrong.
  id: 90_000 + change.number,
  iid: change.number,
  project_id: 3,
  title: change.title,
  description: change.body,
  state: change.state === 'open' ? 'opened' : change.state,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: change.updatedAt.replace('Z', '.000Z'),
  merged_by: change.merged ? userOf(change.merged.by) : null,
  merge_user: change.merged ? userOf(change.merged.by) : null,
  merged_at: change.merged?.at ?? null,
  closed_by: null,
  closed_at: null,
  target_branch: change.base,
  source_branch: change.head,
  upvotes: 0,
  downvotes: 0,
  author: userOf('autopack-bot'),
  assignees: [],
  reviewers: [],
  source_project_id: change.fromFork ? 4 : 3,
  target_project_id: 3,
  labels: [],
  draft: /^Draft: /.test(change.title),
  imported: false,
  work_in_progress: /^Draft: /.test(change.title),
  milestone: null,
  merge_when_pipeline_succeeds: false,
  merge_status: 'can_be_merged',
  detailed_merge_status: change.state === 'open' ? 'mergeable' : 'not_open',
  sha: change.headCommit,
  merge_commit_sha: change.merged?.commit ?? null,
  squash_commit_sha: null,
  should_remove_source_branch: null,
  force_remove_source_branch: false,
  web_url: `${forge.url}/acme/widgets/-/merge_requests/${change.number}`,
  references: { short: `!${change.number}`, relative: `!${change.number}`, full: `acme/widgets!${change.number}` },
  squash: false,
  has_conflicts: false,
  blocking_discussions_resolved: true,
});

export const gitLabDialect: Dialect = {
  api: '/api/v4',
  authorized: ({ headers }, token) => headers.authorization === `Bearer ${token}`,
  unauthorized: { message: '401 Unauthorized' },
  notFound: { message: '404 Project Not Found' },

  reply(forge, { method, path, query, body }) {
    if (!path.startsWith(`${PROJECT}/`)) return null;
    const rest = path.slice(PROJECT.length);
    const number = /^\/merge_requests\/(\d+)$/.exec(rest)?.[1];
    if (number !== undefined) {
      const change = forge.changes[Number(number) - 1];
      if (!change) return null;
      if (method === 'PUT') forge.update(change, patchOf(body));
      return { status: 200, body: requestOf(forge, change) };
    }
    if (rest === '/merge_requests' && method === 'POST') return opened(forge, body);
    if (rest === '/merge_requests') {
      const found = forge.changes.filter(({ head }) => head === query.get('source_branch'));
      return { list: found.toReversed().map((change) => requestOf(forge, change)) };
    }
    const commit = /^\/repository\/commits\/([0-9a-f]{40})\/statuses$/.exec(rest)?.[1];
    if (commit !== undefined) return { list: statusesOf(forge, commit) };
    const stated = /^\/statuses\/([0-9a-f]{40})$/.exec(rest)?.[1];
    if (stated === undefined || method !== 'POST') return null;
    forge.statuses.push({ commit: stated, body });
    return { status: 201, body: { id: 1, sha: stated, status: body['state'], name: body['name'] } };
  },
};

const patchOf = (body: Record<string, unknown>): Partial<FakeChange> => ({
  ...(typeof body['title'] === 'string' && { title: body['title'], draft: /^Draft: /.test(body['title']) }),
  ...(typeof body['description'] === 'string' && { body: body['description'] }),
  ...(typeof body['target_branch'] === 'string' && { base: body['target_branch'] }),
});

function opened(forge: FakeForge, body: Record<string, unknown>) {
  const { title, source_branch: head, target_branch: base, description } = body as Record<string, string>;
  if (!forge.hasBranch(head!)) return { status: 400, body: { message: [`Source branch "${head}" does not exist`] } };
  if (!forge.hasBranch(base!)) return { status: 400, body: { message: [`Target branch "${base}" does not exist`] } };
  if (forge.hasOpen(head!, base!)) {
    const open = forge.changes.find((each) => each.state === 'open' && each.head === head)!;
    const message = [`Another open merge request already exists for this source branch: !${open.number}`];
    return { status: 409, body: { message } };
  }
  const change = forge.open({
    ...{ title: title!, head: head!, base: base!, body: description! },
    draft: /^Draft: /.test(title!),
  });
  return { status: 201, body: requestOf(forge, change) };
}

const statusesOf = (forge: FakeForge, commit: string) => [
  ...(forge.checks.get(commit) ?? []).map(({ name, state, allowFailure = false }, i) => ({
    id: 91 + i,
    sha: commit,
    ref: 'autonomous/run',
    status: state,
    name,
    target_url: `${forge.url}/acme/widgets/-/jobs/${91 + i}`,
    description: null,
    created_at: '2026-01-01T00:00:00.000Z',
    started_at: state === 'created' || state === 'pending' ? null : '2026-01-01T00:01:00.000Z',
    finished_at: state === 'success' || state === 'failed' ? '2026-01-01T00:03:00.000Z' : null,
    allow_failure: allowFailure,
    coverage: null,
    pipeline_id: 1,
    author: userOf('autopack-bot'),
  })),
  ...forge.statuses
    .filter((status) => status.commit === commit)
    .map(({ body }, i) => ({
      id: i,
      status: body['state'],
      name: body['name'],
      allow_failure: false,
      target_url: null,
    })),
];
