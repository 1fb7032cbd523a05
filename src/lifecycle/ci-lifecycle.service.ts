/**
 * Reports of CI (V1 to V5), under a lease or from outside. The Supervisor reads the tests itself; what the decision needs besides stands in git (which files the phase
 * changed) and in earlier snapshots (how many tests the base commit had).
 */
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database/database.js';
import { phaseIssueFromJson, type JsonRow } from '../database/rows.js';
import type { Occasion } from '../domain/command/change.js';
import type { Decision } from '../domain/command/decision.js';
import { outputRedactor } from '../common/redact-output.js';
import { cut } from '../domain/artefact/markdown.js';
import { phaseIssuesDocument } from '../domain/artefact/issue-documents.js';
import { leastTests, type EarlierSnapshot } from '../domain/ci/base-tests.js';
import { phaseStepsKey } from '../domain/ci/check-steps.js';
import { flakyIssues } from '../domain/ci/flaky-issues.js';
import { failedSoFar } from '../domain/ci/judge-ci-run.js';
import { judgeTry, type NamedTest } from '../domain/ci/judge-try.js';
import type { RunFacts } from '../domain/run/facts.js';
import { isRunTerminal } from '../domain/run/run-state.js';
import type { AttemptArtefact, CiReport, CiTryFacts } from '../domain/work/attempt.js';
import { decideCiResult, type ArrivedReport } from '../domain/work/ci-result.js';
import type { WorkFacts } from '../domain/work/facts.js';
import type { WorkChange } from '../domain/work/work-change.js';
import { go, noWorkOn, unknownToken } from './lease-checks.js';
import { unreachable } from './inspection-desk.js';
import { Repositories } from './repositories.js';
import { ResultLifecycleService, type Submission } from './result-lifecycle.service.js';
import { answer, noWorkRows, type Before, type FoundWork } from './work-command.factory.js';
import { WorkFactsStore } from './work-facts.store.js';
import { actorOf } from './work-lifecycle.service.js';
import { WorkRunner, type WorkAnswer } from './work-runner.js';

/** A report from outside names what it is about (V3): the commit, or the attempt where there is no repository. */
export interface OutsideTarget {
  readonly runId: string;
  readonly phaseId: string;
  readonly commit: string | null;
  readonly attempt: number | null;
}

export interface CiSubmission extends Pick<Submission<CiReport>, 'result' | 'resultHash' | 'key'> {
  readonly leaseToken: string | null;
  readonly outside: OutsideTarget | null;
  bodies(ciTry: CiTryFacts | null, lateResultId: string | null, found: FoundWork, at: Date): Promise<readonly AttemptArtefact[]>;
}

/**
 * Tests that the same steps ran on one of these commits: when it became a snapshot, in any run, or when CI spoke of it as a base or a merge (V6, M2). What a check took over
 * from elsewhere is counted where it was found. $1 the commits, $2 the steps, $3 the project.
 */
const ON_COMMIT: Statement = {
  name: 'tests_on_commit',
  text: `select max(executed) as executed from (select executed from snapshot where commit = any($1::text[]) and ci_steps = $2
    union all select executed from commit_check where project_id = $3 and commit = any($1::text[]) and steps_hash = $2 and state = 'DONE'
      and verdict in ('GREEN', 'FLAKY', 'RED') and tested_for = run_id) as found`,
};
/** The run's snapshots up to the newest of the same steps. */
const EARLIER: Statement = {
  name: 'earlier_snapshots',
  text: 'select phase_id as "phaseId", executed, ci_steps as "ciSteps" from snapshot where run_id = $1 order by at desc, phase_id desc',
};
/** Phases of the run that may remove tests. */
const REMOVERS: Statement = {
  name: 'phases_that_may_remove_tests',
  text: `select phase_id as "phaseId" from phase_strategy where run_id = $1 and document->>'mayRemoveTests' = 'true'`,
};
const PHASE_ISSUES: Statement = {
  name: 'issues_of_phase_for_tag',
  text: 'select to_jsonb(i) as issue from phase_issue i where i.run_id = $1 and i.phase_id = $2 order by i.issue_key',
};

@Injectable()
export class CiLifecycleService {
  constructor(
    private readonly runner: WorkRunner,
    private readonly facts: WorkFactsStore,
    private readonly results: ResultLifecycleService,
    private readonly repositories: Repositories,
    private readonly database: Database,
  ) {}

  async report(submission: CiSubmission): Promise<WorkAnswer> {
    const { leaseToken, outside, key, result } = submission;
    const place = leaseToken === null ? { ...outside!, attempt: 0 } : { token: leaseToken };
    let tests: readonly string[] = [];
    const changes = new ChangesOnce(this.repositories);
    return this.runner.run({
      name: 'reportCiResult',
      key,
      actor: ({ attempt }) => (attempt ? actorOf('ci', attempt.workerId) : 'operator'),
      read: async () => {
        const seen = await this.facts.of(place, key);
        tests = seen.work ? flakyCandidates(seen.work, result) : [];
        // Their issues are decided upon too: read again with what is known of them.
        return tests.length > 0 ? this.facts.of(place, key, tests) : seen;
      },
      missing: ({ run }) => answer([outside ? noWorkOn(run, outside) : unknownToken], { ...noWorkRows, run }),
      before: (found) => (outside ? meetsOutside(found, outside) : this.meetsLease(found, submission)),
      decide: async (facts, occasion, found) => withCleanMessages(await this.decide(facts, found, { submission, changes }, occasion)),
      prepare: (change, found) => submission.bodies(change.tries[0] ?? null, null, found, found.now),
    });
  }

  private meetsLease(found: FoundWork, submission: CiSubmission): Promise<Before> {
    return this.results.meets(found, 'CI', submission.resultHash, {
      tokensUsed: null,
      bodies: (_attempt, _run, _phase, at, lateResultId) => submission.bodies(null, lateResultId, found, at),
    });
  }

  private async decide(facts: WorkFacts, found: FoundWork, arrived: Arrived, occasion: Occasion): Promise<Decision<WorkChange>> {
    const { submission } = arrived;
    const asked: WorkFacts = submission.leaseToken === null ? { ...facts, attempt: null } : facts;
    try {
      return await this.decideInRepository(asked, found, arrived, occasion);
    } catch (error) {
      const report: CiReport = { ...submission.result, verdict: 'ENVIRONMENT', summary: unreachable(error) };
      const unknown = { changedFiles: [], baselineTests: null, expectsReport: false, promises: [], tagObject: null };
      return decideCiResult(asked, { report, resultHash: submission.resultHash, ...unknown }, occasion);
    }
  }

  private async decideInRepository(facts: WorkFacts, found: FoundWork, { submission, changes }: Arrived, occasion: Occasion) {
    const { run, phase, policies, strategy } = facts;
    const steps = strategy.ciProfile === 'STRICT' ? policies.ci.profiles.strict : policies.ci.profiles.normal;
    const promises = steps.filter((step) => step.report !== undefined).map((step) => step.name);
    const commit = phase.work.candidate?.commit ?? run.headCommit;
    const known: Omit<ArrivedReport, 'tagObject'> = {
      report: submission.result,
      resultHash: submission.resultHash,
      changedFiles: run.repositoryPath !== null && commit !== null ? await changes.of(run, commit) : [],
      baselineTests: await this.baseline(facts),
      expectsReport: promises.length > 0,
      promises,
    };
    if (run.repositoryPath === null || commit === null) return decideCiResult(facts, { ...known, tagObject: null }, occasion);
    // The tag's message holds the issues as this very decision leaves them, so it is made of a first look at it.
    const look = decideCiResult(facts, { ...known, tagObject: NO_TAG }, occasion);
    if (look.outcome !== 'accepted' || look.change.run.refIntent?.purpose !== 'SNAPSHOT') return look;
    const issues = await this.issuesAfter(facts, look.change);
    const origin = { phaseId: phase.phaseId, commit, at: found.now, issues, phaseName: phase.name };
    return decideCiResult(facts, { ...known, tagObject: await this.repositories.get().makeTag(run, origin) }, occasion);
  }

  /** Tests that the commit may not fall below (V2). */
  private async baseline({ run, phase, policies, strategy }: WorkFacts): Promise<number | null> {
    if (strategy.mayRemoveTests) return null;
    const key = phaseStepsKey(policies.ci, strategy.ciProfile);
    const earlier = await this.database.read<EarlierSnapshot>(EARLIER, [phase.runId]);
    const others = earlier.some(({ ciSteps }) => ciSteps !== key);
    const removers = others ? await this.database.read<{ phaseId: string }>(REMOVERS, [phase.runId]) : [];
    const commits = [run.headCommit, run.baseCommit].filter((commit) => commit !== null);
    const [row] = await this.database.read<{ executed: number | null }>(ON_COMMIT, [commits, key, run.projectId]);
    return leastTests(key, earlier, row?.executed ?? null, (phaseId) => removers.some((each) => each.phaseId === phaseId));
  }

  /** The phase's issue file as the snapshot will have it: what this round did not report is closed. */
  private async issuesAfter({ phase }: WorkFacts, change: WorkChange): Promise<string> {
    const rows = await this.database.read<{ issue: JsonRow }>(PHASE_ISSUES, [phase.runId, phase.phaseId]);
    const now = new Map(rows.map(({ issue }) => phaseIssueFromJson(issue)).map((issue) => [issue.issueKey, issue]));
    for (const issue of change.issues) now.set(issue.issueKey, issue);
    const issues = [...now.values()].map((issue) => ({ ...issue, open: issue.open && issue.reportedAttempt === phase.round }));
    return phaseIssuesDocument({ phase: change.phases.find(({ phaseId }) => phaseId === phase.phaseId) ?? phase, issues });
  }
}

/** A report on its way through the passes of its command. */
interface Arrived {
  readonly submission: CiSubmission;
  readonly changes: ChangesOnce;
}

/** Files that a phase changed, asked of git once for a command, however often it is decided: between two commits they stay the same. */
class ChangesOnce {
  private asked: { readonly between: string; readonly files: Promise<readonly string[]> } | null = null;

  constructor(private readonly repositories: Repositories) {}

  of(run: RunFacts, commit: string): Promise<readonly string[]> {
    const between = `${run.headCommit} ${commit}`;
    if (this.asked?.between === between) return this.asked.files;
    const files = this.repositories.get().changedFiles(run, commit);
    this.asked = { between, files };
    // A repository that is out of reach is asked again when the command is decided again (B6).
    files.catch(() => (this.asked = null));
    return files;
  }
}

/** Characters of a failed test's message that are kept (W7). */
const MESSAGE_LENGTH = 500;
const redact = outputRedactor([]);

/** Messages of tests are what the code under test says: secrets are taken out before they are cut and kept. */
function withCleanMessages(decision: Decision<WorkChange>): Decision<WorkChange> {
  if (decision.outcome !== 'accepted') return decision;
  const clean = (test: NamedTest): NamedTest =>
    test.message === undefined ? test : { ...test, message: cut(redact.text(test.message), MESSAGE_LENGTH) };
  const tries = decision.change.tries.map((each) =>
    each.judged ? { ...each, judged: { ...each.judged, failed: each.judged.failed.map(clean) } } : each,
  );
  return { ...decision, change: { ...decision.change, tries } };
}

const NO_TAG = '0'.repeat(40);

/** Keys of the issues that a FLAKY verdict could record: of every test that ever failed in this CI run. */
function flakyCandidates(work: Omit<WorkFacts, 'open'>, report: CiReport): string[] {
  const before = work.tries.flatMap((each) => (each.judged ? [each.judged] : []));
  const failedBefore = failedSoFar(before);
  const judged = judgeTry(report, { baselineTests: null, expectsReport: false, failedBefore });
  const inside = [...before, judged].flatMap((each) => each.flakyInside.map((test) => test.testId));
  const tests = [...new Set([...failedBefore, ...inside])].sort();
  const some = before.some((each) => each.verdict !== 'GREEN') || tests.length > 0;
  return some && judged.verdict !== 'ENVIRONMENT' ? [...flakyIssues(tests), ...flakyIssues([])].map((issue) => issue.issueKey) : [];
}

/** A report from outside is about the commit, or the attempt, that is under CI now; any other says nothing of it (V3). */
function meetsOutside({ run, phase }: FoundWork, outside: OutsideTarget): Before {
  if (isRunTerminal(run.state)) return go;
  const refuse = (message: string, path: string, retryable: boolean): Before => ({
    refused: [{ kind: 'input', code: 'INVALID_INPUT', message, retryable, path: ['input', path] }],
  });
  if (phase.state !== 'CI_RUNNING') {
    const currentState = phase.state;
    const message = `Phase "${phase.phaseId}" is ${currentState}; CI is not due.`;
    return {
      refused: [
        {
          kind: 'transition',
          code: 'TRANSITION_REFUSED',
          message,
          retryable: true,
          path: ['input', 'phaseId'],
          currentState,
          allowedStates: [],
        },
      ],
    };
  }
  const { candidate } = phase.work;
  if (run.repositoryPath !== null) {
    const commit = candidate?.commit ?? run.headCommit;
    if (outside.commit === null) return refuse('A report from outside names the commit that was tested.', 'commit', false);
    return outside.commit === commit ? go : refuse(`The commit under CI is ${commit}, not the one reported.`, 'commit', false);
  }
  const attempt = candidate?.attempt ?? phase.round;
  if (outside.attempt === null) return refuse('A report from outside names the attempt that was tested.', 'attempt', false);
  return outside.attempt === attempt ? go : refuse(`The attempt under CI is ${attempt}, not the one reported.`, 'attempt', false);
}
