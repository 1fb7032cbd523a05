/** Answers in the form of GitHub's REST API, version 2022-11-28, without what nobody reads. */
import type { Dialect, FakeChange, FakeForge } from './fake-forge.js';

const DOCS = 'https://docs.github.com/rest';
const BASE = '/api/v3/repos/acme/widgets';

const userOf = (login: string) => ({ login, id: 1, node_id: 'MDQ6VXNlcjE=', type: 'User', site_admin: false });

const branchOf = (forge: FakeForge, ref: string, sha: string, isFork = false) => ({
  label: `acme:${ref}`,
  ref,
  sha,
  user: userOf('acme'),
  repo: {
    id: isFork ? 1296270 : 1296269,
    name: 'widgets',
    full_name: 'acme/widgets',
    private: false,
    html_url: `${forge.url}/acme/widgets`,
  },
});

/** Of a list; a single one has more fields. */
const listed = (forge: FakeForge, change: FakeChange) => ({
  url: `${forge.url}${BASE}/pulls/${change.number}`,
  id: 1000 + change.number,
  node_id: `PR_${change.number}`,
  html_url: `${forge.url}/acme/widgets/pull/${change.number}`,
  number: change.number,
  state: change.state === 'open' ? 'open' : 'closed',
  locked: false,
  title: change.title,
  user: userOf('autopack-bot'),
  body: change.body,
  labels: [],
  created_at: '2026-01-01T00:00:00Z',
  updated_at: change.updatedAt,
  closed_at: change.state === 'open' ? null : change.updatedAt,
  merged_at: change.merged?.at ?? null,
  // Of an open one it is the commit of a trial merge.
  merge_commit_sha: change.merged?.commit ?? 'e5bd3914e2e596debea16f433f57875b5b90bcd6',
  assignees: [],
  requested_reviewers: [],
  head: branchOf(forge, change.head, change.headCommit, change.fromFork),
  base: branchOf(forge, change.base, 'c'.repeat(40)),
  author_association: 'CONTRIBUTOR',
  auto_merge: null,
  draft: change.draft,
});

const single = (forge: FakeForge, change: FakeChange) => ({
  ...listed(forge, change),
  merged: change.state === 'merged',
  mergeable: change.state === 'open' ? true : null,
  mergeable_state: 'clean',
  merged_by: change.merged ? userOf(change.merged.by) : null,
  comments: 0,
  commits: 3,
  additions: 100,
  deletions: 3,
  changed_files: 5,
});

const invalid = (field: string, code: string, message?: string) => ({
  status: 422,
  body: {
    message: 'Validation Failed',
    errors: [{ resource: 'PullRequest', field, code, ...(message === undefined ? {} : { message }) }],
    documentation_url: `${DOCS}/pulls/pulls#create-a-pull-request`,
    status: '422',
  },
});

export const gitHubDialect: Dialect = {
  api: '/api/v3',
  authorized: ({ headers }, token) => headers.authorization === `Bearer ${token}`,
  unauthorized: { message: 'Bad credentials', documentation_url: DOCS, status: '401' },
  notFound: { message: 'Not Found', documentation_url: DOCS, status: '404' },

  reply(forge, { method, path, query, body }) {
    if (path === '/api/graphql') return turned(forge, body);
    if (!path.startsWith(`${BASE}/`)) return null;
    const rest = path.slice(BASE.length);
    const number = /^\/pulls\/(\d+)$/.exec(rest)?.[1];
    if (number !== undefined) {
      const change = forge.changes[Number(number) - 1];
      if (!change) return null;
      if (method === 'PATCH') forge.update(change, patchOf(body));
      return { status: 200, body: single(forge, change) };
    }
    if (rest === '/pulls' && method === 'POST') return opened(forge, body);
    if (rest === '/pulls') {
      const found = forge.changes.filter(({ head }) => query.get('head') === `acme:${head}`);
      return { list: found.toReversed().map((change) => listed(forge, change)) };
    }
    const [, commit, what] = /^\/commits\/([0-9a-f]{40})\/(check-runs|status)$/.exec(rest) ?? [];
    if (commit !== undefined) return checksOf(forge, commit, what!);
    const stated = /^\/statuses\/([0-9a-f]{40})$/.exec(rest)?.[1];
    if (stated === undefined || method !== 'POST') return null;
    forge.statuses.push({ commit: stated, body });
    return { status: 201, body: { id: 1, state: body['state'], context: body['context'], target_url: null } };
  },
};

const patchOf = (body: Record<string, unknown>): Partial<FakeChange> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => ['title', 'body', 'base'].includes(name)));

function opened(forge: FakeForge, body: Record<string, unknown>) {
  const { title, head, base, draft } = body as { title: string; head: string; base: string; draft: boolean };
  if (!forge.hasBranch(head)) return invalid('head', 'invalid');
  if (!forge.hasBranch(base)) return invalid('base', 'invalid');
  if (forge.hasOpen(head, base)) {
    return invalid('head', 'custom', `A pull request already exists for acme:${head}.`);
  }
  return { status: 201, body: single(forge, forge.open({ title, head, base, draft, body: body['body'] as string })) };
}

function checksOf(forge: FakeForge, commit: string, what: string) {
  const checks = forge.checks.get(commit) ?? [];
  if (what === 'check-runs') {
    const runs = checks.filter(({ conclusion }) => conclusion !== undefined);
    return { list: runs.map((run, i) => checkRun(forge, commit, run, i)), as: 'check_runs' };
  }
  const statuses = checks.filter(({ conclusion }) => conclusion === undefined);
  const own = forge.statuses.filter((status) => status.commit === commit);
  const listedStatuses = [
    ...statuses.map(({ name, state }) => ({ name, state })),
    ...own.map(({ body }) => ({ name: body['context'] as string, state: body['state'] as string })),
  ];
  return {
    list: listedStatuses.map(({ name, state }, i) => ({
      id: i + 1,
      state,
      context: name,
      description: 'Build has completed',
      target_url: `https://ci.example.com/${i}/output`,
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:05:00Z',
    })),
    as: 'statuses',
  };
}

const checkRun = (
  forge: FakeForge,
  commit: string,
  run: { name: string; state: string; conclusion?: string | null },
  index: number,
) => ({
  id: 4 + index,
  head_sha: commit,
  node_id: 'MDg6Q2hlY2tSdW40',
  external_id: '',
  url: `${forge.url}${BASE}/check-runs/${4 + index}`,
  html_url: `${forge.url}/acme/widgets/runs/${4 + index}`,
  details_url: 'https://example.com',
  status: run.state,
  conclusion: run.conclusion ?? null,
  started_at: '2026-01-01T00:00:00Z',
  completed_at: run.state === 'completed' ? '2026-01-01T00:03:00Z' : null,
  output: { title: null, summary: null, text: null, annotations_count: 0 },
  name: run.name,
  check_suite: { id: 5 },
});

function turned(forge: FakeForge, body: Record<string, unknown>) {
  const { id } = body['variables'] as { id: string };
  const change = forge.changes.find(({ number }) => `PR_${number}` === id);
  if (!change)
    return { status: 200, body: { data: null, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve' }] } };
  forge.update(change, { draft: (body['query'] as string).includes('convertPullRequestToDraft') });
  return { status: 200, body: { data: { clientMutationId: null } } };
}
