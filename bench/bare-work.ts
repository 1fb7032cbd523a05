/** The life of a phase at work on the bare driver: the server's own statements and decisions, and nothing around them. */
import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { Database, Statement } from '../src/database/database.js';
import { readEvidence } from '../src/domain/ci/judge-try.js';
import type { Occasion } from '../src/domain/command/change.js';
import type { Decision } from '../src/domain/command/decision.js';
import type { BuilderResult, CiReport } from '../src/domain/work/attempt.js';
import { decideBuilderResult } from '../src/domain/work/builder-result.js';
import { decideCiResult } from '../src/domain/work/ci-result.js';
import { decideClaim } from '../src/domain/work/claim.js';
import type { WorkFacts } from '../src/domain/work/facts.js';
import type { WorkChange } from '../src/domain/work/work-change.js';
import { workWrite } from '../src/lifecycle/guarded-writes.js';
import { WorkFactsStore, type SeenWork } from '../src/lifecycle/work-facts.store.js';
import { WorkOffersStore } from '../src/lifecycle/work-offers.store.js';
import { insertRun, newRun } from './bare.js';
import { phaseIds } from './graphql.js';

const RESULT: BuilderResult = {
  ...{ status: 'SUCCEEDED', patch: 'a patch', notes: 'Done as described.', tokensUsed: 10, durationSeconds: null },
  ...{ probes: [], suggestedIssues: [] },
};
const TESTS = Array.from({ length: 20 }, (_, i) => ({ testId: `suite.test-${i}`, status: 'PASSED', durationSeconds: 0.1 }) as const);
const evidence = readEvidence({ reports: [], tests: TESTS });
const REPORT: CiReport = { verdict: 'GREEN', summary: null, evidence, tests: TESTS, outputTail: null, durationSeconds: null };
const NEVER = new AbortController().signal;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** One worker on one connection; it works on runs of its own. */
export class BareWork {
  private readonly facts: WorkFactsStore;
  private readonly offers: WorkOffersStore;

  constructor(private readonly client: pg.Client) {
    const read = async (statement: Statement, values: unknown[]) => (await client.query({ ...statement, values })).rows;
    // The stores ask the database for nothing but reads.
    this.facts = new WorkFactsStore({ read } as unknown as Database);
    this.offers = new WorkOffersStore({ read } as unknown as Database);
  }

  /** A run from its start to its end, a command at a time. */
  async *through(runId: string): AsyncGenerator<void> {
    await insertRun(this.client, newRun(runId, 2, 24));
    for (let phase = 0; phase < phaseIds(2, 24).length; phase += 1) {
      const builder = await this.claim('BUILDER', runId);
      yield;
      await this.submit(builder);
      yield;
      const ci = await this.claim('CI', runId);
      yield;
      await this.reportGreen(ci);
      yield;
    }
  }

  private async claim(role: 'BUILDER' | 'CI', runId: string): Promise<string> {
    const token = `lease_${randomBytes(32).toString('base64url')}`;
    const workerId = 'bare';
    const scope = { role, workerId, projectId: 'default', runId };
    const [offer] = await this.offers.next([{ scope, key: null, abandoned: NEVER }], []);
    await this.write('claimWork', offer!.seen, (facts, occasion) =>
      decideClaim(facts, { role, workerId }, { token, tokenHash: sha256(token) }, occasion),
    );
    return token;
  }

  private async submit(token: string): Promise<void> {
    const patch = { outcome: 'not-read', bytes: 1_000, isBlank: false } as const;
    const arrived = { result: RESULT, resultHash: sha256(token), patchHash: sha256('a patch'), patch, commit: null };
    await this.write('submitBuilderResult', await this.facts.of({ token }, null), (facts, occasion) =>
      decideBuilderResult(facts, arrived, occasion),
    );
  }

  private async reportGreen(token: string): Promise<void> {
    const known = { changedFiles: [], baselineTests: null, expectsReport: false, promises: [], tagObject: null };
    const arrived = { report: REPORT, resultHash: sha256(token), ...known };
    await this.write('reportCiResult', await this.facts.of({ token }, null), (facts, occasion) => decideCiResult(facts, arrived, occasion));
  }

  private async write(
    cause: string,
    { work, now }: SeenWork,
    decide: (facts: WorkFacts, occasion: Occasion) => Decision<WorkChange> | null,
  ): Promise<void> {
    if (!work) throw new Error(`The bench found nothing for ${cause}`);
    const decision = decide({ ...work, open: null }, { actor: 'bench/bare', cause, now });
    if (decision?.outcome !== 'accepted') throw new Error(`The bench's ${cause} was not accepted`);
    const { statement, values } = workWrite(decision.change, []);
    const landed = await this.client.query({ ...statement, values: values(v7(), null) });
    if (landed.rowCount !== 1) throw new Error(`The bench's ${cause} did not land`);
  }
}
