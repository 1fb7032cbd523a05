/** One caller's moves: whether a large run or many stored runs make one dearer. */
import type { Bench, Ground } from './bench.js';
import { moveOf } from './loads.js';
import { inTurn } from './measure.js';
import { storeRuns } from './seed.js';
import { withWorlds } from './world.js';

/** Until the code is compiled and the statements are planned. */
const WARM_MOVES = 40;

/** The same move in a small and in a large run. */
export async function measureRunSize({ send, client, sizes, report }: Bench): Promise<void> {
  const small = moveOf(send, 1, 3);
  const large = moveOf(send, 40, 1_000);
  await inTurn(WARM_MOVES, small, large);
  const { a, b } = await inTurn(sizes.moves * 2, small, large);
  Object.assign(report.raw, { moveSmallRunMs: a, moveLargeRunMs: b });
  report.ratio('one move, run of 1,000 phases : run of 3', b, a, 1.1);
  await client.query('checkpoint');
}

/** The same move where few and where many runs are stored. */
export async function measureStoredRuns(ground: Ground): Promise<void> {
  const { sizes, report } = ground;
  await withWorlds(ground, ['stored_few', 'stored_many'], async ({ stored_few: few, stored_many: many }) => {
    await storeRuns(many.client, 0, sizes.storedRuns);
    await many.client.query('checkpoint');
    const [ofFew, ofMany] = [moveOf(few.send, 1, 3), moveOf(many.send, 1, 3)];
    await inTurn(WARM_MOVES, ofFew, ofMany);
    const { a, b } = await inTurn(sizes.moves * 2, ofFew, ofMany);
    Object.assign(report.raw, { moveFewStoredMs: a, moveManyStoredMs: b });
    report.ratio(`one move, ${sizes.storedRuns.toLocaleString('en')} runs stored : few`, b, a, 1.1);
  });
}
