/**
 * `autopack probe issues`: does a running server count issues as it promises (Q1 to Q7)? In a project and a run of its own it records a minor
 * issue on one phase, a major one on another, the minor one again, and then as major; after every step it compares rows, index, backlog and files.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { GraphqlClient, RequestFailed } from '../graphql/client.js';
import type { IssueInput } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { readRun, type RunView } from '../graphql/run-view.js';
import { Checks } from '../shared/checks.js';
import { CommandFailed } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { serverAddress } from '../shared/server-address.js';
import { checkFiles, contentOf } from './probe-files.js';
import { cancelRun, createProject, deleteRun, type ProbeOptions, reported, startRun } from './probe-runs.js';

const PLAN = {
  tiers: [
    {
      tierId: 'T1',
      name: 'Foundation',
      phases: [
        { phaseId: 'F1.1', name: 'Set up the skeleton', taskCategory: 'feature_scaffolding' },
        { phaseId: 'F1.2', name: 'Write the first tests', taskCategory: 'tests' },
      ],
    },
  ],
};
const LINE: IssueInput = {
  issueKey: 'style__long_line__probe',
  category: 'style',
  source: 'PROBE',
  evidenceRefs: ['src/app.ts:12'],
};
const TEST: IssueInput = {
  issueKey: 'test_failure__checkout__probe',
  category: 'test_failure',
  source: 'PROBE',
  severity: 'MAJOR',
  evidenceRefs: ['checkout.spec.ts'],
};

const RECORD = gql(
  `mutation RecordIssues($input: RecordIssuesInput!) { recordIssues(input: $input) {
    issues { issueKey severity effectiveSeverity occurrenceCount open firstSeenRun lastSeenRun evidenceRefs }
    phase { phaseId } errors { ...Refusal } } }`,
  REFUSAL,
);
const LEVELS = gql(`query ProbeIssueLevels($runId: ID!, $projectId: ID!) {
  runIssueIndex(runId: $runId) { issueKey severity effectiveSeverity occurrenceCount seenInPhases }
  issueBacklog(projectId: $projectId) { totalCount
    nodes { issueKey baseSeverity status ageInRuns ageInTiers occurrenceCount firstSeenRunId lastSeenRunId } } }`);
const RECOUNT = gql(`query Recount($projectId: ID) { recount(projectId: $projectId) {
  runs entries sightings differences { subject name stored recounted } } }`);

const INDEX_FILE = 'issues/run_issue_index.json';
/** The backlog is written when a run ends, and waited for a little. */
const FILE_PATIENCE_MS = 10_000;
const FILE_PAUSE_MS = 100;

export async function probeIssues(output: Output, options: ProbeOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const checks = new Checks(output);
  const projectId = await createProject(client, 'issues');
  const runId = await startRun(client, { ...PLAN, projectId });
  output.line(
    `Run ${output.paint('bold', runId)} of project ${output.paint('bold', projectId)} on ${client.server.url}`,
  );
  const probe = new IssueProbe(client, checks, projectId, runId, options.dir);
  await probe.record();
  await cancelRun(client, checks, runId);
  await probe.backlogFile();
  if (options.delete) await deleteRun(client, checks, runId);
  return reported(output, checks, { url: client.server.url, runId, projectId });
}

/** What one key must be at all three levels. */
interface Known {
  readonly key: string;
  readonly severity: 'MINOR' | 'MAJOR';
  readonly occurrences: number;
  readonly phase: 'F1.1' | 'F1.2';
}

class IssueProbe {
  constructor(
    private readonly client: GraphqlClient,
    private readonly checks: Checks,
    private readonly projectId: string,
    private readonly runId: string,
    private readonly dir: string | undefined,
  ) {}

  async record(): Promise<void> {
    const minor: Known = { key: LINE.issueKey, severity: 'MINOR', occurrences: 1, phase: 'F1.1' };
    const major: Known = { key: TEST.issueKey, severity: 'MAJOR', occurrences: 1, phase: 'F1.2' };
    const twice: Known = { ...minor, occurrences: 2 };
    const raised: Known = { ...minor, occurrences: 3, severity: 'MAJOR' };
    await this.levels('a new run has no issues', []);
    await this.step('a minor issue on F1.1', 'F1.1', { ...LINE, severity: 'MINOR' }, [minor]);
    await this.step('a major issue on F1.2', 'F1.2', TEST, [minor, major]);
    await this.step('the minor issue again', 'F1.1', { ...LINE, severity: 'MINOR', evidenceRefs: ['src/app.ts:40'] }, [
      twice,
      major,
    ]);
    await this.refused('an unknown severity', { ...LINE, severity: 'TERRIBLE' });
    await this.refused('a key that is none', { ...LINE, issueKey: 'No Key' });
    await this.levels('what was refused changed nothing', [twice, major]);
    await this.step('the minor issue as major', 'F1.1', { ...LINE, severity: 'MAJOR' }, [raised, major]);
    await this.step('a lower severity later', 'F1.1', { ...LINE, severity: 'MINOR' }, [
      { ...raised, occurrences: 4 },
      major,
    ]);
    const { recount } = await this.client.request(RECOUNT, { projectId: this.projectId });
    this.checks.equal('counted again, nothing differs', recount, {
      runs: 1,
      entries: 2,
      sightings: 2,
      differences: [],
    });
  }

  private async step(name: string, phaseId: string, issue: IssueInput, expected: readonly Known[]): Promise<void> {
    const input = { runId: this.runId, phaseId, issues: [issue] };
    const { recordIssues } = await this.client.request(RECORD, { input });
    const { issues, phase, errors } = recordIssues;
    const known = expected.find((one) => one.key === issue.issueKey)!;
    const requested = issues.map(({ evidenceRefs: _, ...displayed }) => displayed);
    const answer = {
      ...{
        issueKey: known.key,
        severity: known.severity,
        effectiveSeverity: known.severity,
        occurrenceCount: known.occurrences,
        open: true,
      },
      ...{ firstSeenRun: this.runId, lastSeenRun: this.runId },
    };
    this.checks.equal(`${name} is accepted`, [requested, phase?.phaseId, errors], [[answer], phaseId, []]);
    await this.levels(name, expected);
  }

  /** Rows of phases, tier and run, the index, the backlog, and the run's files (Q2, Q3, Q4, Q7). */
  private async levels(name: string, expected: readonly Known[]): Promise<void> {
    const run = await this.look();
    const countsOf = (known: readonly Known[]) => ({
      minor: known.filter((one) => one.severity === 'MINOR').length,
      major: known.filter((one) => one.severity === 'MAJOR').length,
    });
    const counters = [
      ...run.phases.map((phase) => [phase.phaseId, phase.minorIssuesCount, phase.majorIssuesCount, phase.issueState]),
      ...run.tiers.map((tier) => [tier.tierId, tier.minorIssuesCount, tier.majorIssuesCount]),
      ['run', run.minorIssuesCount, run.majorIssuesCount],
    ];
    const all = countsOf(expected);
    const wanted = ['F1.1', 'F1.2'].map((phaseId) => {
      const { minor, major } = countsOf(expected.filter((one) => one.phase === phaseId));
      return [phaseId, minor, major, major > 0 ? 'HAS_MAJOR_ISSUES' : minor > 0 ? 'HAS_MINOR_ISSUES' : 'NO_ISSUES'];
    });
    this.checks.equal(`${name}: counters of phases, tier and run`, counters, [
      ...wanted,
      ['T1', all.minor, all.major],
      ['run', all.minor, all.major],
    ]);
    const { runIssueIndex, issueBacklog } = await this.client.request(LEVELS, {
      runId: this.runId,
      projectId: this.projectId,
    });
    const index = expected.map(({ key, severity, occurrences, phase }) => ({
      ...{ issueKey: key, severity, effectiveSeverity: severity, occurrenceCount: occurrences, seenInPhases: [phase] },
    }));
    this.checks.equal(`${name}: the index of the run`, runIssueIndex, index);
    const backlog = expected.map(({ key, severity, occurrences }) => ({
      ...{
        issueKey: key,
        baseSeverity: severity,
        status: 'OPEN',
        ageInRuns: 1,
        ageInTiers: 1,
        occurrenceCount: occurrences,
      },
      ...{ firstSeenRunId: this.runId, lastSeenRunId: this.runId },
    }));
    const entries = [...issueBacklog.nodes].sort((a, b) => (a.issueKey < b.issueKey ? -1 : 1));
    this.checks.equal(`${name}: the backlog, of age 1`, [issueBacklog.totalCount, entries], [expected.length, backlog]);
    await this.files(name, run, expected);
  }

  private async files(name: string, run: RunView, expected: readonly Known[]): Promise<void> {
    const wanted =
      expected.length === 0
        ? []
        : [INDEX_FILE, ...['F1.1', 'F1.2'].filter((id) => expected.some((one) => one.phase === id)).map(fileOf)];
    const found = run.fileLayout.files.map((file) => file.path).filter((path) => path.startsWith('issues/'));
    this.checks.equal(`${name}: the issue files`, found.sort(), wanted.sort());
    await checkFiles(this.client, this.checks, `${name}: files`, run, this.dir);
    if (expected.length === 0) return;
    const keys = Object.entries(byKey(await this.contentOf(INDEX_FILE))).map(([key, entry]) => [
      key,
      entry.severity,
      entry.occurrence_count,
    ]);
    this.checks.equal(
      `${name}: ${INDEX_FILE}`,
      keys,
      expected.map(({ key, severity, occurrences }) => [key, severity.toLowerCase(), occurrences]),
    );
  }

  /** An input that cannot be taken is an error of the request, not a refusal. */
  private async refused(name: string, issue: unknown): Promise<void> {
    const input = { runId: this.runId, phaseId: 'F1.1', issues: [issue as IssueInput] };
    try {
      await this.client.request(RECORD, { input });
      this.checks.fail(`${name} is refused`, 'the server took it');
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.checks.equal(`${name} is refused`, error.codes, ['BAD_USER_INPUT']);
    }
  }

  /** On disk only: no query shows a project's files. */
  async backlogFile(): Promise<void> {
    if (this.dir === undefined) return;
    const path = join(this.dir, '_projects', this.projectId, 'project_issue_backlog.json');
    const wanted = [
      [LINE.issueKey, 'major', 1, 4],
      [TEST.issueKey, 'major', 1, 1],
    ];
    let found: unknown;
    for (const began = performance.now(); ; await delay(FILE_PAUSE_MS)) {
      const entries = Object.entries(byKey(await readFile(path, 'utf8').catch(() => null)));
      found = entries.map(([key, entry]) => [key, entry.base_severity, entry.age_in_runs, entry.occurrence_count]);
      if (JSON.stringify(found) === JSON.stringify(wanted) || performance.now() - began > FILE_PATIENCE_MS) break;
    }
    this.checks.equal('the backlog on disk has both keys, of age 1', found, wanted);
  }

  private contentOf(path: string): Promise<string | null> {
    return contentOf(this.client, this.runId, path);
  }

  private async look(): Promise<RunView> {
    const run = await readRun(this.client, this.runId);
    if (!run) throw new CommandFailed(`The run ${this.runId} is gone while it is probed.`);
    return run;
  }
}

const fileOf = (phaseId: string): string => `issues/phase_${phaseId === 'F1.1' ? '00' : '01'}_${phaseId}_issues.json`;

/** The entries of an index or a backlog; none if the text is no such document. */
function byKey(content: string | null): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  try {
    return (
      (JSON.parse(content ?? '{}') as { issues_by_key?: Record<string, Record<string, unknown>> }).issues_by_key ?? {}
    );
  } catch {
    return {};
  }
}
