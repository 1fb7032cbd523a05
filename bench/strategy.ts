/** Compiling strategies: a pure function, so its processor time alone counts. */
import { BUDGET_DEFAULTS } from '../src/domain/model/limits.js';
import type { Plan } from '../src/domain/model/plan.js';
import { compileStrategy } from '../src/domain/rules/strategy/compile-strategy.js';
import type { Bench } from './bench.js';
import { median } from './measure.js';

const CATEGORIES = ['schema_change', 'docs', 'tests', 'feature_scaffolding', 'security_auth', null, 'our_own'];

export function measureCompiling({ sizes, report }: Bench): void {
  for (const [phases, most] of [
    [25, 5],
    [1_000, 50],
  ] as const) {
    const ms = compileCpuMs(phases, sizes.rounds * 4);
    report.raw[`compile${phases}CpuMs`] = ms;
    const aim = { text: `under ${most} ms`, isReached: ms < most };
    report.row(`strategy of ${phases.toLocaleString('en')} phases, processor time`, `${ms.toFixed(1)} ms`, aim);
  }
}

/** Milliseconds of processor time of one compilation, median. */
function compileCpuMs(phases: number, rounds: number): number {
  const tiers = Array.from({ length: Math.ceil(phases / 25) }, (_, t) => ({
    ...{ tierId: `T${t}`, name: `Tier ${t}`, description: null },
    phases: Array.from({ length: Math.min(25, phases - t * 25) }, (_, p) => ({
      ...{
        phaseId: `F${t}.${p}`,
        name: 'Phase',
        description: null,
        taskCategory: CATEGORIES[(t + p) % CATEGORIES.length]!,
      },
      ...{
        complexity: null,
        builderMode: null,
        allowedPaths: ['src/**'],
        acceptanceCriteria: ['it works'],
        allowNoop: false,
      },
    })),
  }));
  const limits = { safetyProfile: null, runScope: null, tokenCap: null, maxPhases: 1_000, maxDurationMinutes: null };
  const plan: Plan = { ...limits, tiers };
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    compileStrategy({ plan, ruleset: null, agedIssues: [], server: BUDGET_DEFAULTS, debtCleanup: true });
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  return median(times);
}
