/** Views over many stored runs, each beside a trivial query of the same moment, while moves go on. */
import type { Ground } from './bench.js';
import { TRIVIAL } from './graphql.js';
import { moveOf } from './loads.js';
import { quantile, timed } from './measure.js';
import { storeRuns } from './seed.js';
import { withWorlds } from './world.js';

const WARM = 10;

const VIEWS: Readonly<Record<string, string>> = {
  runCounts: '{ runCounts { state count projects { projectId count } } }',
  budgetReport: '{ budgetReport { runs endedByBudget utilisationP50 slices { tokens } breaches { name } } }',
  'budgetReport of 30 days':
    '{ budgetReport(projectId: "default", since: "SINCE") { runs endedByBudget slices { tokens } } }',
  calibration: '{ calibration(projectId: "default") { phases tokens { p90 } evidence } }',
  backlogSummary: '{ backlogSummary(projectId: "default") { total open topByRuns { issueKey } } }',
  ...Object.fromEntries(
    ['NEWEST', 'OLDEST_START', 'LATEST_END', 'MOST_TOKENS', 'NEXT_DEADLINE'].map((order) => [
      `runs by ${order}`,
      `{ runs(orderBy: ${order}) { nodes { runId state phaseCounts { state count } tokenUtilisation durationSeconds } } }`,
    ]),
  ),
  'runs by failure code': '{ runs(filter: { failureCodes: ["token_cap_exceeded"] }) { nodes { runId } } }',
  'runs by text of one run': '{ runs(filter: { text: "stored-0000042" }) { nodes { runId } } }',
};

/** p50 and p95 of each view. The runs are stored and folded before anything is timed. */
export async function measureViews(ground: Ground): Promise<void> {
  const { sizes, report } = ground;
  await withWorlds(ground, ['views'], async ({ views: { client, send } }) => {
    await storeRuns(client, 0, sizes.storedRuns);
    for (;;) {
      const { rows } = await client.query('select exists (select from ended_run where not tallied) as left');
      if (!(rows[0] as { left: boolean }).left) break;
    }
    await client.query('vacuum analyze');
    const move = moveOf(send, 1, 3);
    const since = new Date(Date.now() - 30 * 86_400_000 + 3_600_000).toISOString();
    for (const [name, text] of Object.entries(VIEWS)) {
      const query = text.replace('SINCE', since);
      const [views, trivial]: [number[], number[]] = [[], []];
      for (let round = 0; round < WARM + sizes.moves; round++) {
        const moving = move();
        const ms = await timed(() => send(query, {}));
        const plain = await timed(() => send(TRIVIAL, {}));
        await moving;
        if (round >= WARM) {
          views.push(ms);
          trivial.push(plain);
        }
      }
      const [p50, p95] = [quantile(views, 0.5), quantile(views, 0.95)];
      report.raw[`view ${name} p95Ms`] = p95;
      report.ratio(`${name}, p50 : a trivial query`, p50, quantile(trivial, 0.5));
      report.row(`${name}, p95`, `${p95.toFixed(1)} ms`, { text: 'at most 50 ms', isReached: p95 <= 50 });
    }
  });
}
