/** The adapters of GitHub, GitLab and Gitea against forges on loopback. */
import { FAKE_TOKEN, type FakeCheck, FakeForge, type Reply } from '../../../test/support/forges/fake-forge.js';
import { FORGE_KINDS, type ForgeKind } from '../../domain/model/remote.js';
import { forgePlace } from '../../domain/rules/forge/forge-place.js';
import { type Forge, ForgeFault } from './forge.js';
import { ForgeClient } from './forge-client.js';
import { forgeOf } from './forge-of.js';

const COMMIT = 'a'.repeat(40);
const HEAD = 'autonomous/run-1';
const MARKER = '<!-- autopack:change run-1 1 -->';
const TEXT = { title: 'Run run-1', body: `What it did.\n\n${MARKER}`, draft: false };

const forges: FakeForge[] = [];
afterEach(() => forges.splice(0).forEach((forge) => forge.stop()));

interface Started {
  readonly fake: FakeForge;
  readonly forge: Forge;
}

async function started(kind: ForgeKind, token = FAKE_TOKEN, timeLimitMs = 5_000): Promise<Started> {
  const fake = await FakeForge.start(kind);
  forges.push(fake);
  const login = async () => ({ authorization: `${kind === 'GITEA' ? 'token' : 'Bearer'} ${token}` });
  const access = { login, reachable: { mayReach: () => true }, timeLimitMs };
  return { fake, forge: forgeOf(new ForgeClient(forgePlace(kind, fake.remote)!, access)) };
}

const faultOf = async (call: Promise<unknown>): Promise<ForgeFault> => {
  const error = await call.then(
    () => null,
    (fault: unknown) => fault,
  );
  expect(error).toBeInstanceOf(ForgeFault);
  return error as ForgeFault;
};

const CHECKS: Readonly<Record<ForgeKind, { readonly given: FakeCheck[]; readonly states: string[] }>> = {
  GITHUB: {
    given: [
      { name: 'build', state: 'completed', conclusion: 'success' },
      { name: 'test', state: 'in_progress', conclusion: null },
      { name: 'lint', state: 'completed', conclusion: 'timed_out' },
      { name: 'old', state: 'completed', conclusion: 'skipped' },
      { name: 'new', state: 'completed', conclusion: 'something_new' },
      { name: 'ci/external', state: 'error' },
      { name: 'ci/other', state: 'success' },
    ],
    states: ['SUCCESS', 'PENDING', 'FAILURE', 'NEUTRAL', 'FAILURE', 'FAILURE', 'SUCCESS'],
  },
  GITLAB: {
    given: [
      { name: 'build', state: 'success' },
      { name: 'test', state: 'running' },
      { name: 'lint', state: 'failed' },
      { name: 'optional', state: 'failed', allowFailure: true },
      { name: 'deploy', state: 'manual' },
      { name: 'cancelled', state: 'canceled' },
      { name: 'later', state: 'waiting_for_resource' },
    ],
    states: ['SUCCESS', 'PENDING', 'FAILURE', 'NEUTRAL', 'NEUTRAL', 'FAILURE', 'PENDING'],
  },
  GITEA: {
    given: [
      { name: 'build', state: 'success' },
      { name: 'test', state: 'pending' },
      { name: 'lint', state: 'failure' },
      { name: 'broken', state: 'error' },
      { name: 'old', state: 'skipped' },
      { name: 'doubtful', state: 'warning' },
    ],
    states: ['SUCCESS', 'PENDING', 'FAILURE', 'FAILURE', 'NEUTRAL', 'FAILURE'],
  },
};

describe.each(FORGE_KINDS)('%s', (kind) => {
  it('M3: a change is opened, found by its marker, made a draft and ready again', async () => {
    const { fake, forge } = await started(kind);
    const opened = await forge.openChange({ ...TEXT, head: HEAD, base: 'main', draft: true });
    expect(opened).toMatchObject({
      number: 1,
      state: 'OPEN',
      draft: true,
      head: HEAD,
      base: 'main',
      headCommit: COMMIT,
    });
    expect(opened).toMatchObject({ title: TEXT.title, body: TEXT.body, merged: null });
    expect(opened.url).toMatch(new RegExp(`^${fake.url}/acme/widgets/.*1$`));
    expect(await forge.findChange({ head: HEAD, base: 'main', marker: MARKER })).toEqual(opened);
    const ready = await forge.updateChange(opened, { ...TEXT, title: 'Now', base: 'next' });
    expect(ready).toMatchObject({ draft: false, title: 'Now', base: 'next' });
    expect(await forge.findChange({ number: 1 })).toMatchObject({ draft: false, title: 'Now', base: 'next' });
    expect(await forge.updateChange(ready, { ...TEXT, draft: true, base: 'main' })).toMatchObject({ draft: true });
    expect(fake.changes).toHaveLength(1);
  });

  it('M3: who merged it, and as which commit, is read back', async () => {
    const { fake, forge } = await started(kind);
    await forge.openChange({ ...TEXT, head: HEAD, base: 'main' });
    fake.merge(1, 'octocat', 'd'.repeat(40));
    expect(await forge.findChange({ number: 1 })).toMatchObject({
      state: 'MERGED',
      merged: { by: 'octocat', commit: 'd'.repeat(40), at: expect.any(Date) },
    });
    // Found by the branch, it says the same.
    expect((await forge.findChange({ head: HEAD, base: 'main', marker: MARKER }))?.merged?.by).toBe('octocat');
  });

  it('M3: a change that was closed is not taken for the one that is looked for', async () => {
    const { fake, forge } = await started(kind);
    await forge.openChange({ ...TEXT, head: HEAD, base: 'main' });
    fake.close(1);
    expect(await forge.findChange({ number: 1 })).toMatchObject({ state: 'CLOSED', merged: null });
    const second = { head: HEAD, base: 'main', marker: '<!-- autopack:change run-1 2 -->' };
    expect(await forge.findChange(second)).toBeNull();
    // One that a person opened for the branch is.
    fake.open({ title: 'By hand', body: '', draft: false, head: HEAD, base: 'main' });
    expect(await forge.findChange(second)).toMatchObject({ number: 2, title: 'By hand' });
    expect(await forge.findChange({ number: 9 })).toBeNull();
  });

  it('M3: one from a fork is never taken for ours, whatever its branch, base and text are called', async () => {
    const { fake, forge } = await started(kind);
    fake.open({ ...TEXT, head: HEAD, base: 'main', fromFork: true });
    expect(await forge.findChange({ head: HEAD, base: 'main', marker: MARKER })).toBeNull();
    expect(await forge.findChange({ number: 1 })).toBeNull();
    const ours = await forge.openChange({ ...TEXT, head: HEAD, base: 'main' });
    expect(ours.number).toBe(2);
    expect(await forge.findChange({ head: HEAD, base: 'main', marker: MARKER })).toEqual(ours);
  });

  it('M3: a second one for the same branches is refused as EXISTS', async () => {
    const { forge } = await started(kind);
    await forge.openChange({ ...TEXT, head: HEAD, base: 'main' });
    expect((await faultOf(forge.openChange({ ...TEXT, head: HEAD, base: 'main' }))).code).toBe('EXISTS');
  });

  it('M3: a branch that the forge does not have is refused in its words', async () => {
    const { fake, forge } = await started(kind);
    fake.hasBranch = (branch) => branch === 'main';
    const { code, message } = await faultOf(forge.openChange({ ...TEXT, head: HEAD, base: 'main' }));
    expect(code).toBe(kind === 'GITEA' ? 'NOT_FOUND' : 'REFUSED');
    expect(message).toMatch({ GITHUB: /Validation Failed.*head/, GITLAB: /does not exist/, GITEA: /404/ }[kind]);
  });

  it('M3: checks of a commit, without the status that Autopack set itself', async () => {
    const { fake, forge } = await started(kind);
    const { given, states } = CHECKS[kind];
    fake.checks.set(COMMIT, given);
    await forge.setStatus(COMMIT, { state: 'SUCCESS', description: 'DONE_SUCCESS' });
    expect(fake.statuses).toHaveLength(1);
    const { checks, isCut } = await forge.checksOf(COMMIT);
    expect(isCut).toBe(false);
    expect(checks.map(({ name }) => name)).toEqual(given.map(({ name }) => name));
    expect(checks.map(({ state }) => state)).toEqual(states);
    expect(checks[0]).toMatchObject({ startedAt: expect.any(Date), endedAt: expect.any(Date) });
    expect(checks.find(({ state }) => state === 'PENDING')!.endedAt).toBeNull();
    expect(await forge.checksOf('f'.repeat(40))).toEqual({ checks: [], isCut: false });
  });

  it('M3: what did not change is asked for with its ETag, and costs a 304', async () => {
    const { fake, forge } = await started(kind);
    fake.checks.set(COMMIT, CHECKS[kind].given);
    await forge.openChange({ ...TEXT, head: HEAD, base: 'main' });
    const before = [await forge.findChange({ number: 1 }), await forge.checksOf(COMMIT)];
    fake.requests.length = 0;
    expect([await forge.findChange({ number: 1 }), await forge.checksOf(COMMIT)]).toEqual(before);
    expect(fake.requests.length).toBeGreaterThan(0);
    expect(fake.requests.map(({ status }) => status)).toEqual(fake.requests.map(() => 304));
    fake.merge(1, 'octocat', 'd'.repeat(40));
    expect((await forge.findChange({ number: 1 }))!.state).toBe('MERGED');
  });

  it('M3: lists are read page by page', async () => {
    const { fake, forge } = await started(kind);
    fake.pageSize = 2;
    const names = Array.from({ length: 7 }, (_, i) => `check-${i}`);
    const isGitHub = kind === 'GITHUB';
    fake.checks.set(
      COMMIT,
      names.map((name) => ({
        name,
        state: isGitHub ? 'completed' : 'success',
        ...(isGitHub && { conclusion: 'success' }),
      })),
    );
    const read = await forge.checksOf(COMMIT);
    expect([read.checks.map(({ name }) => name), read.isCut]).toEqual([names, false]);
    // Of GitHub these are statuses, which have pages of their own.
    fake.checks.set(
      COMMIT,
      names.map((name, i) => ({ name, state: i < 6 ? 'success' : 'failure' })),
    );
    if (isGitHub)
      expect((await forge.checksOf(COMMIT)).checks.at(-1)).toMatchObject({ name: 'check-6', state: 'FAILURE' });
    for (let i = 0; i < 5; i++) {
      fake.open({ ...TEXT, head: HEAD, base: `other-${i}`, body: i === 0 ? TEXT.body : 'another' });
    }
    expect((await forge.findChange({ head: HEAD, base: 'main', marker: MARKER }))?.number).toBe(1);
  });

  it.each([301, 400])('V8: of %d checks none is left out unseen', async (count) => {
    const { fake, forge } = await started(kind);
    fake.pageSize = 50;
    const conclusion = kind === 'GITHUB' ? { conclusion: 'success' } : {};
    const state = kind === 'GITHUB' ? 'completed' : 'success';
    const checks = Array.from({ length: count }, (_, i) => ({ name: `check-${i}`, state, ...conclusion }));
    fake.checks.set(COMMIT, checks);
    expect((await forge.checksOf(COMMIT)).isCut).toBe(count > 301);
  });

  it('M3: a next page that is elsewhere is not fetched: the token stays where it belongs', async () => {
    const { fake, forge } = await started(kind);
    const other = await started(kind);
    fake.instead = ({ path }) => {
      const link = { link: `<${other.fake.url}${path}?page=2>; rel="next"` };
      const body = { GITHUB: { check_runs: [], statuses: [] }, GITLAB: [], GITEA: { statuses: [] } }[kind];
      return { status: 200, body, headers: link };
    };
    // Gitea is not believed to say that there is more.
    expect(await forge.checksOf(COMMIT)).toEqual({ checks: [], isCut: kind !== 'GITEA' });
    expect(other.fake.requests).toEqual([]);
  });

  it('M3: a wrong token, a repository that it does not see, one that has moved: in words that say what to do', async () => {
    const wrong = await started(kind, 'another-token');
    const unauthorized = await faultOf(wrong.forge.findChange({ head: HEAD, base: 'main', marker: MARKER }));
    expect(unauthorized).toMatchObject({ code: 'UNAUTHORIZED', message: expect.stringMatching(/file of credentials/) });
    expect(unauthorized.message).not.toContain('another-token');
    const { fake, forge } = await started(kind);
    const reply = (answer: Reply) => (fake.instead = () => answer);
    reply({ status: 404, body: { message: 'Not Found' } });
    expect(await faultOf(forge.checksOf(COMMIT))).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('"acme/widgets"'),
    });
    const location = `${fake.url}/repositories/1296269`;
    reply({ status: 301, body: { message: 'Moved Permanently', url: location }, headers: { location } });
    expect(await faultOf(forge.checksOf(COMMIT))).toMatchObject({
      code: 'MOVED',
      message: expect.stringMatching(/has moved: change the project's remote/),
    });
    expect(fake.requests.every(({ path }) => !path.startsWith('/repositories/'))).toBe(true);
    reply({ status: 403, body: { message: 'Resource not accessible by personal access token' } });
    expect(await faultOf(forge.checksOf(COMMIT))).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringMatching(/Resource not accessible/),
    });
  });

  it('M3: servers that are down, broken or silent', async () => {
    const { fake, forge } = await started(kind, FAKE_TOKEN, 300);
    fake.instead = () => ({ status: 502, body: undefined });
    expect(await faultOf(forge.checksOf(COMMIT))).toMatchObject({
      code: 'BROKEN',
      message: expect.stringMatching(/502/),
    });
    fake.instead = () => ({ status: 200, body: { unexpected: true } });
    expect((await faultOf(forge.findChange({ number: 1 }))).code).toBe('BROKEN');
    fake.instead = () => 'cut';
    expect((await faultOf(forge.checksOf(COMMIT))).code).toBe('UNREACHABLE');
    fake.instead = () => 'hang';
    expect((await faultOf(forge.checksOf(COMMIT))).message).toMatch(/did not answer in time/);
  });

  it('M3: a rate limit is waited for, and until then nothing is sent', async () => {
    const { fake, forge } = await started(kind);
    fake.instead = () => ({ status: 429, body: { message: 'Too Many Requests' }, headers: { 'retry-after': '120' } });
    expect(await faultOf(forge.checksOf(COMMIT))).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 120_000 });
    fake.instead = () => null;
    const { code, retryAfterMs } = await faultOf(forge.checksOf(COMMIT));
    expect([code, fake.requests.length]).toEqual(['RATE_LIMITED', 1]);
    expect(retryAfterMs).toBeGreaterThan(60_000);
  });
});

describe('GitHub', () => {
  it('M3: a limit that is used up is known by its reset, read by the clock of the forge', async () => {
    const { fake, forge } = await started('GITHUB');
    const date = 'Mon, 05 Jan 2026 10:00:00 GMT';
    const reset = String(Date.parse(date) / 1_000 + 900);
    const headers = { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    fake.instead = () => ({ status: 403, body: { message: 'API rate limit exceeded for user ID 1.' }, headers });
    expect(await faultOf(forge.findChange({ number: 1 }))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 900_000,
    });
  });

  it('M3: the answer that uses it up is taken, and nothing is sent after it', async () => {
    const { fake, forge } = await started('GITHUB');
    const opened = fake.open({ ...TEXT, head: HEAD, base: 'main' });
    const single = await forge.findChange({ number: opened.number });
    const date = 'Mon, 05 Jan 2026 10:00:00 GMT';
    const reset = String(Date.parse(date) / 1_000 + 60);
    fake.requests.length = 0;
    fake.instead = () => ({ status: 304, headers: { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } });
    expect(await forge.findChange({ number: 1 })).toEqual(single);
    expect((await faultOf(forge.findChange({ number: 1 }))).code).toBe('RATE_LIMITED');
    expect(fake.requests).toHaveLength(1);
  });

  it('M3: a second limit without a time is a minute', async () => {
    const { fake, forge } = await started('GITHUB');
    fake.instead = () => ({ status: 403, body: { message: 'You have exceeded a secondary rate limit.' } });
    expect(await faultOf(forge.findChange({ number: 1 }))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 60_000,
    });
  });

  it('M3: a plan without drafts gets one that is none', async () => {
    const { fake, forge } = await started('GITHUB');
    fake.instead = ({ body }) =>
      body['draft'] === true
        ? { status: 422, body: { message: 'Draft pull requests are not supported in this repository.' } }
        : null;
    expect(await forge.openChange({ ...TEXT, draft: true, head: HEAD, base: 'main' })).toMatchObject({ draft: false });
  });
});

describe('where the API is', () => {
  it.each([
    ['GITHUB', 'https://github.com/acme/widgets.git', 'https://api.github.com', 'acme/widgets'],
    ['GITHUB', 'git@github.com:acme/widgets.git', 'https://api.github.com', 'acme/widgets'],
    ['GITHUB', 'ssh://git@ghe.example:2222/acme/widgets', 'https://ghe.example/api/v3', 'acme/widgets'],
    ['GITHUB', 'https://octo.ghe.com/acme/widgets', 'https://api.octo.ghe.com', 'acme/widgets'],
    ['GITHUB', 'http://127.0.0.1:8080/acme/widgets.git', 'http://127.0.0.1:8080/api/v3', 'acme/widgets'],
    ['GITLAB', 'https://gitlab.com/acme/team/widgets.git', 'https://gitlab.com/api/v4', 'acme/team/widgets'],
    ['GITEA', 'https://user:secret@git.example:3000/acme/widgets', 'https://git.example:3000/api/v1', 'acme/widgets'],
    ['GITEA', 'https://host.example/git/acme/widgets.git', 'https://host.example/git/api/v1', 'acme/widgets'],
  ] as const)('M3: %s %s', (kind, remote, api, path) => {
    expect(forgePlace(kind, remote)).toMatchObject({ api, path });
  });

  it.each([
    ['GITLAB', 'https://host.example/gitlab/team/widgets.git', 'https://host.example/gitlab/api/v4/', 'team/widgets'],
    ['GITLAB', 'https://host.example/a/b/team/sub/widgets', 'https://host.example/a/b/api/v4', 'team/sub/widgets'],
    ['GITLAB', 'git@host.example:team/widgets.git', 'https://host.example/gitlab/api/v4', 'team/widgets'],
    ['GITLAB', 'https://host.example/gitlabs/widgets', 'https://host.example/gitlab/api/v4', 'gitlabs/widgets'],
    ['GITHUB', 'https://ghe.example/acme/widgets', 'https://api.ghe.example', 'acme/widgets'],
    ['GITEA', 'ssh://git@host.example/acme/widgets', 'https://host.example/git/api/v1', 'acme/widgets'],
  ] as const)('M3: %s %s with the API %s', (kind, remote, api, path) => {
    expect(forgePlace(kind, remote, api)).toMatchObject({ api: api.replace(/\/$/, ''), path });
  });

  it('M3: the second API of GitHub is beside the first', () => {
    const at = (api: string) => forgePlace('GITHUB', 'https://ghe.example/acme/widgets', api)!.graphql;
    expect(at('https://ghe.example/api/v3')).toBe('https://ghe.example/api/graphql');
    expect(at('https://api.ghe.example')).toBe('https://api.ghe.example/graphql');
  });

  it.each([
    ['GITHUB', 'https://github.com/acme'],
    ['GITHUB', 'https://github.com/acme/team/widgets'],
    ['GITLAB', '/srv/git/widgets.git'],
    ['GITEA', 'file:///srv/git/widgets.git'],
    ['GITEA', 'nonsense'],
  ] as const)('M3: %s at %s is none', (kind, remote) => {
    expect(forgePlace(kind, remote)).toBeNull();
  });
});
