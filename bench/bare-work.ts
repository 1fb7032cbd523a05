/** The life of a phase at work on the bare driver: the server's own statements and decisions, and nothing around them. */
import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { Database, Statement } from '../src/database/database.js';
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
import { insertRun, newRun } from './bare.js';
import { phaseIds } from './graphql.js';

const RESULT: BuilderResult = {
  ...{ status: 'SUCCEEDED', patch: 'a patch', notes: 'Done as described.', tokensUsed: 10, durationSeconds: null },
  ...{ probes: [], suggestedIssues: [] },
};
const TESTS = Array.from({ length: 20 }, (_, i) => ({ testId: `suite.test-${i}`, status: 'PASSED', durationSeconds: 0.1 }) as const);
const REPORT: CiReport = { ...{ verdict: 'GREEN', summary: null, reports: [], tests: TESTS, outputTail: null, durationSeconds: null } };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Work on one run by one connection. */
export class BareWork {
  private readonly facts: WorkFactsStore;

  constructor(private readonly client: pg.Client) {
    const read = async ({ name, text }: Statement, values: readonly unknown[]) => (await client.query(name, text, values)).rows;
    // The store asks for nothing but reads.
    this.facts = new WorkFactsStore({ read: ({ name, text }: Statement, values: readonly unknown[]) => read({ name, text }, values) } as Database);
  }
}
