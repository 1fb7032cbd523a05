/** Results after the end of their lease (W4): stored once for their content, readable, and never charged (B1). */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { ATTACHMENT, LATE_RESULT } from '../../database/rows.js';
import { KEEP_LATE_RESULT } from '../../database/work-writes.js';
import type { AttachmentFacts } from '../../domain/model/attempt.js';
import { PHASE_WORDS } from '../../domain/model/phase-state.js';
import type { Reason } from '../../domain/model/refusal.js';
import { ROLE_TITLES } from '../../domain/model/vocabulary.js';
import type { FoundWork } from '../facts/work-facts.store.js';

@Injectable()
export class LateResults {
  constructor(private readonly database: Database) {}

  /**
   * Keeps the result, with its texts as `keepTexts` writes them, and answers the id under which it can be read. Sent
   * again, it is the same one.
   */
  async keep(
    found: FoundWork,
    now: Date,
    resultHash: string,
    tokensUsed: number | null,
    keepTexts: (lateResultId: string) => Promise<readonly AttachmentFacts[]>,
  ): Promise<string> {
    const { run, phase } = found;
    const attempt = found.attempt!;
    const id = `late_${createHash('sha256').update(`${attempt.tokenHash} ${resultHash}`).digest('hex').slice(0, 32)}`;
    const attachments = await keepTexts(id);
    const row = {
      id,
      runId: run.runId,
      phaseId: phase.phaseId,
      attempt: attempt.number,
      role: attempt.role,
      workerId: attempt.workerId,
      receivedAt: now,
      reason: whyLate(found),
      tokensUsed,
    };
    await this.database.write(KEEP_LATE_RESULT, [
      JSON.stringify(LATE_RESULT.toJson(row)),
      ATTACHMENT.json(attachments),
    ]);
    return id;
  }
}

function whyLate({ run, phase, attempt, lease }: FoundWork): Reason {
  const source = 'W4';
  if (run.completedAt !== null) return { code: 'run_ended', message: `The run has ended as ${run.state}.`, source };
  if (phase.completedAt !== null)
    return { code: 'phase_ended', message: `The phase ${PHASE_WORDS[phase.state]}.`, source };
  if (lease && lease.attempt !== attempt!.number) {
    return {
      code: 'leased_again',
      message: `${ROLE_TITLES[lease.role]} "${lease.workerId}" holds the phase now (attempt ${lease.attempt}).`,
      source,
    };
  }
  if (phase.work.attempts > attempt!.number)
    return {
      code: 'newer_attempt',
      message: `Attempt ${phase.work.attempts} of the phase came after this one.`,
      source,
    };
  if (attempt!.state === 'RELEASED') return { code: 'lease_released', message: 'The lease was released.', source };
  if (attempt!.state === 'STOPPED')
    return { code: 'lease_stopped', message: 'The lease was ended from outside.', source };
  return { code: 'lease_expired', message: `The lease ran out, and the phase ${PHASE_WORDS[phase.state]}.`, source };
}
