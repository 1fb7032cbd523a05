/**
 * What the gate would say of a patch now (A6): the same inspection and the same judgement as for a result, and nothing is written. It
 * costs no attempt; what a result adds besides its patch, its probes and issues, is not known yet.
 */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { runTerminal } from '../../domain/decisions/change/refusals.js';
import { gateFacts, gateOfBuilder } from '../../domain/decisions/work/builder-result.js';
import type { GateDecision } from '../../domain/model/attempt.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { isRunTerminal } from '../../domain/model/run-state.js';
import { judge } from '../../domain/rules/gate/gate.js';
import type { Warning } from '../../domain/rules/strategy/start-warnings.js';
import { WorkFactsStore } from '../facts/work-facts.store.js';
import { isLive, staleLease, unknownToken } from '../leases/lease-checks.js';
import { PatchInspection } from '../repositories/patch-inspection.js';
import { Repositories } from '../repositories/repositories.js';

export interface CheckedPatch {
  readonly gate: GateDecision;
  /** What the verdict does not say of the patch. */
  readonly warnings: readonly Warning[];
  readonly errors: readonly Refusal[];
}

@Injectable()
export class PatchCheckService {
  constructor(
    private readonly facts: WorkFactsStore,
    private readonly repositories: Repositories,
  ) {}

  async check(leaseToken: string, patch: string): Promise<CheckedPatch> {
    const { work, strategyHash } = await this.facts.of({ token: leaseToken }, null);
    if (!work) return notChecked({ ...unknownToken, path: ['leaseToken'] });
    const { run, phase, attempt } = work;
    if (isRunTerminal(run.state)) return notChecked({ ...runTerminal(run), path: ['leaseToken'] });
    if (!isLive(work) || !attempt) return notChecked({ ...staleLease(work, null), path: ['leaseToken'] });
    if (attempt.role === 'CI') return notChecked(CI_HAS_NO_PATCH);
    const inspection = new PatchInspection(this.repositories);
    try {
      const isBlank = patch.trim() === '';
      const origin = {
        ...{ phaseId: phase.phaseId, phaseName: phase.name, tierId: phase.tierId, attempt: attempt.number },
        ...{ agent: null, strategyHash, at: attempt.startedAt },
      };
      const looked = await inspection.look(run, isBlank ? null : { text: patch, origin });
      if (looked.unreachable !== null) return { gate: unreachableGate(looked.unreachable), warnings: [], errors: [] };
      const warnings = looked.patch?.outcome === 'not-read' && !isBlank ? [NOT_READ] : [];
      const approves = attempt.role === 'AUDITOR';
      const supposed = { status: approves ? null : ('SUCCEEDED' as const), probes: [], newMajorIssues: [] };
      const judgement = judge(gateFacts({ ...work, open: null }, { patch: looked.patch }, supposed, approves));
      if (approves) return { gate: { verdict: judgement.verdict, reasons: judgement.reasons }, warnings, errors: [] };
      const hash = isBlank ? null : createHash('sha256').update(patch).digest('hex');
      return { gate: gateOfBuilder(phase.work, hash, judgement), warnings, errors: [] };
    } finally {
      await inspection.discard();
    }
  }
}

/** The patch was not looked at: it would not pass. */
const notChecked = (refusal: Refusal): CheckedPatch => ({
  gate: { verdict: 'REJECT', reasons: [{ code: 'not_checked', message: refusal.message, source: 'A6' }] },
  warnings: [],
  errors: [refusal],
});

/** The same holds for a result: it is stored as it came, whatever it is (G6). */
const NOT_READ: Warning = {
  code: 'patch_not_read',
  message:
    'The project has no repository: nothing reads the patch or applies it, so that any text passes up to the size limit. Give the project a repository to have patches judged.',
  path: ['repositoryPath'],
};

const unreachableGate = (message: string): GateDecision => ({
  verdict: 'REJECT',
  reasons: [{ code: 'repository_unreachable', message, source: 'B6' }],
});

const CI_HAS_NO_PATCH: Refusal = {
  kind: 'input',
  code: 'INVALID_INPUT',
  message: 'The lease is one of CI, which submits no patch.',
  retryable: false,
  path: ['leaseToken'],
};
