/** One caller's moves: whether a large run or many stored runs make one dearer. */
import type { Bench } from './bench.js';
import { moveOf } from './loads.js';
import { inTurn } from './measure.js';
import { atMost } from './report.js';
import { storeRuns } from './seed.js';

/** The same move in a small and in a large run. */
export async function measureRunSize({ send, client, sizes, report }: Bench): Promise<void> {
  const small = moveOf(send, 1, 3);
  const large = moveOf(send, 40, 1_000);
  await large();
  await small();
  const { a, b } = await inTurn(sizes.moves, small, large);
  Object.assign(report.raw, { moveSmallRunMs: a, moveLargeRunMs: b });
  report.ratio('one move, run of 1,000 phases : run of 3', b, a, 1.1);
  await client.query('checkpoint');
}

/** The same move with few and with many runs stored: rounds in turn are not possible, so both stand beside a bare statement. */
export async function measureStoredRuns(bench: Bench): Promise<void> {
  const { client, sizes, report } = bench;
  const few = await sample(bench);
  await storeRuns(client, 0, sizes.storedRuns);
  await client.query('checkpoint');
  await sample(bench);
  const many = await sample(bench);
  Object.assign(report.raw, { moveFewStoredMs: few.move, moveManyStoredMs: many.move });
  const ratio = many.move / many.yardstick / (few.move / few.yardstick);
  const figure = `${many.move.toFixed(1)} : ${few.move.toFixed(1)} ms = ${ratio.toFixed(2)}`;
  report.row(`one move, ${sizes.storedRuns.toLocaleString('en')} runs stored : few (by yardstick)`, figure, atMost(1.1, ratio));
}

async function sample({ send, client, sizes }: Bench): Promise<{ move: number; yardstick: number }> {
  const { a, b } = await inTurn(sizes.moves, moveOf(send, 1, 3), () =>
    client.query("select pg_sleep(0), set_config('bench.x', '1', false)"),
  );
  return { move: a, yardstick: Math.max(b, 0.05) };
}
