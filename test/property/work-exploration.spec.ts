import { explore } from '../support/work-exploration.js';
import { phaseRules, plannedTiers } from '../support/work-builders.js';
import { WorkWorld } from '../support/work-world.js';
for (const repository of [false, true])
  for (const autoApply of [true, false])
    for (const kinds of [['judgements'], ['interruptions'], ['operator']] as any)
      test(`look ${repository} ${autoApply} ${kinds}`, () => {
        const world = WorkWorld.begin({ tiers: plannedTiers([1]), repository, minutes: 10080, rules: phaseRules({ autoApply, maxBuilderAttempts: 2, maxAuditorAttempts: 2 }, { ci: { tries: { normal: 2, strict: 2 } } as any }) });
        world.quick = true;
        const t = Date.now();
        const e = explore(world, kinds);
        console.log(kinds, repository, autoApply, e.states, e.moves, Date.now() - t, 'ms\n' + e.faults.join('\n'), [...e.failures], [...e.runStates].join());
      }, 120000);
