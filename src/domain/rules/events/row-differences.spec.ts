import {
  after,
  aManualTransition,
  aPlannedTier,
  asStored,
  aStart,
  byOperator,
  START,
} from '../../../../test/support/domain/builders.js';
import { World } from '../../../../test/support/domain/world.js';
import { rowDifferences } from './row-differences.js';

function aWorld(): World {
  const world = World.start(aStart({ tiers: [aPlannedTier('t0', ['a', 'b'])] }), byOperator('startRun', START));
  if (!(world instanceof World)) throw new Error('The run was refused');
  world.transition('a', aManualTransition('EXECUTING', { addTokens: 5 }), byOperator('updatePhaseStatus', after(1)));
  return world;
}
const rowsOf = ({ run, tiers, phases }: World) => ({ run, tiers, phases });
const eventsOf = (world: World) => asStored(world.events);

test('E1: the rows of a run do not differ from its events, whatever the order of names in them', () => {
  const world = aWorld();
  const { run, ...rest } = rowsOf(world);
  const turned = Object.fromEntries(Object.entries(run).reverse()) as unknown as typeof run;
  expect(rowDifferences('run-1', { run: turned, ...rest }, eventsOf(world))).toEqual([]);
});

test('E1: a changed value is named with both sides, and so is a row that is missing', () => {
  const world = aWorld();
  const { run, tiers, phases } = rowsOf(world);
  const changed = { run: { ...run, tokensUsed: 6 }, tiers, phases: phases.slice(0, 1) };
  expect(rowDifferences('run-1', changed, eventsOf(world))).toEqual([
    { subject: 'run', name: 'tokensUsed', stored: '6', recomputed: '5' },
    { subject: 'phase/b', name: 'row', stored: null, recomputed: 'true' },
  ]);
});

test('E1: events with a gap are a finding of their own', () => {
  const world = aWorld();
  const events = eventsOf(world).filter(({ seq }) => seq !== 2);
  expect(rowDifferences('run-1', rowsOf(world), events)).toEqual([
    { subject: 'run', name: 'events', stored: null, recomputed: expect.stringContaining('have a gap') },
  ]);
});
