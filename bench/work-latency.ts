/** How long workers wait for their answers, when few and when many are at it; no repository, so that it is the Supervisor alone. */
import type { Bench } from './bench.js';
import { graphql } from './graphql.js';
import { quantile, timed } from './measure.js';
import { WORKERS } from './sizes.js';
import { BenchWorker } from './worker.js';

const COMMANDS = ['claim', 'heartbeat', 'submit'] as const;
type Command = (typeof COMMANDS)[number];
type Times = Record<Command, number[]>;

const NAMES: Record<Command, string> = { claim: 'claim to lease', heartbeat: 'heartbeat', submit: 'submit of a result' };
const BEATS_PER_PHASE = 3;
/** Its answers are not counted: a new number of callers finds connections and statements that are not there yet. */
const WARM_SHARE = 0.2;

export async function measureWorkLatency({ url, sizes, report }: Bench): Promise<void> {
  for (const workers of WORKERS) {
    const send = graphql(url, workers);
    const projectId = `bench-latency-${workers}`;
    await new BenchWorker(send, 'first').createProject(projectId);
    const times: Times = { claim: [], heartbeat: [], submit: [] };
    const all = Array.from({ length: workers }, (_, i) => new BenchWorker(send, String(i)));
    // As many runs as workers, so that there is work for everybody at any time, whosever run it is.
    await Promise.all(all.map((worker) => worker.startRun(projectId, 24, 2)));
    const from = performance.now() + sizes.latencyMs * WARM_SHARE;
    const until = performance.now() + sizes.latencyMs;
    await Promise.all(all.map((worker) => workUntil(worker, projectId, { from, until }, times)));
    for (const command of COMMANDS) {
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(times[command], share)) as [number, number, number];
      Object.assign(report.raw, {
        [`${command}${workers}P50Ms`]: p50,
        [`${command}${workers}P95Ms`]: p95,
        [`${command}${workers}P99Ms`]: p99,
      });
      const figure = `${p50.toFixed(0)}, ${p95.toFixed(0)}, ${p99.toFixed(0)} ms of ${times[command].length}`;
      report.row(`${NAMES[command]}, workers: ${workers} (p50, p95, p99)`, figure);
    }
  }
}

/** One phase after the other, whole ones: nobody is left without work because somebody stopped in the middle. */
async function workUntil(worker: BenchWorker, projectId: string, span: { from: number; until: number }, times: Times): Promise<void> {
  const note = async <Answer>(command: Command, work: () => Promise<Answer>): Promise<Answer> => {
    const began = performance.now();
    let answer!: Answer;
    const ms = await timed(async () => {
      answer = await work();
    });
    if (began >= span.from) times[command].push(ms);
    return answer;
  };
  while (performance.now() < span.until) {
    const builder = await note('claim', () => worker.claim('BUILDER', { projectId }));
    for (let beat = 0; beat < BEATS_PER_PHASE; beat += 1) await note('heartbeat', () => worker.beat(builder.token));
    await note('submit', () => worker.submit(builder.token));
    const ci = await note('claim', () => worker.claim('CI', { projectId }));
    if (await worker.reportGreen(ci.token)) await worker.startRun(projectId, 24, 2);
  }
}
