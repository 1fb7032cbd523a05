/** What Prometheus sees. */
import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { plan } from '../support/api/api.js';
import type { PhaseState } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, RED_TESTS, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

const MOVE = gql('mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { errors { code } } }');
const START = gql('mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }');

const PROMOTE = gql('mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { errors { code } } }');

describe('metrics', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => server.close());

  const counted = async (outcome: string) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const line = new RegExp(`^autopack_commands_total\\{.*command="updatePhaseStatus".*\\} (\\d+)$`, 'gm');
    const found = [...text.matchAll(line)].filter(([whole]) => whole.includes(`outcome="${outcome}"`));
    return found.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  test('E3: accepted and refused commands are counted apart, by the code of the refusal', async () => {
    const tiers = [{ tierId: 'T', name: 'T', phases: [{ phaseId: 'P', name: 'P' }] }];
    await server.request(START, { input: { runId: 'run-of-id', tiers } });
    const move = (runId: string, state: PhaseState) => server.request(MOVE, { input: { runId, phaseId: 'P', state } });
    await move('run-of-id', 'GATE');
    await move('run-of-id', 'EXECUTING');
    await move('run-of-id', 'COMPLETE');
    await move('nowhere', 'EXECUTING');
    expect(await counted('ACCEPTED')).toBe(1);
    expect(await counted('TRANSITION_REFUSED')).toBe(2);
    expect(await counted('NOT_FOUND')).toBe(1);
  });

  test('no label holds the id of a run', async () => {
    expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain('run-of-id');
  });

  const scrape = async () => (await fetch(`${server.url}/metrics`)).text();
  const play = async (runId: string) => {
    const client = workApi(server);
    await client.command('createProject', { projectId: 'measured' });
    const document = { ci: { tries: { normal: 1 }, pausesSeconds: [0] }, environment: { pausesSeconds: [0] } };
    await client.command('publishRuleset', { projectId: 'measured', document });
    await client.startRun({ runId, projectId: 'measured', tiers: plan({ T: ['a'] }) });
    for (const verdict of ['RED', 'GREEN'] as const) {
      const { token } = await client.lease('BUILDER', { runId });
      const built = await client.build(token, { patch: aPatch('a.txt', verdict) });
      expect([built.errors, built.gate?.verdict]).toEqual([[], 'PASS']);
      const { token: leaseToken } = await client.lease('CI', { runId });
      const { errors } = await client.ci(
        verdict === 'RED' ? { leaseToken, verdict, tests: RED_TESTS } : { leaseToken },
      );
      expect(errors).toEqual([]);
    }
  };

  test('O9: a run that was played is counted: its end, attempts, verdicts, tokens, queue and leases', async () => {
    await play('measured-run');
    await server.request(PROMOTE, { input: { runId: 'measured-run' } });
    const text = await until('the numbers of the database', async () => {
      const read = await scrape();
      return read.includes('autopack_runs{state="DONE_SUCCESS"} 1') ? read : null;
    });
    for (const line of [
      'autopack_runs_ended_total{outcome="DONE_SUCCESS"} 1',
      'autopack_attempts_total{role="BUILDER",outcome="SUCCEEDED"} 2',
      'autopack_attempts_total{role="CI",outcome="RED"} 1',
      'autopack_attempts_total{role="CI",outcome="GREEN"} 1',
      'autopack_attempt_duration_seconds_count{role="BUILDER"} 2',
      'autopack_gate_verdicts_total{verdict="PASS"} 2',
      'autopack_ci_tries_total{verdict="RED"} 1',
      'autopack_ci_tries_total{verdict="GREEN"} 1',
      'autopack_leases{role="BUILDER"} 0',
      'autopack_leases_expired_total{role="CI"} 0',
      'autopack_promotions_total{result="REFUSED"} 1',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/^autopack_tokens_total\{role="BUILDER"\} [1-9]/m);
    expect(text).not.toContain('measured');
  });

  test('O9: dashboard and alerts name only what exists, and every metric is in them or in the table', async () => {
    const present = [...(await scrape()).matchAll(/^# TYPE (autopack_\w+) /gm)].map(([, name]) => name!);
    const named = (text: string) => [...new Set(text.match(/autopack_[a-z_]+/g))];
    const dashboard = readFileSync('docs/grafana/autopack.json', 'utf8');
    const alerts = readFileSync('docs/prometheus/alerts.yml', 'utf8');
    const table = readFileSync('docs/operations.md', 'utf8').match(/^\| `autopack_\w+`/gm)!;
    const { panels, schemaVersion, templating } = JSON.parse(dashboard) as Dashboard;
    const { groups } = parse(alerts) as Alerts;
    const expressions = [
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ];
    expect(schemaVersion).toBeGreaterThan(30);
    expect(templating.list.map(({ type }) => type)).toContain('datasource');
    expect(expressions.filter((expression) => named(expression).length === 0)).toEqual([]);
    const family = (name: string) => (present.includes(name) ? name : name.replace(/_(bucket|sum|count)$/, ''));
    expect(named([...expressions, ...table].join('\n')).filter((name) => !present.includes(family(name)))).toEqual([]);
    const described = named(dashboard + alerts + table.join('\n')).map(family);
    expect(present.filter((name) => !described.includes(name))).toEqual([]);
  });
});

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  readonly templating: { readonly list: readonly { readonly type: string }[] };
}
interface Alerts {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}
