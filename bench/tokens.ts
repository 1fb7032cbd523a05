/** What it costs that a caller has a stored token, whose role and projects are looked at: claims, beside claims without one. */
import type { Bench } from './bench.js';
import { graphql } from './graphql.js';
import { inTurn } from './measure.js';
import { BenchWorker, type Lease } from './worker.js';

const PROJECT = 'bench-tokens';
const WARM = 10;
const CREATE =
  'mutation Create($input: CreateTokenInput!) { createToken(input: $input) { secret errors { message } } }';

export async function measureTokens({ send, url, sizes, report }: Bench): Promise<void> {
  const free = new BenchWorker(send, 'free');
  await free.createProject(PROJECT);
  const input = { name: 'bench-builder', role: 'BUILDER', projectIds: [PROJECT] };
  const { createToken } = await send<{ createToken: { secret: string | null; errors: unknown } }>(CREATE, { input });
  if (createToken.secret === null) throw new Error(`The bench has no token: ${JSON.stringify(createToken.errors)}`);
  const bound = new BenchWorker(graphql(url, 1, createToken.secret), 'bound');
  const rounds = WARM + sizes.moves * 2;
  const runs: string[] = [];
  for (let i = 0; i < rounds * 2; i += 1) runs.push(await free.startRun(PROJECT, 1));
  const claim = (worker: BenchWorker) => (): Promise<Lease> => worker.claim('BUILDER', { runId: runs.pop()! });
  await inTurn(WARM, claim(bound), claim(free));
  const { a, b } = await inTurn(sizes.moves * 2, claim(bound), claim(free));
  Object.assign(report.raw, { claimWithTokenMs: a, claimWithoutTokenMs: b });
  report.ratio('claim with a stored token : without', a, b, 1.2);
}
