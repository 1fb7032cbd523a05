/**
 * One run on a real repository, by a client that sends again what was not answered: a phase is built, red, built again, green. What must be true at its end is the
 * same, whichever process died meanwhile.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { aPatch, RED_TESTS, type SubmitPayload, type WorkApi } from '../api/workers.js';
import type { Json } from '../graphql-client.js';
import type { TestDatabase } from '../server/databases.js';
import { until } from '../waiting.js';
import { expectConsistent } from './run-story.js';

/** Sends a command again until it gets an answer. Idempotency keys make a repeat harmless (W5). */
export type RetryUntilAnswered = <Answer extends { readonly errors: readonly { readonly retryable: boolean }[] }>(
  send: (api: WorkApi) => Promise<Answer>,
) => Promise<Answer>;

export class WorkCycle {
  private readonly folder = mkdtempSync(join(tmpdir(), 'autopack-cycle-'));
  private readonly path = join(this.folder, 'repository');
  private readonly base: string;

  constructor(private readonly projectId: string) {
    mkdirSync(this.path);
    execFileSync('git', ['init', '-q', '-b', 'trunk', this.path]);
    writeFileSync(join(this.path, 'readme.txt'), 'one\n');
    this.git('add', '-A');
    this.git('commit', '-qm', 'first');
    this.base = this.git('rev-parse', 'trunk');
  }

  /** The project, with a ruleset that never pauses. */
  async prepare(api: WorkApi): Promise<void> {
    const { projectId, path } = this;
    await api.command('createProject', { projectId, repositoryPath: path });
    const ci = { tries: { normal: 1 }, pausesSeconds: [0] };
    await api.command('publishRuleset', { projectId, document: { ci, environment: { pausesSeconds: [0] } } });
  }

  async drive(runId: string, retry: RetryUntilAnswered): Promise<void> {
    const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];
    const key = (what: string) => ({ idempotencyKey: `${runId} ${what}` });
    await retry((api) => api.startRun({ runId, projectId: this.projectId, tiers, ...key('start') }));
    const step = async (
      role: 'BUILDER' | 'CI',
      what: string,
      work: (api: WorkApi, token: string) => Promise<SubmitPayload>,
    ) => {
      const { lease } = await retry(async (api) => {
        const claimed = await api.claim(role, { runId, waitSeconds: 10, ...key(`claim ${what}`) });
        if (!claimed.lease) throw new Error(`No lease for ${what}: ${JSON.stringify(claimed)}`);
        return claimed;
      });
      const { errors } = await retry((api) => work(api, lease!.token));
      expect([what, errors]).toEqual([what, []]);
    };
    await step('BUILDER', 'first', (api, token) =>
      api.build(token, { patch: aPatch('a.txt', 'draft'), ...key('build 1') }),
    );
    await step('CI', 'red', (api, leaseToken) =>
      api.ci({ leaseToken, verdict: 'RED', tests: RED_TESTS, ...key('ci 1') }),
    );
    await step('BUILDER', 'second', (api, token) =>
      api.build(token, { patch: aPatch('a.txt', 'final'), ...key('build 2') }),
    );
    await step('CI', 'green', (api, leaseToken) => api.ci({ leaseToken, ...key('ci 2') }));
  }

  /** Nothing is lost, nothing doubled: one commit, one snapshot, no lease, and counters that a recount confirms. */
  async expectDone(runId: string, api: WorkApi, database: TestDatabase): Promise<void> {
    await until('the run to be done', async () => (await api.runOf(runId)).state === 'DONE_SUCCESS');
    const head = this.git('rev-parse', `autonomous/${runId}`);
    expect(this.git('rev-parse', `refs/tags/autonomous/${runId}/a^{commit}`)).toBe(head);
    expect(this.git('rev-list', '--count', `${this.base}..${head}`)).toBe('1');
    expect(this.git('show', `${head}:a.txt`)).toBe('final');
    const [counted] = await database.query<Json>(
      `select (select count(*)::int from snapshot where run_id = $1) as snapshots, (select count(*)::int from lease where run_id = $1) as leases,
        (select count(*)::int from work_queue where run_id = $1) as offers, (select array_agg(state order by number) from attempt where run_id = $1) as attempts,
        (select head_commit from run where run_id = $1) as head, (select ref_intent from run where run_id = $1) as intent`,
      [runId],
    );
    expect(counted).toEqual({
      snapshots: 1,
      leases: 0,
      offers: 0,
      attempts: Array(4).fill('SUBMITTED'),
      head,
      intent: null,
    });
    const { phases } = await expectConsistent(database, runId);
    expect(phases[0]).toMatchObject({ builderAttempts: 2, tokensUsed: 20 });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private git(...args: string[]): string {
    return execFileSync('git', ['-C', this.path, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      encoding: 'utf8',
    }).trim();
  }
}
