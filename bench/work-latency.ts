/** How long workers wait for their answers, when few and when many are at it; no repository, so that it is the Supervisor alone. */
import type { Bench } from './bench.js';
import { graphql } from './graphql.js';
import { trivialQuery } from './loads.js';
import { median, quantile, timed } from './measure.js';
import { atMost, type Report } from './report.js';
import { WORKERS } from './sizes.js';
import { BenchWorker } from './worker.js';

const NAMES = {
  claim: 'claim to lease',
  heartbeat: 'heartbeat',
  submit: 'submit of a result',
  report: 'green report of CI',
} as const;
type Command = keyof typeof NAMES;
const COMMANDS = Object.keys(NAMES) as Command[];
/** Behind each command of a single caller a query that costs nothing, so that both meet the same machine. */
type Times = Record<Command | 'trivial', number[]>;

/** What a command of a single caller may cost, in trivial queries; and what a claim may cost among many, in claims of a single caller. */
const MOST_OF_ONE = 5;
const MOST_OF_MANY = 8;
const BEATS_PER_PHASE = 3;
/** Its answers are not counted: a new number of callers finds connections and statements that are not there yet. */
const WARM_SHARE = 0.2;

export async function measureWorkLatency({ url, sizes, report }: Bench): Promise<void> {
  for (const workers of WORKERS) {
    const send = graphql(url, workers);
    const projectId = `bench-latency-${workers}`;
    await new BenchWorker(send, 'first').createProject(projectId);
    const times: Times = { claim: [], heartbeat: [], submit: [], report: [], trivial: [] };
    const all = Array.from({ length: workers }, (_, i) => new BenchWorker(send, String(i)));
    // As many runs as workers, so that there is work for everybody at any time, whosever run it is.
    await Promise.all(all.map((worker) => worker.startRun(projectId, 24, 2)));
    const from = performance.now() + sizes.latencyMs * WARM_SHARE;
    const until = performance.now() + sizes.latencyMs;
    const trivial = workers === 1 ? trivialQuery(send) : null;
    await Promise.all(all.map((worker) => workUntil(worker, projectId, { from, until }, trivial, times)));
    for (const command of COMMANDS) {
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(times[command], share)) as [
        number,
        number,
        number,
      ];
      Object.assign(report.raw, {
        [`${command}${workers}P50Ms`]: p50,
        [`${command}${workers}P95Ms`]: p95,
        [`${command}${workers}P99Ms`]: p99,
      });
      const figure = `${p50.toFixed(0)}, ${p95.toFixed(0)}, ${p99.toFixed(0)} ms of ${times[command].length}`;
      report.row(`${NAMES[command]}, workers: ${workers} (p50, p95, p99)`, figure);
    }
    if (trivial) reportOneCaller(times, report);
  }
  const [few, most] = [WORKERS[0], WORKERS.at(-1)!];
  const claimP50 = (workers: number) => report.raw[`claim${workers}P50Ms`]!;
  report.ratio(`claim, p50 of ${most} workers : of ${few}`, claimP50(most), claimP50(few), MOST_OF_MANY);
}

function reportOneCaller(times: Times, report: Report): void {
  const trivial = median(times.trivial);
  report.raw.trivial1P50Ms = trivial;
  const commands = [median(times.claim), median(times.submit), median(times.report)];
  const listed = (values: number[]) => values.map((value) => value.toFixed(1)).join(', ');
  const ratios = commands.map((ms) => ms / trivial);
  report.row(
    'one caller: claim, submit, report : trivial query (p50)',
    `${listed(commands)} : ${trivial.toFixed(1)} ms = ${listed(ratios)}`,
    atMost(MOST_OF_ONE, Math.max(...ratios)),
  );
}

/** One phase after the other, whole ones: nobody is left without work because somebody stopped in the middle. */
async function workUntil(
  worker: BenchWorker,
  projectId: string,
  span: { readonly from: number; readonly until: number },
  trivial: (() => Promise<unknown>) | null,
  times: Times,
): Promise<void> {
  const noteTime = async <Answer>(command: keyof Times, work: () => Promise<Answer>): Promise<Answer> => {
    const began = performance.now();
    let answer!: Answer;
    const ms = await timed(async () => {
      answer = await work();
    });
    if (began >= span.from) times[command].push(ms);
    return answer;
  };
  const note = async <Answer>(command: Command, work: () => Promise<Answer>): Promise<Answer> => {
    const answer = await noteTime(command, work);
    if (trivial) await noteTime('trivial', trivial);
    return answer;
  };
  while (performance.now() < span.until) {
    const builder = await note('claim', () => worker.claim('BUILDER', { projectId }));
    for (let heartbeat = 0; heartbeat < BEATS_PER_PHASE; heartbeat += 1)
      await note('heartbeat', () => worker.heartbeat(builder.token));
    await note('submit', () => worker.submit(builder.token));
    const ci = await note('claim', () => worker.claim('CI', { projectId }));
    if (await note('report', () => worker.reportGreen(ci.token))) await worker.startRun(projectId, 24, 2);
  }
}
