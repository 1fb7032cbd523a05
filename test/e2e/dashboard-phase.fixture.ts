/** Phases in every state, for the specs of their screen: made through the public API, on a real repository. */
import type { PhaseInput, SubmitBuilderResultInput } from '../support/api/documents.generated.js';
import { aPatch, RED_TESTS, type WorkApi } from '../support/api/workers.js';
import type { Repositories } from '../support/git/small-repositories.js';
import type { Json } from '../support/graphql-client.js';
import { createProject } from '../support/scenarios/use-work-server.js';

const STEPS = [{ name: 'check', argv: ['true'], timeoutSeconds: 60, report: 'report.xml' }];
const RULESET = {
  ci: {
    baseline: 'off',
    profiles: { normal: STEPS, strict: STEPS },
    tries: { normal: 2, strict: 2 },
    pausesSeconds: [0, 0],
  },
  environment: { pausesSeconds: [0, 0] },
};

/** The log of a CI that fails in its 400th line. */
const CI_LOG = Array.from({ length: 600 }, (_, index) =>
  index === 399
    ? 'AssertionError: expected 4 to be 5'
    : index === 150
      ? 'compiled with 0 errors'
      : `step ${index + 1} is fine`,
).join('\n');

export class PhaseWorld {
  private made = 0;

  constructor(
    readonly api: WorkApi,
    private readonly repositories: Repositories,
  ) {}

  /** A project with a repository of its own, and a run of these phases in it. */
  async run(
    phases: readonly PhaseInput[],
    ruleset: Json = {},
  ): Promise<{ readonly runId: string; readonly path: string }> {
    const name = `phase-${(this.made += 1)}`;
    const path = this.repositories.make(name);
    await createProject(
      this.api,
      { projectId: name, repositoryPath: path, allowPromotion: true },
      { ...RULESET, ...ruleset },
    );
    const tiers = [{ tierId: 'T1', name: 'Foundations', phases }];
    const { errors } = await this.api.startRun({ runId: `run-${name}`, projectId: name, tiers });
    expect(errors).toEqual([]);
    return { runId: `run-${name}`, path };
  }

  async build(runId: string, more: Partial<SubmitBuilderResultInput> = {}): Promise<void> {
    const { token } = await this.api.lease('BUILDER', { runId });
    const { errors } = await this.api.build(token, { tokensUsed: 12_345, ...more });
    expect(errors).toEqual([]);
  }

  async ci(runId: string, more: Partial<Parameters<WorkApi['ci']>[0]> = {}): Promise<void> {
    const { token } = await this.api.lease('CI', { runId });
    const { errors } = await this.api.ci({ leaseToken: token, ...more });
    expect(errors).toEqual([]);
  }

  async audit(runId: string, more: Partial<Parameters<WorkApi['audit']>[1]> = {}): Promise<void> {
    const { token } = await this.api.lease('AUDITOR', { runId });
    const { errors } = await this.api.audit(token, more);
    expect(errors).toEqual([]);
  }

  /**
   * A phase with a history: a patch that the gate rejects, one that CI fails twice, one that an Auditor sends back, one that passes. The second phase waits for its turn.
   */
  async story(): Promise<string> {
    const { runId } = await this.run([
      {
        phaseId: 'parser',
        name: 'Write the parser',
        description: 'Read the **grammar** and write a parser for it.\n\n- keep positions\n- no dependency',
        acceptanceCriteria: ['Every example of the grammar parses.', 'Errors name line and column.'],
        allowedPaths: ['src/**', 'test/**'],
        taskCategory: 'feature_scaffolding',
      },
      { phaseId: 'printer', name: 'Write the printer' },
    ]);
    await this.build(runId, { patch: aPatch('docs/elsewhere.md'), notes: 'Wrote the parser.' });
    await this.build(runId, {
      patch: aPatch('src/parser.ts', 'draft'),
      notes: 'Stays inside of src now.',
      log: 'I read the grammar.\nI wrote src/parser.ts.',
    });
    const red = {
      verdict: 'RED' as const,
      tests: RED_TESTS,
      summary: 'Step check failed with exit code 1.',
      outputTail: CI_LOG,
    };
    await this.ci(runId, red);
    await this.ci(runId, red);
    await this.api.requestAudit({ runId, phaseId: 'parser', focus: 'Error positions' });
    await this.build(runId, {
      patch: aPatch('src/parser.ts', 'second draft'),
      notes: 'Subtraction works.',
      suggestedIssues: [
        {
          issueKey: 'tests__missing__parser_errors',
          severity: 'MINOR',
          category: 'tests',
          source: 'SELF_DOUBT',
          description: 'No test looks at the positions of errors.',
        },
      ],
    });
    await this.audit(runId, {
      verdict: 'REVISE',
      notes: 'Errors name the line, but **not the column**.',
      confidence: 'HIGH',
    });
    await this.build(runId, { patch: aPatch('src/parser.ts', 'final'), notes: 'Errors name line and column.' });
    await this.ci(runId);
    return runId;
  }
}
