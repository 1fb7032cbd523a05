/**
 * Results of Builders and Auditors as they arrive (W8, W10): inputs become values, texts become
 * attachments, the lifecycle decides.
 */

import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';

import { outputRedactor } from '../common/redact-output.js';
import { sha256 } from '../common/sha256.js';
import type { AttachmentFacts, AttemptFacts, AuditorResult, BuilderResult } from '../domain/model/attempt.js';
import type { PhaseFacts, RunFacts } from '../domain/model/facts.js';
import { toReport } from '../issues/issue.inputs.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { type Attachment, AttemptAttachments } from '../lifecycle/work/attempt-attachments.js';
import { type ArrivedResult, ResultLifecycleService } from '../lifecycle/work/result-lifecycle.service.js';
import { BriefsService } from './briefs.service.js';
import type { SubmitAuditorResultInput, SubmitBuilderResultInput } from './work.inputs.js';
import { type ResultPayload, toResultPayload } from './work.payloads.js';

const redact = outputRedactor([]);
const clean = (text: string | null | undefined): string | null => (text == null ? null : redact.text(text));

@Injectable()
export class ResultsService {
  constructor(
    private readonly lifecycle: ResultLifecycleService,
    private readonly briefs: BriefsService,
    private readonly attachments: AttemptAttachments,
  ) {}

  async builder(input: SubmitBuilderResultInput): Promise<ResultPayload> {
    const result: BuilderResult = {
      status: input.status,
      patch: input.patch ?? null,
      notes: clean(input.notes),
      tokensUsed: input.tokensUsed ?? null,
      ...estimated(input),
      ...agentOf(input),
      durationSeconds: input.durationSeconds ?? null,
      probes: (input.probes ?? []).map(({ name, kind, exitCode, durationSeconds, outputTail }) => ({
        name,
        kind,
        exitCode,
        durationSeconds: durationSeconds ?? null,
        outputTail: clean(outputTail),
      })),
      suggestedIssues: (input.suggestedIssues ?? []).map(toReport),
    };
    return toResultPayload(await this.lifecycle.builder(this.arrived('submitBuilderResult', input, result)));
  }

  async auditor(input: SubmitAuditorResultInput): Promise<ResultPayload> {
    const result: AuditorResult = {
      verdict: input.verdict,
      notes: clean(input.notes) ?? '',
      patch: input.patch ?? null,
      issues: (input.issues ?? []).map(toReport),
      tokensUsed: input.tokensUsed ?? null,
      ...estimated(input),
      ...agentOf(input),
      confidence: input.confidence ?? null,
    };
    return toResultPayload(await this.lifecycle.auditor(this.arrived('submitAuditorResult', input, result)));
  }

  private arrived<Result extends BuilderResult | AuditorResult>(
    mutation: string,
    input: SubmitBuilderResultInput | SubmitAuditorResultInput,
    result: Result,
  ): ArrivedResult<Result> {
    const { leaseToken } = input;
    const { patch, ...stated } = result;
    const hasPatch = patch !== null && patch.trim() !== '';
    return {
      leaseToken,
      result,
      resultHash: sha256(canonicalize(result) ?? ''),
      patchHash: hasPatch ? sha256(patch) : null,
      key: commandKey(mutation, input.idempotencyKey, input),
      keepTexts: ({ attempt, run, phase }, at, lateResultId) =>
        this.keep(
          { patch: hasPatch ? patch : null, stated, log: clean(input.log) },
          { attempt: attempt!, run, phase, at, lateResultId },
        ),
      readPatch: (runId, phaseId, number) => this.briefs.patchOf(runId, phaseId, number),
    };
  }

  private keep({ patch, stated, log }: Reported, place: ResultPlace): Promise<AttachmentFacts[]> {
    const role = place.attempt.role.toLowerCase();
    const result: Attachment = {
      kind: 'result',
      what: `${role}_result`,
      extension: 'json',
      content: `${JSON.stringify(stated, null, 2)}\n`,
    };
    const texts: Attachment[] = [
      ...(patch === null ? [] : [{ kind: 'patch', what: role, extension: 'patch', content: patch } as const]),
      result,
      ...(log === null || log === '' ? [] : [{ kind: 'log', what: role, extension: 'log', content: log } as const]),
    ];
    const { run, phase, attempt, at, lateResultId } = place;
    return this.attachments.keep(texts, { run, phase, attempt: attempt.number, tryNumber: null, at, lateResultId });
  }
}

/** What of a result is kept as files. */
interface Reported {
  readonly patch: string | null;
  readonly stated: object;
  readonly log: string | null;
}

interface ResultPlace {
  readonly run: RunFacts;
  readonly phase: PhaseFacts;
  readonly attempt: AttemptFacts;
  readonly at: Date;
  readonly lateResultId: string | null;
}

const estimated = ({ tokensEstimated }: { readonly tokensEstimated?: boolean | null }): { tokensEstimated?: true } =>
  tokensEstimated === true ? { tokensEstimated } : {};

const agentOf = ({ agent }: { readonly agent?: string | null }): { agent?: string } =>
  agent == null ? {} : { agent: agent.trim() };
