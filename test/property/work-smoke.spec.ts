import { WorkWorld } from '../support/work-world.js';
import { good, GREEN, RED, plannedTiers, phaseRules } from '../support/work-builders.js';
import { inWords } from '../support/builders.js';
const say = (o: any) => (o.accepted ? o.events.map(inWords) : o.errors);
test('smoke no repo', () => {
  const w = WorkWorld.begin({ tiers: plannedTiers([2]) });
  for (const _ of [1, 2]) {
    expect(w.claim('BUILDER')).not.toBeNull();
    console.log(say(w.submit({ patch: good('x') })));
    expect(w.claim('CI')).not.toBeNull();
    console.log(say(w.report(GREEN)));
  }
  expect(w.run.state).toBe('DONE_SUCCESS');
});
test('smoke repo', () => {
  const w = WorkWorld.begin({ tiers: plannedTiers([2]), repository: true, rules: phaseRules({ autoApply: false }, { ci: { tries: { normal: 1, strict: 1 } } as any }) });
  w.settle();
  w.claim('BUILDER');
  console.log(say(w.submit({ patch: good('x') })));
  w.claim('AUDITOR');
  console.log(say(w.audit()));
  w.settle();
  w.claim('CI');
  console.log(say(w.report(RED)));
  w.settle();
  w.claim('BUILDER');
  console.log(say(w.submit({ patch: good('y') })));
  w.claim('AUDITOR');
  w.audit();
  w.settle();
  w.fork().stop();
  w.claim('CI');
  w.report(GREEN);
  w.settle();
  console.log(w.run, [...w.repository.refs]);
  const t0 = Date.now();
  for (let i = 0; i < 300; i++) { const f = w.fork(); f.claim('BUILDER'); }
  const t1 = Date.now();
  for (let i = 0; i < 300; i++) { const f = w.fork(); f.quick = true; f.claim('BUILDER'); }
  console.log('thorough', (t1 - t0) / 300, 'quick', (Date.now() - t1) / 300);
});
