/** The second part of the probe of work: results and what the gate, Auditors and CI make of them, until the run has ended well (W5, W8 to W10, G1). */
import type { Checks } from '../shared/checks.js';
import { codesOf, gateOf, patchThatAdds, type ProbeWorkers } from './probe-workers.js';
import { GOOD_PATCH, WORK_PLAN } from './work-plan.js';
import { phaseIn } from './work-view.js';

const [, REVIEWED, REQUESTED] = WORK_PLAN[0]!.phases.map(({ phaseId }) => phaseId) as [string, string, string];
const NOTES = 'A greeting, and nothing else.';

/** The run is fresh, but for leases that were given back. */
export async function probeResults(checks: Checks, workers: ProbeWorkers): Promise<void> {
  await builtAtOnce(checks, workers);
  await reviewedByPolicy(checks, workers);
  await reviewedOnRequest(checks, workers);
}

async function builtAtOnce(checks: Checks, workers: ProbeWorkers): Promise<void> {
  const { tokensUsed: before } = await workers.look();
  const failing = { name: 'unit tests', kind: 'test', exitCode: 1, outputTail: '1 failed' };
  const claimed = { patch: patchThatAdds('src/greeting.txt', 'helo'), probes: [failing], notes: NOTES, tokensUsed: 10 };
  const refused = await workers.build((await workers.lease('BUILDER')).token, claimed);
  checks.equal(
    'SUCCEEDED with a failed check is rejected by the gate, with its reason',
    [gateOf(refused), refused.phase?.state, refused.phase?.builderAttempts, refused.errors],
    [['REJECT', 'probe_failed'], 'QUEUED', 1, []],
  );
  const { token, brief } = await workers.lease('BUILDER');
  checks.equal('the next brief contains the notes of the last attempt', brief.notes.join('\n').includes(NOTES), true);
  const sent = { patch: GOOD_PATCH, notes: NOTES, tokensUsed: 10 };
  const built = await workers.build(token, sent);
  checks.equal(
    'a good result passes the gate and is due in CI',
    [gateOf(built), built.phase?.state, built.run?.state, built.errors],
    [['PASS'], 'CI_RUNNING', 'CI_RUNNING', []],
  );
  const again = await workers.build(token, sent);
  checks.equal(
    'the same result again gets the same decision, and moves nothing',
    [gateOf(again), again.attempt?.number, again.run?.version, again.errors],
    [gateOf(built), built.attempt?.number, built.run?.version, []],
  );
  const other = await workers.build(token, { ...sent, notes: 'Something else.' });
  checks.equal('other content under the same token is refused', codesOf(other.errors), ['IDEMPOTENCY_CONFLICT']);
  const { version, tokensUsed } = await workers.look();
  checks.equal(
    'that moved nothing either; each result was charged once',
    [version, tokensUsed - before],
    [built.run?.version, 20],
  );
  const green = await workers.ci('GREEN');
  checks.equal(
    'green CI completes the phase',
    [green.phase?.state, green.run?.state],
    ['COMPLETE', 'SNAPSHOT_CREATED'],
  );
}

/** A category that may not be applied unseen (P5). */
async function reviewedByPolicy(checks: Checks, workers: ProbeWorkers): Promise<void> {
  const draft = patchThatAdds('src/pass.txt', 'draft');
  const better = patchThatAdds('src/pass.txt', 'better');
  await waitsForAudit(checks, workers, `${REVIEWED}: a result of high-risk work waits for an Auditor`, draft);
  const first = await workers.lease('AUDITOR');
  checks.equal('the brief of the Auditor contains the patch', [first.phaseId, first.brief.patch], [REVIEWED, draft]);
  const { maxBuilderAttempts } = phaseIn(await workers.look(), REVIEWED);
  const revised = await workers.audit(first.token, 'REVISE');
  checks.equal(
    'REVISE puts the phase back in the queue',
    [revised.phase?.state, revised.phase?.auditorAttempts, revised.errors],
    ['QUEUED', 1, []],
  );
  const row = phaseIn(await workers.look(), REVIEWED);
  checks.equal('and gives it one more attempt of a Builder', row.maxBuilderAttempts, maxBuilderAttempts + 1);
  await waitsForAudit(
    checks,
    workers,
    `${REVIEWED}: the revised result waits for an Auditor again`,
    better,
    'The probe says REVISE.',
  );
  await approved(checks, workers, REVIEWED, 2);
}

/** A harmless category, but the operator wants to know (W9). */
async function reviewedOnRequest(checks: Checks, workers: ProbeWorkers): Promise<void> {
  const requested = await workers.requestAudit(REQUESTED);
  checks.equal(
    'an audit of a phase in the queue can be asked for, and moves nothing yet',
    [requested.phase?.state, requested.errors],
    ['QUEUED', []],
  );
  await waitsForAudit(
    checks,
    workers,
    `${REQUESTED}: what would have passed waits for the Auditor`,
    patchThatAdds('docs/greeting.md', 'Hello.'),
  );
  await approved(checks, workers, REQUESTED, 1);
  const run = await workers.look();
  checks.equal(
    'the run has ended well, with a snapshot and a CI run for each phase',
    [run.state, run.phases.map(({ state }) => state), run.snapshots.length, run.ciRunsUsed],
    ['DONE_SUCCESS', ['COMPLETE', 'COMPLETE', 'COMPLETE'], 3, 3],
  );
}

async function waitsForAudit(
  checks: Checks,
  workers: ProbeWorkers,
  name: string,
  patch: string,
  notes?: string,
): Promise<void> {
  const { token, brief } = await workers.lease('BUILDER');
  if (notes !== undefined)
    checks.equal(
      'the brief of the Builder contains the notes of the Auditor',
      brief.notes.join('\n').includes(notes),
      true,
    );
  const built = await workers.build(token, { patch });
  checks.equal(
    name,
    [built.gate?.verdict, built.phase?.state, built.phase?.waitingFor?.code, built.errors],
    ['AUDIT', 'GATE', 'auditor', []],
  );
}

/** `audits`: how many the phase has used then. */
async function approved(checks: Checks, workers: ProbeWorkers, phaseId: string, audits: number): Promise<void> {
  const { token } = await workers.lease('AUDITOR');
  const answer = await workers.audit(token, 'APPROVE', { confidence: 'HIGH' });
  checks.equal(
    `${phaseId}: approved, it passes the gate and is due in CI`,
    [answer.gate?.verdict, answer.phase?.state, answer.phase?.auditorAttempts, answer.errors],
    ['PASS', 'CI_RUNNING', audits, []],
  );
  const green = await workers.ci('GREEN');
  checks.equal(`${phaseId}: green CI completes it`, [green.phase?.state, green.errors], ['COMPLETE', []]);
}
