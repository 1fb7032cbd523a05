/** Starts of runs for specs: the world that a start makes, or its refusals. */
import type { StartRunCommand } from '../../../src/domain/decisions/start/start-run.js';
import type { Refusal } from '../../../src/domain/model/refusal.js';
import { aStart, byOperator, START } from './builders.js';
import { type Surroundings, World } from './world.js';

const by = byOperator('startRun', START);

export function started(values: Partial<StartRunCommand> = {}, around: Partial<Surroundings> = {}): World {
  const made = World.start(aStart(values), by, around);
  if (made instanceof World) return made;
  throw new Error(`Refused: ${made.map((error) => error.message).join(' ')}`);
}

export function refusalsOf(values: Partial<StartRunCommand>, around: Partial<Surroundings> = {}): readonly Refusal[] {
  const made = World.start(aStart(values), by, around);
  if (made instanceof World) throw new Error('Accepted');
  return made;
}
