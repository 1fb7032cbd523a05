/** Runs proposed on forges, from the push of their branch to the promotion that people made there (M3). */
import { FORGE_KINDS } from '../../src/domain/model/remote.js';
import type { FakeCheck } from '../support/forges/fake-forge.js';
import { moveClock } from '../support/server/databases.js';
import { until } from '../support/waiting.js';
import { ForgeWorld, merged } from './forges.fixture.js';
import { Receiver, WebhookApi } from './webhooks.fixture.js';

let world: ForgeWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await ForgeWorld.open({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
  receiver = await Receiver.open();
}, 60_000);
afterAll(async () => {
  await receiver?.down();
  await world?.close();
});
import.meta.jest.setTimeout(60_000);

const GREEN: readonly FakeCheck[] = [
  { name: 'build', state: 'completed', conclusion: 'success' },
  { name: 'test', state: 'success' },
];

describe.each(FORGE_KINDS)('%s', (kind) => {
  it('M3: proposed once, its checks read, merged by people, and that is the promotion', async () => {
    const projectId = `all-${kind.toLowerCase()}`;
    const place = await world.project(projectId, kind);
    const { forge } = place;
    const webhooks = new WebhookApi(world.work.server);
    const { errors } = await webhooks.create({ projectId, url: receiver.url });
    expect(errors).toEqual([]);
    receiver.received.length = 0;
    const runId = `${projectId}-1`;
    const head = await world.succeeded(runId, projectId);
    expect(await world.promotionOf(runId)).toMatchObject({ kind: null, change: null, checks: [], checksVerdict: null });
    forge.checks.set(head, kind === 'GITHUB' ? [...GREEN] : [{ name: 'build', state: 'success' }]);
    await world.accepted(runId);
    const { change, kind: how, checksVerdict, checks } = await world.opened(runId);
    expect(how).toBe('PULL_REQUEST');
    expect(change).toMatchObject({
      ...{ forge: kind, number: 1, draft: false, base: 'trunk', head: `autonomous/${runId}`, headCommit: head },
      ...{ requestedBy: 'operator', problem: null, mergedBy: null, endedAt: null },
    });
    expect(change!.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/acme\/widgets\/.*1$/);
    expect([checksVerdict, checks.map(({ name }) => name)]).toEqual([
      'GREEN',
      kind === 'GITHUB' ? ['build', 'test'] : ['build'],
    ]);
    expect(forge.changes).toHaveLength(1);
    expect(forge.changes[0]!.body).toContain(`# Run \`${runId}\` of project`);
    expect(forge.statuses[0]).toMatchObject({ commit: head });

    // Asked again, it changes nothing; and it is quiet: what did not change is not sent.
    await world.accepted(runId);
    const looked = async () => {
      const { nextLookAt } = (await world.promotionOf(runId)).change!;
      await world.dueNow();
      await until('another look', async () => (await world.promotionOf(runId)).change!.nextLookAt! > nextLookAt!);
    };
    await looked();
    forge.requests.length = 0;
    await looked();
    expect(forge.requests.length).toBeGreaterThan(0);
    expect(new Set(forge.requests.map(({ status }) => status))).toEqual(new Set([304]));

    const commit = merged(place, 1);
    const done = await world.settled('the promotion', runId, ({ promotedAt }) => promotedAt !== null);
    expect(done).toMatchObject({
      ...{ kind: 'PULL_REQUEST', promotedBy: `${kind.toLowerCase()}/octocat`, promotedTo: 'trunk', commit },
      change: { state: 'MERGED', mergedBy: 'octocat', nextLookAt: null },
    });
    // What is on the forge already is not pushed there.
    expect((await world.work.remotes.pushesOf(runId)).map(({ ref }) => ref)).not.toContain('refs/heads/trunk');
    await world.accepted(runId);
    expect(await world.reasons(runId, { targetBranch: 'other' })).toEqual(['already_promoted']);
    expect(forge.changes).toHaveLength(1);
    await until('the messages', () => receiver.received.length >= 4);
    const messages = receiver.received.map(({ body }) => JSON.parse(body));
    expect(messages.map(({ type }) => type).sort()).toEqual([
      'change.merged',
      'change.opened',
      'run.ended',
      'run.promoted',
    ]);
    expect(messages.find(({ type }) => type === 'change.merged').data).toMatchObject({
      ...{ runId, number: 1, state: 'MERGED', mergedBy: 'octocat', mergeCommit: commit },
    });
  });
});

describe('a proposal', () => {
  it('M3: of a run that failed is a draft, and merging it promotes nothing', async () => {
    const place = await world.project('failed');
    await world.work.start('failed-1', 'failed', ['a', 'b']);
    await world.work.phase('failed-1');
    expect(await world.reasons('failed-1')).toEqual(['run_not_ended']);
    await world.work.api.command('cancelRun', { runId: 'failed-1', reason: 'enough' });
    await world.accepted('failed-1');
    const { change, blockers } = await world.opened('failed-1');
    expect(blockers.map(({ code }) => code)).toContain('run_not_successful');
    expect([change!.draft, place.forge.changes[0]!.draft]).toEqual([true, true]);
    expect(place.forge.changes[0]!.body).toContain('DONE_FAILED_CANCELLED');
    merged(place, 1);
    const after = await world.settled('the merge', 'failed-1', (each) => each.change?.state === 'MERGED');
    expect(after).toMatchObject({ promotedAt: null, change: { mergedBy: 'octocat' } });
  });

  it('M3: closed without a merge can be made again, as another one; its base can be changed', async () => {
    const { forge, bare, path } = await world.project('closed');
    await world.succeeded('closed-1', 'closed');
    await world.accepted('closed-1');
    await world.opened('closed-1');
    forge.close(1);
    const closed = await world.settled('the end', 'closed-1', (each) => each.change?.state === 'CLOSED');
    expect(closed).toMatchObject({ promotedAt: null, change: { number: 1, nextLookAt: null } });
    await world.accepted('closed-1');
    expect((await world.opened('closed-1')).change).toMatchObject({ number: 2, base: 'trunk' });
    const { execFileSync } = await import('node:child_process');
    execFileSync('git', ['-C', path, 'push', '-q', bare, 'trunk:refs/heads/release']);
    await world.accepted('closed-1', { targetBranch: 'release' });
    await world.settled(
      'the other base',
      'closed-1',
      ({ change }) => forge.changes[1]!.base === 'release' && change?.base === 'release',
    );
    expect(forge.changes.map(({ state, base }) => [state, base])).toEqual([
      ['closed', 'trunk'],
      ['open', 'release'],
    ]);
    // A base that people choose stays.
    forge.update(forge.changes[1]!, { base: 'trunk' });
    await world.settled('their base', 'closed-1', ({ change }) => change?.base === 'trunk');
    await world.settled('another look', 'closed-1', ({ change }) => change?.base === 'trunk');
    expect(forge.changes[1]!.base).toBe('trunk');
  });

  it('M3: needs a remote on a forge, a run that has ended, and commits', async () => {
    const { work } = world;
    const { path } = await work.project('plain');
    await work.start('plain-1', 'plain');
    await work.phase('plain-1');
    expect(await world.reasons('plain-1')).toEqual(['no_remote']);
    expect((await work.remotes.set({ projectId: 'plain', url: path })).errors).toEqual([]);
    expect(await world.reasons('plain-1')).toEqual(['no_forge']);
    expect(await world.reasons('nobody')).toEqual(['NOT_FOUND']);
    await world.project('empty');
    await work.start('empty-1', 'empty');
    await work.api.command('cancelRun', { runId: 'empty-1', reason: 'enough' });
    expect(await world.reasons('empty-1')).toEqual(['nothing_to_promote']);
    await world.succeeded('empty-2', 'empty');
    expect(await world.reasons('empty-2', { targetBranch: 'autonomous/empty-1' })).toEqual(['target_not_promotable']);
  });

  it('M3: what the forge refuses is shown in its words, and goes on when the cause is gone', async () => {
    const place = await world.project('refused');
    const { forge, remote } = place;
    await world.succeeded('refused-1', 'refused');
    await world.accepted('refused-1', { targetBranch: 'nowhere' });
    const problem = async (code: string) =>
      (await world.settled(`the fault ${code}`, 'refused-1', ({ change }) => change?.problem?.code === code)).change!;
    expect((await problem('refused')).problem!.message).toMatch(/422.*Validation Failed.*base/);
    expect(await problem('refused')).toMatchObject({ state: 'REQUESTED', number: null });
    const prefix = remote.replace('widgets.git', '');
    world.grant(prefix, { token: 'a-token-that-is-wrong' });
    const { message } = (await problem('unauthorized')).problem!;
    expect(message).toMatch(/does not accept the token/);
    expect(message).not.toContain('a-token-that-is-wrong');
    world.grant(prefix, null);
    expect((await problem('no_credentials')).problem!.message).toContain('There is no token for');
    world.grant(prefix, { token: (await import('../support/forges/fake-forge.js')).FAKE_TOKEN });
    forge.instead = () => ({ status: 301, headers: { location: 'http://127.0.0.1:1/' }, body: {} });
    await problem('moved');
    forge.instead = () => 'cut';
    await problem('unreachable');
    forge.instead = () => null;
    await world.accepted('refused-1', { targetBranch: 'trunk' });
    expect((await world.opened('refused-1')).change).toMatchObject({ number: 1, base: 'trunk', problem: null });
    expect(forge.changes).toHaveLength(1);
  });

  it('M3: a rate limit stops every project of the forge, and costs one request', async () => {
    const { forge } = await world.project('limited');
    await world.succeeded('limited-1', 'limited');
    forge.instead = () => ({
      status: 403,
      body: { message: 'API rate limit exceeded' },
      headers: { 'retry-after': '600' },
    });
    await world.accepted('limited-1');
    await world.settled('the limit', 'limited-1', ({ change }) => change?.problem?.code === 'rate_limited');
    const asked = forge.requests.length;
    const [poll] = await world.work.server.database.query<{ minutes: number }>(
      `select extract(epoch from blocked_until - autopack_now()) / 60 as minutes from forge_poll where project_id = 'limited'`,
    );
    expect(Number(poll!.minutes)).toBeGreaterThan(8);
    await world.dueNow();
    await world.succeeded('limited-2', 'limited');
    await world.accepted('limited-2');
    expect((await world.promotionOf('limited-2')).change!.state).toBe('REQUESTED');
    expect([asked, forge.requests.length]).toEqual([1, 1]);
  });

  it('M3, V8: a commit that nobody tests is MISSING after half an hour, and is never green; nor is a list that is cut', async () => {
    const { forge } = await world.project('untested');
    const head = await world.succeeded('untested-1', 'untested');
    await world.accepted('untested-1');
    expect((await world.opened('untested-1')).checksVerdict).toBe('PENDING');
    await moveClock(world.work.server.database, '31 minutes');
    expect((await world.promotionOf('untested-1')).checksVerdict).toBe('MISSING');
    const set = (checks: FakeCheck[]) => forge.checks.set(head, checks);
    set([{ name: 'docs', state: 'completed', conclusion: 'skipped' }]);
    await world.settled('the skipped check', 'untested-1', ({ checks }) => checks.length === 1);
    expect((await world.promotionOf('untested-1')).checksVerdict).toBe('MISSING');
    set([{ name: 'test', state: 'in_progress', conclusion: null }]);
    await world.settled('the check that runs', 'untested-1', ({ checksVerdict }) => checksVerdict === 'PENDING');
    set([{ name: 'test', state: 'completed', conclusion: 'failure' }]);
    const red = await world.settled('the red check', 'untested-1', ({ checksVerdict }) => checksVerdict === 'RED');
    // Evidence, not a verdict: it blocks nothing.
    expect(red).toMatchObject({ eligible: true, blockers: [] });

    // Of more than are read none can be called green; the one that failed is among those that are kept.
    const many = Array.from({ length: 301 }, (_, i) => ({ name: `check-${i}`, state: 'success' }));
    set(many);
    await world.settled('the cut list', 'untested-1', ({ checksCut }) => checksCut);
    expect(await world.promotionOf('untested-1')).toMatchObject({ checksVerdict: 'MISSING', checksCut: true });
    const passed = { name: 'run', state: 'completed', conclusion: 'success' };
    set([...many.slice(0, 299).map(({ name }) => ({ ...passed, name })), passed, { name: 'last', state: 'failure' }]);
    await world.settled('the failure', 'untested-1', ({ checksVerdict }) => checksVerdict === 'RED');
    set(many.slice(0, 300));
    await world.settled('the whole list', 'untested-1', ({ checksVerdict }) => checksVerdict === 'GREEN');
  });
});
