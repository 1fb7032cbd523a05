/**
 * Reports of CI (V1 to V5), under a lease or from outside. The Supervisor reads the tests itself; the decision also
 * needs data of git (which files the phase changed) and of earlier snapshots (how many tests the base commit had).
 */
import { Injectable } from '@nestjs/common';

import { outputRedactor } from '../../common/redact-output.js';
import { Database } from '../../database/database.js';
import { type JsonRow, phaseIssueFromJson } from '../../database/rows.js';
import { type Decision, type DecisionNeed, needs, refused } from '../../domain/decisions/change/decision.js';
import { type ArrivedReport, decideCiResult } from '../../domain/decisions/work/ci-result.js';
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import { phaseIssuesDocument } from '../../domain/documents/run/issue-documents.js';
import type { AttachmentFacts, CiReport, CiTryFacts } from '../../domain/model/attempt.js';
import type { NamedTest } from '../../domain/model/ci-evidence.js';
import type { PhaseFacts, RunFacts } from '../../domain/model/facts.js';
import type { PhaseIssue } from '../../domain/model/issue.js';
import { isRunTerminal } from '../../domain/model/run-state.js';
import { type EarlierSnapshot, leastTests } from '../../domain/rules/ci/base-tests.js';
import { phaseStepsKey } from '../../domain/rules/ci/check-steps.js';
import { flakyIssues } from '../../domain/rules/ci/flaky-issues.js';
import { failedSoFar } from '../../domain/rules/ci/judge-ci-run.js';
import { judgeTry } from '../../domain/rules/ci/judge-try.js';
import { cut } from '../../domain/text/markdown.js';
import type { CommandKey } from '../facts/idempotency.js';
import type { WorkRows } from '../facts/rows.js';
import { type FoundWork, type SeenWork, WorkFactsStore } from '../facts/work-facts.store.js';
import { type LateFacts, meetsLease, noWorkOn, unknownToken } from '../leases/lease-checks.js';
import { LeaseSparing } from '../leases/lease-sparing.js';
import type { Command } from '../pipeline/command.js';
import { workWrite } from '../pipeline/guarded-writes.js';
import { onWork } from '../pipeline/on-work.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { unreachable } from '../repositories/patch-inspection.js';
import { Repositories } from '../repositories/repositories.js';
import { EARLIER, ON_COMMIT, PHASE_ISSUES, REMOVERS } from './ci-evidence.statements.js';
import { LateResults } from './late-results.js';
import { actorOf, type WorkAnswer } from './work-lifecycle.service.js';

/** A report from outside names what it is about (V3): the commit, or the attempt where there is no repository. */
export interface OutsideTarget {
  readonly runId: string;
  readonly phaseId: string;
  readonly commit: string | null;
  readonly attempt: number | null;
}

/** A report as it arrived: its values, parsed at the border, and its texts. */
export interface ArrivedCiReport {
  /** The lease under which it is sent; or its subject, if it is from outside. */
  readonly from: { readonly token: string } | OutsideTarget;
  readonly result: CiReport;
  /** SHA-256 of its canonical content. */
  readonly resultHash: string;
  readonly key: CommandKey | null;
  /** Writes its texts below the run's directory; for a late report under its id. */
  keepTexts(
    work: FoundWork,
    ciTry: CiTryFacts | null,
    at: Date,
    lateResultId: string | null,
  ): Promise<readonly AttachmentFacts[]>;
}

/** What the command reads, one after the other. */
interface SeenReport extends SeenWork, LateFacts {
  /** The report with the data of git and of earlier snapshots; without the tag. */
  readonly evidence?: Omit<ArrivedReport, 'tagObject'>;
  readonly tagObject?: string | null;
}

@Injectable()
export class CiLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly facts: WorkFactsStore,
    private readonly repositories: Repositories,
    private readonly database: Database,
    private readonly late: LateResults,
    private readonly sparing: LeaseSparing,
  ) {}

  async report(arrived: ArrivedCiReport): Promise<WorkAnswer> {
    const changes = new ChangesOnce(this.repositories);
    const { result, errors, by } = await this.pipeline.run(this.command(arrived, changes));
    return { ...result, errors, by };
  }

  private command(
    { from, result, resultHash, key, keepTexts }: ArrivedCiReport,
    changes: ChangesOnce,
  ): Command<SeenReport, WorkChange, WorkRows> {
    const outside = 'token' in from ? null : from;
    const place = outside === null ? (from as { readonly token: string }) : { ...outside, attempt: 0 };
    return onWork(this.pipeline, {
      name: 'reportCiResult',
      key,
      actor: ({ work }) => (work?.attempt ? actorOf('ci', work.attempt.workerId) : 'operator'),
      load: async (): Promise<SeenReport> => {
        const seen = await this.facts.of(place, key);
        const tests = seen.work ? flakyCandidates(seen.work, result) : [];
        // Their issues are part of the decision: the facts are read again with what is stored about them.
        return tests.length > 0 ? this.facts.of(place, key, tests) : seen;
      },
      decide: (seen, context) => {
        const { work, run, open = null, evidence, tagObject } = seen;
        if (!work) return refused(outside ? noWorkOn(run, outside) : unknownToken);
        const before = outside ? meetsOutside(work, outside) : meetsLease(seen, work, 'CI', resultHash);
        if (before) return before;
        if (!evidence) return needs({ what: 'evidence' });
        const attempt = outside ? null : work.attempt;
        return withCleanMessages(decideCiResult({ ...work, attempt, open }, { ...evidence, tagObject }, context));
      },
      supply: (need, seen) =>
        this.sparing.during(need.what === 'late-result' ? null : seen.work!.lease, async () => {
          const work = seen.work!;
          if (need.what === 'late-result') {
            const keep = (id: string) => keepTexts(work, null, seen.now, id);
            return { facts: { ...seen, lateResultId: await this.late.keep(work, seen.now, resultHash, null, keep) } };
          }
          if (need.what === 'evidence')
            return { facts: { ...seen, ...(await this.evidence(work, result, resultHash, changes)) } };
          if (need.what !== 'tag') throw new Error(`A report needs ${need.what}`);
          return { facts: { ...seen, ...(await this.tag(work, need, seen.evidence!, seen.now)) } };
        }),
      persist: async (change, { work, now }) =>
        workWrite(
          change,
          await this.sparing.during(work!.lease, () => keepTexts(work!, change.tries[0] ?? null, now, null)),
        ),
      follow: async (rows, { run }) => this.facts.settled(rows, await this.pipeline.follow(run)),
    });
  }

  /** A repository out of reach is a failure of CI's environment (B6). */
  private async evidence(
    work: FoundWork,
    report: CiReport,
    resultHash: string,
    changes: ChangesOnce,
  ): Promise<Pick<SeenReport, 'evidence' | 'tagObject'>> {
    const { run, phase, policies, strategy } = work;
    const steps = strategy.ciProfile === 'STRICT' ? policies.ci.profiles.strict : policies.ci.profiles.normal;
    const promises = steps.filter((step) => step.report !== undefined).map((step) => step.name);
    const commit = phase.work.candidate?.commit ?? run.headCommit;
    const tested = run.repositoryPath === null ? null : commit;
    try {
      const changedFiles = tested === null ? [] : await changes.of(run, tested);
      const baselineTests = await this.baseline(work);
      const evidence = {
        report,
        resultHash,
        changedFiles,
        baselineTests,
        expectsReport: promises.length > 0,
        promises,
      };
      return tested === null ? { evidence, tagObject: null } : { evidence };
    } catch (error) {
      return outOfReach(report, resultHash, error);
    }
  }

  /** The tag's message holds the issues as the decision leaves them. */
  private async tag(
    work: FoundWork,
    { phase, issues }: Extract<DecisionNeed, { readonly what: 'tag' }>,
    { report, resultHash }: Pick<ArrivedReport, 'report' | 'resultHash'>,
    at: Date,
  ): Promise<Pick<SeenReport, 'evidence' | 'tagObject'>> {
    const { phaseId, name: phaseName } = phase;
    const commit = (work.phase.work.candidate?.commit ?? work.run.headCommit)!;
    const origin = { phaseId, phaseName, commit, at, issues: await this.issuesAfter(work, phase, issues) };
    try {
      return { tagObject: await this.repositories.get().makeTag(work.run, origin) };
    } catch (error) {
      return outOfReach(report, resultHash, error);
    }
  }

  /** Tests that the commit may not fall below (V2). */
  private async baseline({ run, phase, policies, strategy }: FoundWork): Promise<number | null> {
    if (strategy.mayRemoveTests) return null;
    const key = phaseStepsKey(policies.ci, strategy.ciProfile);
    const commits = [run.headCommit, run.baseCommit].filter((commit) => commit !== null);
    const [earlier, [row]] = await Promise.all([
      this.database.read<EarlierSnapshot>(EARLIER, [phase.runId]),
      this.database.read<{ executed: number | null }>(ON_COMMIT, [commits, key, run.projectId]),
    ]);
    const others = earlier.some(({ ciSteps }) => ciSteps !== key);
    const removers = others ? await this.database.read<{ phaseId: string }>(REMOVERS, [phase.runId]) : [];
    return leastTests(key, earlier, row?.executed ?? null, (phaseId) =>
      removers.some((each) => each.phaseId === phaseId),
    );
  }

  /** The phase's issue file as the snapshot will have it: what this round did not report is closed. */
  private async issuesAfter({ phase }: FoundWork, after: PhaseFacts, changed: readonly PhaseIssue[]): Promise<string> {
    const rows = await this.database.read<{ issue: JsonRow }>(PHASE_ISSUES, [phase.runId, phase.phaseId]);
    const now = new Map(rows.map(({ issue }) => phaseIssueFromJson(issue)).map((issue) => [issue.issueKey, issue]));
    for (const issue of changed) now.set(issue.issueKey, issue);
    const issues = [...now.values()].map((issue) => ({
      ...issue,
      open: issue.open && issue.reportedAttempt === phase.round,
    }));
    return phaseIssuesDocument({ phase: after, issues });
  }
}

/**
 * Files that a phase changed, read from git once for a command, however often it is decided: between two commits they
 * stay the same.
 */
class ChangesOnce {
  private requested: { readonly between: string; readonly files: Promise<readonly string[]> } | null = null;

  constructor(private readonly repositories: Repositories) {}

  of(run: RunFacts, commit: string): Promise<readonly string[]> {
    const between = `${run.headCommit} ${commit}`;
    if (this.requested?.between === between) return this.requested.files;
    const files = this.repositories.get().changedFiles(run, commit);
    this.requested = { between, files };
    // An unreachable repository is tried again when the command is decided again (B6).
    files.catch(() => (this.requested = null));
    return files;
  }
}

/** Characters of a failed test's message that are kept (W7). */
const MESSAGE_LENGTH = 500;
const redact = outputRedactor([]);

/**
 * Messages of tests contain output of the code under test: secrets are redacted before they are truncated and stored.
 */
function withCleanMessages(decision: Decision<WorkChange>): Decision<WorkChange> {
  if (decision.outcome !== 'accepted') return decision;
  const clean = (test: NamedTest): NamedTest =>
    test.message === undefined ? test : { ...test, message: cut(redact.text(test.message), MESSAGE_LENGTH) };
  const tries = decision.change.tries.map((each) =>
    each.judged ? { ...each, judged: { ...each.judged, failed: each.judged.failed.map(clean) } } : each,
  );
  return { ...decision, change: { ...decision.change, tries } };
}

function outOfReach(report: CiReport, resultHash: string, error: unknown): Pick<SeenReport, 'evidence' | 'tagObject'> {
  const unknown = { changedFiles: [], baselineTests: null, expectsReport: false, promises: [] };
  const failed: CiReport = { ...report, verdict: 'ENVIRONMENT', summary: unreachable(error) };
  return { evidence: { report: failed, resultHash, ...unknown }, tagObject: null };
}

/** Keys of the issues that a FLAKY verdict could record: of every test that ever failed in this CI run. */
function flakyCandidates(work: FoundWork, report: CiReport): string[] {
  const before = work.tries.flatMap((each) => (each.judged ? [each.judged] : []));
  const failedBefore = failedSoFar(before);
  const judged = judgeTry(report, { baselineTests: null, expectsReport: false, failedBefore });
  const inside = [...before, judged].flatMap((each) => each.flakyInside.map((test) => test.testId));
  const tests = [...new Set([...failedBefore, ...inside])].sort();
  const some = before.some((each) => each.verdict !== 'GREEN') || tests.length > 0;
  return some && judged.verdict !== 'ENVIRONMENT'
    ? [...flakyIssues(tests), ...flakyIssues([])].map((issue) => issue.issueKey)
    : [];
}

/**
 * A report from outside is about the commit or the attempt that is under CI now; for any other it has no meaning (V3).
 */
function meetsOutside({ run, phase }: FoundWork, outside: OutsideTarget): Decision<never> | null {
  if (isRunTerminal(run.state)) return null;
  const refuse = (message: string, path: string) =>
    refused({ kind: 'input', code: 'INVALID_INPUT', message, retryable: false, path: ['input', path] });
  if (phase.state !== 'CI_RUNNING') {
    const currentState = phase.state;
    const message = `Phase "${phase.phaseId}" is ${currentState}; CI is not due.`;
    return refused({
      kind: 'transition',
      code: 'TRANSITION_REFUSED',
      message,
      retryable: true,
      path: ['input', 'phaseId'],
      currentState,
      allowedStates: [],
    });
  }
  const { candidate } = phase.work;
  if (run.repositoryPath !== null) {
    const commit = candidate?.commit ?? run.headCommit;
    if (outside.commit === null) return refuse('A report from outside names the commit that was tested.', 'commit');
    return outside.commit === commit
      ? null
      : refuse(`The commit under CI is ${commit}, not the one reported.`, 'commit');
  }
  const attempt = candidate?.attempt ?? phase.round;
  if (outside.attempt === null) return refuse('A report from outside names the attempt that was tested.', 'attempt');
  return outside.attempt === attempt
    ? null
    : refuse(`The attempt under CI is ${attempt}, not the one reported.`, 'attempt');
}
