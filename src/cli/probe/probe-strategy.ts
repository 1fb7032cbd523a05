/**
 * `autopack probe strategy`: does a running server keep to a project's policy (P1 to P6)? In a project of its own it publishes a ruleset with a
 * high-risk category, previews and starts a plan under it, changes the ruleset while the run lives, and compares what was frozen.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GraphqlClient } from '../graphql/client.js';
import type { PreviewStrategyInput } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { readRun } from '../graphql/run-view.js';
import type { ResultOf } from '../graphql/typed-document.js';
import { publishRuleset, readStoredRuleset } from '../plans/ruleset.js';
import { type PhaseStrategyView, STRATEGY, type StrategyView } from '../plans/strategy-view.js';
import { Checks } from '../shared/checks.js';
import type { Output } from '../shared/output.js';
import { serverAddress } from '../shared/server-address.js';
import { checkFiles, contentOf } from './probe-files.js';
import { cancelRun, createProject, deleteRun, type ProbeOptions, reported, startRun } from './probe-runs.js';

const RULESET = {
  categories: {
    payment: {
      complexity: 'high',
      ciProfile: 'strict',
      maxBuilderAttempts: 1,
      maxAuditorAttempts: 2,
      autoApply: false,
      incidentTokenCap: 400_000,
    },
  },
};
/** Published while the run lives: another policy for the same category. */
const LATER = { categories: { payment: { ...RULESET.categories.payment, maxBuilderAttempts: 4, autoApply: true } } };
const TIERS = [
  {
    tierId: 'T1',
    name: 'Checkout',
    phases: [
      { phaseId: 'F1.1', name: 'Charge a card', taskCategory: 'payment' },
      { phaseId: 'F1.2', name: 'Sign in again', taskCategory: 'security_auth' },
      { phaseId: 'F1.3', name: 'Describe it', taskCategory: 'docs' },
    ],
  },
];
const STRATEGY_FILE = 'project_implementation_strategy_v1.json';

const PREVIEW = gql(
  `query ProbePreview($input: PreviewStrategyInput!) { previewStrategy(input: $input) {
    strategies { ...Strategy } differences { path before after } errors { ...Refusal } } }`,
  STRATEGY,
  REFUSAL,
);
const FROZEN = gql(
  `query FrozenStrategy($runId: ID!) { strategy(runId: $runId) { ...Strategy }
    phases(filter: { runId: $runId }) { nodes { phaseId complexity maxBuilderAttempts maxAuditorAttempts incidentTokenCap } } }`,
  STRATEGY,
);
const STORED = gql(`query StoredStrategy($projectId: ID!) { project(projectId: $projectId) { rulesetVersion }
  runs(filter: { projectId: $projectId }) { totalCount } issueBacklog(projectId: $projectId) { totalCount } }`);

export async function probeStrategy(output: Output, options: ProbeOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const checks = new Checks(output);
  const projectId = await createProject(client, 'strategy');
  output.line(`Project ${output.paint('bold', projectId)} on ${client.server.url}`);
  const probe = new StrategyProbe(client, checks, projectId, options.dir);
  await probe.publish();
  const previewed = await probe.preview();
  const runId = await startRun(client, { projectId, tiers: TIERS });
  output.line(`Run ${output.paint('bold', runId)}`);
  await probe.frozen(runId, previewed);
  await cancelRun(client, checks, runId);
  if (options.delete) await deleteRun(client, checks, runId);
  return reported(output, checks, { url: client.server.url, runId, projectId });
}

class StrategyProbe {
  constructor(
    private readonly client: GraphqlClient,
    private readonly checks: Checks,
    private readonly projectId: string,
    private readonly dir: string | undefined,
  ) {}

  /** A typo is refused with its place, a stale view of the newest version too (P1). */
  async publish(): Promise<void> {
    const { checks, projectId } = this;
    const typo = await publishRuleset(this.client, {
      projectId,
      document: { categories: { payment: { complexty: 'high' } } },
    });
    checks.equal(
      'a ruleset with a typo is refused, and its place named',
      typo.errors.map((error) => [error.code, error.path, error.__typename === 'InputError' ? error.line : undefined]),
      [['INVALID_INPUT', ['input', 'document', 'categories', 'payment', 'complexty'], 4]],
    );
    checks.equal('the typo published nothing', (await readStoredRuleset(this.client, projectId))?.newest, 0);
    const first = await publishRuleset(this.client, { projectId, document: RULESET, expectedVersion: 0 });
    checks.equal('a ruleset with a high-risk category is published', [first.ruleset?.version, first.errors], [1, []]);
    const stale = await publishRuleset(this.client, { projectId, document: RULESET, expectedVersion: 0 });
    checks.equal(
      'who looked at an older version is refused',
      stale.errors.map((error) => [
        error.code,
        error.__typename === 'ConflictError' ? error.currentVersion : undefined,
      ]),
      [['VERSION_CONFLICT', 1]],
    );
    const stored = await readStoredRuleset(this.client, projectId);
    checks.equal('the ruleset is kept as it was given', [stored?.newest, stored?.ruleset?.document], [1, RULESET]);
    if (this.dir !== undefined) {
      const text = await readFile(join(this.dir, '_projects', projectId, 'project_ruleset_v1.json'), 'utf8').catch(
        () => 'null',
      );
      checks.equal('project_ruleset_v1.json shows it on disk', JSON.parse(text), RULESET);
    }
  }

  /** Compiles and stores nothing (P6). */
  async preview(): Promise<StrategyView | undefined> {
    const before = await this.stored();
    const { strategies, errors } = await this.ask({});
    const without = await this.ask({ rulesetVersion: 0, againstVersion: 1 });
    this.checks.equal('a preview is compiled', [strategies.length, errors], [1, []]);
    this.checks.equal('a preview without the ruleset differs from it', without.differences.length > 0, true);
    this.checks.equal('previews store nothing', await this.stored(), before);
    this.phases('previewed', strategies[0]);
    return strategies[0];
  }

  /** What was previewed is what is frozen, whatever is published later (P2). */
  async frozen(runId: string, previewed: StrategyView | undefined): Promise<void> {
    const { checks } = this;
    const begun = await this.client.request(FROZEN, { runId });
    checks.equal(
      'the run is frozen with the strategy that was previewed',
      [begun.strategy?.hash, begun.strategy?.rulesetVersion],
      [previewed?.hash, 1],
    );
    this.phases('frozen', begun.strategy ?? undefined);
    const rows = begun.strategy?.phases.map(
      ({ phaseId, complexity, maxBuilderAttempts, maxAuditorAttempts, incidentTokenCap }) => ({
        ...{ phaseId, complexity, maxBuilderAttempts, maxAuditorAttempts, incidentTokenCap },
      }),
    );
    checks.equal('the budgets of its phases come from it', begun.phases.nodes, rows);
    await this.file(runId, begun.strategy?.hash);
    const second = await publishRuleset(this.client, {
      projectId: this.projectId,
      document: LATER,
      expectedVersion: 1,
    });
    checks.equal('another ruleset is published while it lives', [second.ruleset?.version, second.errors], [2, []]);
    checks.equal('that changes nothing in the run', await this.client.request(FROZEN, { runId }), begun);
    const { strategies, differences } = await this.ask({ againstVersion: 1 });
    checks.equal(
      'a run started now would have another strategy',
      [strategies[0]?.rulesetVersion, strategies[0]?.hash === previewed?.hash],
      [2, false],
    );
    checks.equal(
      'its differences are named',
      differences.filter(({ path }) => path.startsWith('phases.')),
      [
        { path: 'phases.F1.1.autoApply', before: 'false', after: 'true' },
        { path: 'phases.F1.1.maxBuilderAttempts', before: '1', after: '4' },
      ],
    );
  }

  /** The high-risk category of the ruleset, a built-in one, and a harmless one; every value with its reason (P3, P4). */
  private phases(name: string, strategy: StrategyView | undefined): void {
    const { checks } = this;
    const found = (phaseId: string): PhaseStrategyView | undefined =>
      strategy?.phases.find((phase) => phase.phaseId === phaseId);
    const care = (phase: PhaseStrategyView | undefined) => [
      phase?.complexity,
      phase?.ciProfile,
      phase?.maxBuilderAttempts,
      phase?.autoApply,
    ];
    const [payment, security, docs] = ['F1.1', 'F1.2', 'F1.3'].map(found);
    checks.equal(`${name}: payment is of high complexity, with strict CI, one try and no auto-apply`, care(payment), [
      'HIGH',
      'STRICT',
      1,
      false,
    ]);
    checks.equal(`${name}: security_auth is too, with two tries, by default`, care(security), [
      'HIGH',
      'STRICT',
      2,
      false,
    ]);
    checks.equal(
      `${name}: docs has normal CI and is applied at once`,
      [docs?.ciProfile, docs?.autoApply],
      ['NORMAL', true],
    );
    const sourceOf = (code: string): string | null | undefined =>
      payment?.reasons.find((reason) => reason.code === code)?.source;
    const sources = ['complexity', 'ci_profile', 'max_builder_attempts', 'auto_apply'].map(sourceOf);
    checks.equal(`${name}: the reasons name the ruleset`, sources, Array(4).fill('ruleset v1'));
    const reasoned = strategy?.phases.every((phase) => phase.reasons.length === 8);
    checks.equal(`${name}: every value has a reason`, reasoned, true);
  }

  private async file(runId: string, hash: string | undefined): Promise<void> {
    const displayed = JSON.parse((await contentOf(this.client, runId, STRATEGY_FILE)) ?? '{}') as {
      hash?: string;
      run_id?: string;
    };
    this.checks.equal(`${STRATEGY_FILE} shows its hash`, [displayed.run_id, displayed.hash], [runId, hash]);
    const run = await readRun(this.client, runId);
    if (run) await checkFiles(this.client, this.checks, 'files', run, this.dir);
  }

  private stored(): Promise<object> {
    return this.client.request(STORED, { projectId: this.projectId });
  }

  private async ask(more: PreviewStrategyInput): Promise<ResultOf<typeof PREVIEW>['previewStrategy']> {
    const input = { projectId: this.projectId, tiers: TIERS, ...more };
    return (await this.client.request(PREVIEW, { input })).previewStrategy;
  }
}
