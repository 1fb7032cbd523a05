/** The parts of the benchmarks by their names, in the order in which they run. */
import type { Bench, Ground } from './bench.js';
import { measureFloods } from './floods.js';
import { measureIssues } from './issues.js';
import { measureListeners } from './listeners.js';
import { measurePages } from './pages.js';
import { measureServerStart, measureStarts } from './starts.js';
import { measureCompiling } from './strategy.js';
import { measureThroughput } from './throughput.js';
import { measureTokens } from './tokens.js';
import { measureRunSize, measureStoredRuns } from './transitions.js';
import { measureViews } from './views.js';
import { measureOutput, measureTraces } from './watching.js';
import { measureWebhooks } from './webhooks.js';
import { measureWorkCycles } from './work-cycles.js';
import { measureWorkLatency } from './work-latency.js';
import { measureLeases } from './work-leases.js';
import { measurePatches } from './work-patches.js';
import { measureQueue } from './work-queue.js';
import { measureWaits } from './work-waits.js';

type Parts<Given> = Readonly<Record<string, (given: Given) => Promise<void> | void>>;

/** Before the shared server is there. */
export const FIRST: Parts<Ground> = { start: measureServerStart };

export const SHARED: Parts<Bench> = {
  ...{
    throughput: measureThroughput,
    size: measureRunSize,
    starts: measureStarts,
    listeners: measureListeners,
    pages: measurePages,
  },
  ...{
    latency: measureWorkLatency,
    cycles: measureWorkCycles,
    waits: measureWaits,
    leases: measureLeases,
    tokens: measureTokens,
    patches: measurePatches,
    output: measureOutput,
  },
  ...{ issues: measureIssues, compiling: measureCompiling },
};

/** With servers of their own, when the shared one has ended. */
export const LAST: Parts<Ground> = {
  stored: measureStoredRuns,
  views: measureViews,
  traces: measureTraces,
  webhooks: measureWebhooks,
  queue: measureQueue,
  floods: measureFloods,
};

export const PART_NAMES: readonly string[] = [FIRST, SHARED, LAST].flatMap((parts) => Object.keys(parts));
