/** The first steps of the probe of work: claims, the brief, heartbeats, a lease given back, and a result that comes after that (W1 to W7, B1). */
import type { Checks } from '../shared/checks.js';
import { codesOf, type Leased, type ProbeWorkers, staleIn } from './probe-workers.js';
import { LATE_PATCH, WORK_PLAN } from './work-plan.js';
import { phaseIn, type WorkRunView } from './work-view.js';

const FIRST = WORK_PLAN[0]!.phases[0]!;
const PHASE = FIRST.phaseId;

export class LeaseProbe {
  constructor(
    private readonly checks: Checks,
    private readonly workers: ProbeWorkers,
    private readonly projectId: string,
  ) {}

  /** Leaves the first phase in the queue with no attempt counted; answers the id of the late result. */
  async drive(): Promise<string | null> {
    const first = await this.claims();
    this.brief(first);
    await this.heartbeats(first);
    await this.release(first);
    return this.tooLate(first);
  }

  private async claims(): Promise<Leased> {
    const { checks, workers } = this;
    const ci = await workers.claim('CI');
    checks.equal(
      'CI finds nothing before something was built, and gets the reason',
      [ci.lease, ci.idleReason?.code],
      [null, 'nothing_due'],
    );
    const nowhere = await workers.claim('BUILDER', { runId: `${workers.runId}-nowhere` });
    checks.equal('work of an unknown run is NOT_FOUND', codesOf(nowhere.errors), ['NOT_FOUND']);
    const idempotencyKey = `${workers.runId}-first`;
    const first = await workers.lease('BUILDER', { idempotencyKey });
    const run = await workers.look();
    checks.equal(
      'a Builder gets the first phase, as its first attempt',
      [first.phaseId, first.number, phaseIn(run, PHASE).state, phaseIn(run, PHASE).builderAttempts, run.state],
      [PHASE, 1, 'EXECUTING', 1, 'PHASE_EXECUTION'],
    );
    checks.equal(
      'its lease ends, at the latest at a hard deadline',
      first.lease.expiresAt <= first.lease.hardDeadlineAt,
      true,
    );
    checks.equal('it has an allowance of tokens', first.lease.tokenAllowance > 0, true);
    const again = await workers.lease('BUILDER', { idempotencyKey });
    checks.equal(
      'the same claim again gets the same lease',
      [again.token === first.token, (await workers.look()).version],
      [true, run.version],
    );
    const second = await workers.claim('BUILDER', { workerId: 'probe-second' });
    checks.equal(
      'a second Builder does not get the phase',
      [second.lease, second.idleReason?.code],
      [null, 'all_leased'],
    );
    checks.equal('who holds it can be seen', phaseIn(run, PHASE).holder, {
      role: 'BUILDER',
      workerId: 'probe-builder',
    });
    return first;
  }

  /** All that a worker needs, and the same as Markdown (W7). */
  private brief({ brief }: Leased): void {
    const { checks } = this;
    const { projectId, repositoryPath, allowedPaths, acceptanceCriteria, notes, openIssues, patch } = brief;
    checks.equal(
      'the brief says what is to be done, and where',
      { projectId, repositoryPath, allowedPaths, acceptanceCriteria, notes, openIssues, patch },
      {
        ...{ projectId: this.projectId, repositoryPath: null, allowedPaths: FIRST.allowedPaths },
        ...{ acceptanceCriteria: FIRST.acceptanceCriteria, notes: [], openIssues: [], patch: null },
      },
    );
    checks.equal('the brief names protected paths', brief.protectedPaths.includes('.git*'), true);
    const { strategy } = brief;
    checks.equal(
      'the brief has its part of the strategy, with reasons',
      [strategy.phaseId, strategy.autoApply, strategy.reasons.length > 0],
      [PHASE, true, true],
    );
    const wanted = [FIRST.name, FIRST.description!, ...FIRST.acceptanceCriteria!, ...FIRST.allowedPaths!];
    const missing = wanted.filter((text) => !brief.markdown.includes(text));
    checks.equal('the brief says the same as Markdown', missing, []);
  }

  private async heartbeats({ token, lease }: Leased): Promise<void> {
    const { checks, workers } = this;
    const before = await workers.look();
    const silent = await workers.heartbeat(token);
    checks.equal(
      'a heartbeat is answered with CONTINUE',
      [silent.directive, silent.reason, silent.errors],
      ['CONTINUE', null, []],
    );
    checks.equal('it renews the lease', Date.parse(silent.lease?.expiresAt ?? '') >= Date.parse(lease.expiresAt), true);
    checks.equal('without new tokens it makes no event', (await workers.look()).version, before.version);
    const reported = await workers.heartbeat(token, { tokensUsed: 100 });
    const displayed = reported.budgets.find(({ scope, name }) => scope === 'PHASE' && name === 'incident_token_cap');
    checks.equal('tokens that it reports are charged, and displayed in the budgets', displayed?.used, 100);
    await this.charged('a first total of 100', 100);
    await workers.heartbeat(token, { tokensUsed: 40 });
    await this.charged('a lower total', 100);
    await workers.heartbeat(token, { tokensUsed: 100 });
    await this.charged('the same total', 100);
    await workers.heartbeat(token, { tokensUsed: 250 });
    await this.charged('a total of 250', 250);
  }

  /** Totals of a lease are no increments (B1). */
  private async charged(name: string, tokens: number): Promise<void> {
    const run = await this.workers.look();
    const found = [phaseIn(run, PHASE).tokensUsed, run.tiers[0]?.tokensUsed, run.tokensUsed];
    this.checks.equal(`tokens of phase, tier and run after ${name}`, found, [tokens, tokens, tokens]);
  }

  private async release({ token }: Leased): Promise<void> {
    const { checks, workers } = this;
    const given = await workers.release(token);
    checks.equal(
      'a lease that is given back puts the phase in the queue, and its attempt is not counted',
      [given.phase?.state, given.phase?.builderAttempts, given.errors],
      ['QUEUED', 0, []],
    );
    const { attempts, holder } = phaseIn(await workers.look(), PHASE);
    checks.equal(
      'the attempt can be seen',
      [attempts.map(({ number, state }) => [number, state]), holder],
      [[[1, 'RELEASED']], null],
    );
    checks.equal('its token beats no more', codesOf((await workers.heartbeat(token)).errors), ['STALE_LEASE']);
  }

  /** Changes nothing, and can be read (W4). */
  private async tooLate(first: Leased): Promise<string | null> {
    const { checks, workers } = this;
    const now = await workers.lease('BUILDER', { workerId: 'probe-second' });
    checks.equal('the next lease has a token of its own', [now.token === first.token, now.number], [false, 2]);
    const before = await workers.look();
    const { errors } = await workers.build(first.token, {
      patch: LATE_PATCH,
      notes: 'Better late.',
      tokensUsed: 9_999,
    });
    const refusal = staleIn(errors);
    checks.equal(
      'a result under the old token is refused, and the answer names the holder',
      [codesOf(errors), refusal?.phaseState, refusal?.holder],
      [['STALE_LEASE'], 'EXECUTING', { role: 'BUILDER', workerId: 'probe-second' }],
    );
    const after = await workers.look();
    checks.equal('it changed nothing', withoutLate(after), withoutLate(before));
    const kept = after.lateResults.find(({ id }) => id === refusal?.lateResultId);
    const patch = kept?.artefacts.find(({ kind }) => kind === 'patch');
    checks.equal(
      'it is kept as a late result that can be read, its tokens displayed and not charged',
      [kept?.phaseId, kept?.workerId, kept?.tokensUsed, patch?.content],
      [PHASE, 'probe-builder', 9_999, LATE_PATCH],
    );
    const given = await workers.release(now.token);
    checks.equal('the lease of the holder was not touched by it', [given.phase?.state, given.errors], ['QUEUED', []]);
    return refusal?.lateResultId ?? null;
  }
}

const withoutLate = ({ lateResults: _, ...rest }: WorkRunView): object => rest;
