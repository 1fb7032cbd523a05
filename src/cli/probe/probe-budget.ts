/** The end of the probe of work: a run that uses up its tokens ends by itself, and says by which budget (B2, B3, S6). */
import type { Checks } from '../shared/checks.js';
import { codesOf, type ProbeWorkers, staleIn } from './probe-workers.js';
import { GOOD_PATCH, SMALL_TOKEN_CAP } from './work-plan.js';

/** The run's `tokenCap` is SMALL_TOKEN_CAP. */
export async function probeBudget(checks: Checks, workers: ProbeWorkers): Promise<void> {
  const { token, lease } = await workers.lease('BUILDER');
  checks.equal('no lease may use more tokens than the run has left', lease.tokenAllowance, SMALL_TOKEN_CAP);
  const within = await workers.heartbeat(token, { tokensUsed: SMALL_TOKEN_CAP });
  checks.equal(
    'at the cap, not over it, the work goes on',
    [within.directive, (await workers.look()).isTerminal],
    ['CONTINUE', false],
  );
  const used = SMALL_TOKEN_CAP + 1;
  const over = await workers.heartbeat(token, { tokensUsed: used });
  checks.equal(
    'over the cap the directive to the worker is STOP, and holds nothing more',
    [over.directive, over.lease],
    ['STOP', null],
  );
  const run = await workers.look();
  checks.equal('the run has ended for it', [run.state, run.tokensUsed], ['DONE_FAILED_BUDGET_EXHAUSTED', used]);
  const budget = { scope: 'RUN', name: 'token_cap', limit: SMALL_TOKEN_CAP, used };
  checks.equal(
    'its failure names rule, budget, limit and value',
    [run.failure?.rule, run.failure?.budget],
    ['B3', budget],
  );
  checks.equal(
    'the phase at work has failed, those in the queue are skipped, the tier has failed',
    [run.phases.map(({ state }) => state), run.tiers.map(({ state }) => state)],
    [['FAILED', 'SKIPPED', 'SKIPPED'], ['FAILED']],
  );
  checks.equal('an incident pack explains it', run.incident.length > 0, true);
  const late = await workers.build(token, { patch: GOOD_PATCH, tokensUsed: used + 1 });
  const after = await workers.look();
  checks.equal(
    'a result after the end changes nothing',
    [after.state, after.version, after.tokensUsed],
    [run.state, run.version, used],
  );
  checks.equal('it is kept all the same', after.lateResults.map(({ id }) => id), [staleIn(late.errors)?.lateResultId]); // prettier-ignore
  const claim = await workers.claim('BUILDER');
  checks.equal(
    'there is no more work',
    [claim.lease, codesOf(claim.errors).length + Number(claim.idleReason !== null) > 0],
    [null, true],
  );
}
