/** Evidence of CI at both doors, a worker's and the API's: what is left out, pooled, hidden or odd is never taken for a pass (V2, V8). */
import type { ReportCiResultInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const suite = (inside: string): string => `<testsuite name="s">${inside}</testsuite>`;
const good = suite('<testcase name="a"/>');
const bad = suite('<testcase name="z"><failure/></testcase>');
const rulesetOf = (steps: readonly Json[]) => ({
  ci: { profiles: { normal: steps, strict: steps }, tries: { normal: 1, strict: 1 }, pausesSeconds: [0] },
});
const step = (name: string, script: string, report?: string): Json => ({
  name,
  argv: ['/bin/sh', '-c', script],
  ...(report ? { report } : {}),
});

/** A run whose phase a is under CI with these steps. */
async function underCi(steps: readonly Json[], repository = true): Promise<string> {
  const runId = await world.run(await world.project(rulesetOf(steps), repository));
  const { token } = await world.client.lease('BUILDER', { runId });
  expect((await world.client.build(token, { patch: aPatch('src/greeting.txt', 'hello') })).errors).toEqual([]);
  return runId;
}

const TRY = gql(
  'query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) { attempts { ciTries { verdict artefacts { kind content } } } } }',
);

interface Tried {
  readonly verdict: string;
  readonly kept: string;
}

async function triedIn(runId: string): Promise<Tried> {
  const { phase } = await world.server.request(TRY, { runId, phaseId: 'a' });
  const [tried] = phase!.attempts[0]!.ciTries;
  return { verdict: tried!.verdict, kept: tried!.artefacts.map((each) => each.content).join('\n') };
}

/** What a worker makes of these steps. */
async function worked(steps: readonly Json[]): Promise<Tried> {
  const runId = await underCi(steps);
  await (
    await world.worker(['CI'], '', { runId, maxAttempts: 1 })
  ).ended;
  return triedIn(runId);
}

/** What the API makes of this input under a lease, for two steps that promise a report. */
async function reported(input: Partial<ReportCiResultInput>, promises = ['unit', 'e2e']): Promise<Tried> {
  const runId = await underCi(
    promises.map((name) => step(name, 'true', `${name}.xml`)),
    false,
  );
  const { token: leaseToken } = await world.client.lease('CI', { runId });
  const { errors } = await world.client.ci({ leaseToken, tests: null, ...input });
  expect(errors).toEqual([]);
  return triedIn(runId);
}

describe('a worker', () => {
  it('V8: the last of many reports is not left out; what is over the limit leaves no GREEN', async () => {
    const many = (count: number) =>
      `mkdir r; for i in $(seq 1 ${count}); do echo '${good}' > r/T-$i.xml; done; echo '${bad}' > r/T-zzz.xml`;
    expect((await worked([step('unit', many(100), 'r/*.xml')])).verdict).toBe('RED');
    expect((await worked([step('unit', many(1_000), 'r/*.xml')])).verdict).toBe('MISSING');
  });

  it('V8: a step without a report of its own leaves no GREEN', async () => {
    const unit = step('unit', `echo '${good}' > u.xml`, 'u.xml');
    expect((await worked([unit, step('e2e', 'true', 'e.xml')])).verdict).toBe('MISSING');
    expect((await worked([unit, step('e2e', `echo '${good}' > e.xml`, 'e.xml'), step('lint', 'true')])).verdict).toBe(
      'GREEN',
    );
  });

  it('A4, V5: a key over three tests and a NUL in an output cost nothing', async () => {
    const [begin, end] = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
    const lines = [
      `<testsuite><testcase name="a"><system-out>\\0000 ${begin}</system-out></testcase>`,
      '<testcase name="b"><failure/></testcase>',
      `<testcase name="c"><system-out>${end}</system-out></testcase></testsuite>`,
    ];
    const { verdict, kept } = await worked([
      step('unit', `printf '%b\\n' ${lines.map((line) => `'${line}'`).join(' ')} > r.xml`, 'r.xml'),
    ]);
    expect(verdict).toBe('RED');
    expect(kept).toContain('<testcase name="b"><failure/></testcase>');
    expect(kept).not.toContain('PRIVATE KEY');
  });
});

describe('the API', () => {
  it('V8: reports of several steps that are not distinguished must be enough for each', async () => {
    expect((await reported({ reports: [good] })).verdict).toBe('MISSING');
    expect((await reported({ reports: [good, good] })).verdict).toBe('GREEN');
    expect((await reported({ reports: [good] }, ['unit'])).verdict).toBe('GREEN');
    expect((await reported({ tests: [{ testId: 'a', status: 'PASSED' }] })).verdict).toBe('GREEN');
  });

  it('V8: steps say which report is whose, and what is missing', async () => {
    const files = (name: string, report: number | null, why: string | null = null) => ({
      name,
      files: [{ path: `${name}.xml`, report, why }],
    });
    expect((await reported({ reports: [good, good], steps: [files('unit', 0), files('e2e', 1)] })).verdict).toBe(
      'GREEN',
    );
    expect(
      (await reported({ reports: [good], steps: [files('unit', 0), files('e2e', null, 'was left out')] })).verdict,
    ).toBe('MISSING');
    expect(
      (await reported({ reports: [good, good], steps: [files('unit', 0), files('e2e', 1, 'was cut')] })).verdict,
    ).toBe('MISSING');
    expect(
      (await reported({ reports: [good, good], steps: [files('unit', 0), { ...files('e2e', 1), more: 3 }] })).verdict,
    ).toBe('MISSING');
    expect((await reported({ reports: [good, good], steps: [files('unit', 0)] })).verdict).toBe('MISSING');
  });

  it('A4, V5: U+0000 and lone surrogates are replaced, secrets are hidden in values, and the tests count', async () => {
    const key = '-----BEGIN PRIVATE KEY-----';
    const odd = suite(
      `<testcase name="a"><system-out>\u0000 \ud800 ${key}</system-out></testcase>\n<testcase name="b \u0000"><failure/></testcase>`,
    );
    const { verdict, kept } = await reported({
      reports: [odd, good],
      summary: 'a\u0000b',
      outputTail: 'lone \udc00 and \u0000',
      tests: [{ testId: 'c\u0000', status: 'PASSED' }],
    });
    expect(verdict).toBe('RED');
    expect(kept).toContain(
      '\ufffd \ufffd [redacted]</system-out></testcase>\n<testcase name="b \ufffd"><failure/></testcase>',
    );
    expect(kept).toContain('lone \ufffd and \ufffd');
  });

  it('V8: a position that is none is refused, and nothing is decided', async () => {
    const runId = await underCi([step('unit', 'true', 'u.xml')], false);
    const { token: leaseToken } = await world.client.lease('CI', { runId });
    const wrong = world.client.ci({
      leaseToken,
      tests: null,
      reports: [good],
      steps: [{ name: 'unit', files: [{ path: 'u.xml', report: 1 }] }],
    });
    await expect(wrong).rejects.toThrow('must be a position in reports, which has 1 entry');
    expect((await world.client.ci({ leaseToken, tests: null, reports: [good] })).errors).toEqual([]);
  });
});

describe('the number of tests', () => {
  const steps = (name: string): Json[] => [step(name, 'true', `${name}.xml`)];
  const rules: Json = {
    ...rulesetOf([]),
    ci: { ...rulesetOf([]).ci, profiles: { normal: steps('unit'), strict: steps('all') } },
    categories: { big: { ciProfile: 'strict' }, cleanup: { ciProfile: 'strict', mayRemoveTests: true } },
  };
  const tests = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ testId: `t${i}`, status: 'PASSED' as const }));

  /** Plays phases with so many tests each; answers the verdicts. */
  async function played(
    phases: readonly (readonly [taskCategory: string | null, executed: number])[],
  ): Promise<string[]> {
    const place = await world.project(rules, false);
    const ids = phases.map((_, i) => `p${i}`);
    const runId = await world.run(
      place,
      ids.map((phaseId, i) => ({ phaseId, name: phaseId, taskCategory: phases[i]![0] })),
    );
    const verdicts: string[] = [];
    for (const [i, phaseId] of ids.entries()) {
      const { token } = await world.client.lease('BUILDER', { runId });
      await world.client.build(token, { patch: aPatch(`src/${i}.txt`, 'hello') });
      const { token: leaseToken } = await world.client.lease('CI', { runId });
      expect((await world.client.ci({ leaseToken, tests: tests(phases[i]![1]) })).errors).toEqual([]);
      const { phase } = await world.server.request(TRY, { runId, phaseId });
      verdicts.push(phase!.attempts[0]!.ciTries[0]!.verdict);
      if (verdicts[i] !== 'GREEN') break;
    }
    return verdicts;
  }

  it('V2: is compared with that of the same steps: strict CI says nothing of normal CI', async () => {
    expect(
      await played([
        ['big', 50],
        [null, 5],
        ['big', 50],
        [null, 5],
      ]),
    ).toEqual(['GREEN', 'GREEN', 'GREEN', 'GREEN']);
    expect(
      await played([
        ['big', 50],
        [null, 5],
        ['big', 49],
      ]),
    ).toEqual(['GREEN', 'GREEN', 'MISSING']);
    expect(
      await played([
        [null, 5],
        ['big', 50],
        [null, 4],
      ]),
    ).toEqual(['GREEN', 'GREEN', 'MISSING']);
  });

  it('V2: may fall where the ruleset says so of the phase, and others are compared with what it left', async () => {
    expect(
      await played([
        ['big', 50],
        ['cleanup', 40],
        ['big', 40],
      ]),
    ).toEqual(['GREEN', 'GREEN', 'GREEN']);
    expect(
      await played([
        ['big', 50],
        ['cleanup', 40],
        ['big', 39],
      ]),
    ).toEqual(['GREEN', 'GREEN', 'MISSING']);
    expect(
      await played([
        [null, 5],
        ['cleanup', 40],
        [null, 4],
        [null, 3],
      ]),
    ).toEqual(['GREEN', 'GREEN', 'GREEN', 'MISSING']);
  });
});

describe('the summary of a run', () => {
  it('C4, F4: says once the run has ended what CI sent back, and why', async () => {
    const runId = await underCi([step('unit', `echo '${bad}' > r.xml; exit 1`, 'r.xml')]);
    await (
      await world.worker(['CI'], '', { runId, maxAttempts: 1 })
    ).ended;
    await world.accepted('cancelRun', { runId, reason: 'Enough.' });
    const { artefact } = await world.server.request(
      gql('query ($runId: ID!) { artefact(runId: $runId, path: "run_summary.md") { content } }'),
      {
        runId,
      },
    );
    expect(artefact!.content).toContain(
      '- Phase `a`, attempt 1: CI **RED**: `s::::z` failed; Step "unit" failed with exit code 1.',
    );
    expect(artefact!.content).toMatch(/It took \d+\.\d minutes\./);
  });
});
