/**
 * CI reports as they arrive (V2): under a lease or from outside; log and reports become attachments, the lifecycle decides.
 */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';

import { outputRedactor } from '../common/redact-output.js';
import type { AttachmentFacts, CiReport, CiTryFacts } from '../domain/model/attempt.js';
import type { ReportedStep } from '../domain/model/ci-evidence.js';
import { readEvidence, type ReportedTry } from '../domain/rules/ci/judge-try.js';
import { hideInReport } from '../domain/rules/ci/reports/hide-in-report.js';
import { badUserInput } from '../graphql/errors/top-level.js';
import { CheckLifecycleService, isCheckToken } from '../lifecycle/checks/check-lifecycle.service.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import type { FoundWork } from '../lifecycle/facts/work-facts.store.js';
import { type Attachment, AttemptAttachments } from '../lifecycle/work/attempt-attachments.js';
import { CiLifecycleService } from '../lifecycle/work/ci-lifecycle.service.js';
import { type ResultPayload, toCheckPayload, toResultPayload } from '../work/work.payloads.js';
import type { ReportCiResultInput } from './ci.inputs.js';

const redact = outputRedactor([]);
const REPORT_BYTES = 1_048_576;
const KEPT_REPORTS = 20;

@Injectable()
export class CiService {
  constructor(
    private readonly lifecycle: CiLifecycleService,
    private readonly attachments: AttemptAttachments,
    private readonly checks: CheckLifecycleService,
  ) {}

  async report(input: ReportCiResultInput): Promise<ResultPayload> {
    const { leaseToken = null, runId = null, phaseId = null } = input;
    const outside = leaseToken === null;
    const ofCommit = phaseId === null && input.commit != null && input.attempt == null;
    if (outside && (runId === null || (phaseId === null && !ofCommit))) {
      const message =
        'leaseToken, or runId and phaseId, must be given; without a phase, runId and the commit that the run starts from';
      throw badUserInput([{ path: 'input.leaseToken', message }]);
    }
    if (!outside && (runId !== null || phaseId !== null)) {
      throw badUserInput([
        { path: 'input.runId', message: 'runId and phaseId go without a leaseToken: the token names both' },
      ]);
    }
    if (!outside && (input.commit != null || input.attempt != null)) {
      throw badUserInput([
        { path: 'input.commit', message: 'commit and attempt go without a leaseToken: the lease is for one commit' },
      ]);
    }
    const steps = reportedSteps(input);
    const reported = {
      verdict: input.verdict as CiReport['verdict'],
      summary: input.summary == null ? null : redact.text(input.summary),
      reports: input.reports ?? [],
      tests:
        input.tests?.map(({ testId, status, durationSeconds }) => ({
          testId,
          status,
          durationSeconds: durationSeconds ?? null,
        })) ?? null,
      ...(steps === null ? {} : { steps }),
      ...(input.failedSteps == null ? {} : { failedSteps: input.failedSteps }),
      outputTail: input.outputTail == null ? null : redact.text(input.outputTail),
      durationSeconds: input.durationSeconds ?? null,
    };
    const resultHash = createHash('sha256')
      .update(canonicalize(reported) ?? '')
      .digest('hex');
    const { reports: _, ...rest } = reported;
    // Parsed here, once: a decision that is repeated, because of a newer version or a need, uses the same parsed
    // report.
    const result: CiReport = { ...rest, evidence: readEvidence(reported) };
    const key = commandKey('reportCiResult', input.idempotencyKey, input);
    if (leaseToken !== null && isCheckToken(leaseToken)) {
      return toCheckPayload(await this.checks.report({ from: { token: leaseToken }, result, resultHash, key }));
    }
    if (outside && ofCommit)
      return toCheckPayload(
        await this.checks.report({ from: { runId: runId!, commit: input.commit! }, result, resultHash, key }),
      );
    const answer = await this.lifecycle.report({
      from:
        leaseToken !== null
          ? { token: leaseToken }
          : { runId: runId!, phaseId: phaseId!, commit: input.commit ?? null, attempt: input.attempt ?? null },
      result,
      resultHash,
      key,
      keepTexts: (work, ciTry, at, lateResultId) => this.keep(reported, ciTry, lateResultId, work, at),
    });
    return toResultPayload(answer);
  }

  private keep(
    report: Pick<ReportedTry, 'reports'> & Pick<CiReport, 'outputTail'>,
    ciTry: CiTryFacts | null,
    lateResultId: string | null,
    found: FoundWork,
    at: Date,
  ): Promise<AttachmentFacts[]> {
    const { run, phase, attempt } = found;
    const what = ciTry === null ? 'ci' : `ci_try${ciTry.number}`;
    const reports = report.reports.slice(0, KEPT_REPORTS).map((text, i): Attachment => ({
      kind: 'report',
      what: `${what}_report${i + 1}`,
      extension: text.trimStart().startsWith('{') ? 'json' : 'xml',
      content: cut(hideInReport(text, redact.document)),
    }));
    const log: Attachment[] =
      report.outputTail === null ? [] : [{ kind: 'log', what, extension: 'log', content: cut(report.outputTail) }];
    const number = ciTry === null ? attempt!.number : (ciTry.ciAttempt ?? ciTry.attempt);
    return this.attachments.keep([...log, ...reports], {
      run,
      phase,
      attempt: number,
      tryNumber: ciTry?.number ?? null,
      lateResultId,
      at,
    });
  }
}

/** Which step wrote which report; an invalid position is refused, because its meaning is unknown. */
function reportedSteps({ steps, reports }: ReportCiResultInput): readonly ReportedStep[] | null {
  if (steps == null) return null;
  const most = reports?.length ?? 0;
  return steps.map(({ name, files, more, hint }, i) => ({
    name,
    files: (files ?? []).map(({ path, report, why }, j) => {
      if (report != null && report >= most) {
        const message = `must be a position in reports, which has ${most} ${most === 1 ? 'entry' : 'entries'}`;
        throw badUserInput([{ path: `input.steps.${i}.files.${j}.report`, message }]);
      }
      return { path: redact.document(path), report: report ?? null, why: why == null ? null : redact.text(why) };
    }),
    more: more ?? 0,
    hint: hint == null ? null : redact.text(hint),
  }));
}

const cut = (text: string): string => {
  const bytes = Buffer.from(text);
  return bytes.length <= REPORT_BYTES
    ? text
    : `${bytes.subarray(0, REPORT_BYTES).toString('utf8').toWellFormed()}\n… cut at 1 MiB\n`;
};
