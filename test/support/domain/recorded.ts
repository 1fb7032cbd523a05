/** What the database would hold of a world's run, to be played again (X4). */
import type { RecordedRun } from '../../../src/domain/replay/recorded-run.js';
import { asStored } from './builders.js';
import type { WorkWorld } from './work-world.js';

export const recordedOf = ({ run, events, strategy, attempts, tries }: WorkWorld): RecordedRun => ({
  ...{ runId: run.runId, events: asStored(events), strategy, attempts, tries },
});
