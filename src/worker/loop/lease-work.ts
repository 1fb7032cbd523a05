/**
 * One lease from its claim to its end: sends heartbeats while the work continues, submits what came of it, and gives the lease back where nothing can. Whatever
 * happens, when this answers no process, folder or heartbeat of the lease is left.
 */
import { randomUUID } from 'node:crypto';

import { outputRedactor } from '../../common/redact-output.js';
import type { AgentDriver } from '../agents/contract/agent.js';
import type { CacheSettings } from '../prepare/folder-cache.js';
import type { Histories } from '../workspace/histories.js';
import { audit } from './auditor-work.js';
import { build } from './builder-work.js';
import { verify } from './ci-work.js';
import { deliver, type Delivered, type Delivery } from './deliver.js';
import { HeldLease } from './held-lease.js';
import { notesOf } from './notes.js';
import type { ClaimedWork, ReleaseSubmission, Submission, SupervisorApi } from './supervisor-api.js';
import type { Report, WorkerEvent } from './worker-event.js';

export interface LeaseTools {
  readonly api: SupervisorApi;
  /** null: the worker plays no role that needs one. */
  readonly driver: AgentDriver | null;
  readonly workerId: string;
  /** Where the tools of Autopack are, if agents are given them (A6); null or left out: they are not. */
  readonly toolsUrl?: string | null | undefined;
  readonly workRoot: string;
  /** What the attempts of the worker share. */
  readonly histories?: Histories | undefined;
  readonly ciEnvironment: readonly string[];
  /** Where folders are kept between checkouts, and how much; null or left out: nothing is kept. */
  readonly cache?: CacheSettings | null;
  readonly stop: AbortSignal;
  readonly report: Report;
}

/** `environment`: what the work depends on failed. `lost`: nothing could be submitted. */
export type LeaseEnd = 'done' | 'environment' | 'released' | 'lost';

/** A worker that is stopping waits no longer than this for the Supervisor to take what it has. */
const STOPPING_MS = 10_000;
const NOTE_LENGTH = 200;
const NOT_TAKEN = 'was not taken by the Supervisor';
/** Said of each lease: the server may be started again with other settings. */
const NO_TOOLS =
  'the server has no tools for agents: the agent works without them. Start the server with AUTOPACK_MCP=on, or the worker without --tools';
const STOPPING = 'The worker is stopping.';

const redact = outputRedactor([]);

export async function workOn(work: ClaimedWork, claimedAt: number, tools: LeaseTools): Promise<LeaseEnd> {
  return new LeaseWork(work, claimedAt, tools).run();
}

class LeaseWork {
  private readonly hold: HeldLease;
  private submitting = false;
  private isRepeated = false;
  private note: string | null = null;
  private stoppedAt: number | null = null;

  constructor(
    private readonly work: ClaimedWork,
    claimedAt: number,
    private readonly tools: LeaseTools,
  ) {
    this.hold = new HeldLease(tools.api, work, claimedAt, tools.stop, {
      onHeartbeat: () => this.report('beat', this.note === null ? 'at work' : `at work: ${this.note}`),
      onTrouble: (message) => this.report('trouble', message),
      onStop: (why) => {
        if (!this.submitting) this.report('stopping', `the work is ended: ${why}`);
      },
    });
    const { repositoryPath } = work.brief;
    if (repositoryPath !== null) this.hold.printed.hide(repositoryPath, '[repository]');
    this.hold.printed.hide(tools.workRoot, '[work root]');
  }

  async run(): Promise<LeaseEnd> {
    const { work, tools } = this;
    const onStop = (): void => void (this.stoppedAt ??= performance.now());
    if (tools.stop.aborted) onStop();
    tools.stop.addEventListener('abort', onStop, { once: true });
    this.report('claimed', this.work.check === null ? 'begun' : `begun: ${CHECKS[this.work.check]}`);
    if (tools.toolsUrl && work.role !== 'CI' && work.lease.agentToken == null) this.report('trouble', NO_TOOLS);
    this.hold.start();
    try {
      const came = await this.produce().catch((error: unknown) => this.unforeseen(error));
      this.submitting = true;
      if (came !== null) return await this.submit(came);
      if (this.hold.lost !== null) {
        this.report('lost', `nothing is submitted: ${this.hold.lost}`);
        return 'lost';
      }
      const reason = tools.stop.aborted
        ? STOPPING
        : `The work on ${work.phaseId === null ? 'the commit' : `phase ${work.phaseId}`} was stopped before it had begun.`;
      return await this.submit({ kind: 'release', reason, ...this.spent(), environment: false });
    } finally {
      tools.stop.removeEventListener('abort', onStop);
      await this.hold.end();
    }
  }

  private produce(): Promise<Submission | null> {
    const { work, hold, tools } = this;
    const { driver, workRoot, histories, workerId, cache = null, stop, toolsUrl } = tools;
    if (work.role === 'CI') {
      const onStep = (step: { readonly name: string }): void => void (this.note = oneLine(`step ${step.name}`));
      return verify(work, hold, { workerId, workRoot, passEnvironment: tools.ciEnvironment, cache, onStep });
    }
    if (!driver) throw new Error(`A worker without an agent has claimed work for ${work.role}`);
    const onNote = (text: string): void => void (this.note = oneLine(text));
    const agent = { driver, workRoot, histories, workerId, cache, stop, onNote, toolsUrl };
    return work.role === 'BUILDER' ? build(work, hold, agent) : audit(work, hold, agent);
  }

  /** A fault of ours must not cost the phase its attempt. */
  private unforeseen(error: unknown): ReleaseSubmission | null {
    if (this.tools.stop.aborted) return null;
    this.report('trouble', `the worker failed: ${oneLine(error instanceof Error ? error.message : String(error))}`);
    return { kind: 'release', reason: 'The worker failed.', ...this.spent(), environment: true };
  }

  private async submit(what: Submission): Promise<LeaseEnd> {
    const delivered = await deliver(what, this.delivery());
    switch (delivered.end) {
      case 'accepted':
        this.report(what.kind === 'release' ? 'released' : 'handed-in', outcomeOf(what, delivered));
        if (isEnvironment(what)) return 'environment';
        return what.kind === 'release' ? 'released' : 'done';
      case 'stale':
        this.report('lost', `${sentenceOf(what)} arrived too late and is kept as a late result: ${delivered.why}`);
        return 'lost';
      case 'undelivered':
        this.report('lost', `${sentenceOf(what)} could not be submitted before the lease ended: ${delivered.why}`);
        return 'lost';
      case 'refused':
        this.report('refused', `${sentenceOf(what)} was refused: ${delivered.why}`);
        return what.kind === 'release'
          ? 'lost'
          : this.submit((await this.again(what, delivered.why)) ?? this.instead(what, delivered.why));
      default:
        return delivered satisfies never;
    }
  }

  /** A verdict that is not acceptable goes back to its agent, once: the lease stays, and nobody else may decide in its place (W10). Null: there is no such way. */
  private async again(refused: Submission, why: string): Promise<Submission | null> {
    const { work, hold, tools } = this;
    const { driver, workRoot, histories, workerId, cache = null, stop, toolsUrl } = tools;
    if (refused.kind !== 'auditor' || this.isRepeated || !driver || hold.signal.aborted || stop.aborted) return null;
    this.isRepeated = true;
    this.submitting = false;
    const answer = {
      why,
      answer: `${refused.verdict}${refused.patch === null ? ' without a patch' : ' with a patch'}`,
      notes: refused.notes,
    };
    const onNote = (text: string): void => void (this.note = oneLine(text));
    const agent = { driver, workRoot, histories, workerId, cache, stop, onNote, toolsUrl };
    const came = await audit(work, hold, agent, answer).catch((error: unknown) => this.unforeseen(error));
    this.submitting = true;
    return came;
  }

  /** What is said in place of a result that the Supervisor does not take: the next attempt reads why. */
  private instead(refused: Submission, why: string): Submission {
    const stated = `The Supervisor refused the result: ${why}`;
    if (
      refused.kind === 'builder' &&
      (refused.patch !== null || refused.probes.length > 0 || refused.issues.length > 0)
    ) {
      return {
        ...refused,
        status: 'FAILED',
        patch: null,
        probes: [],
        issues: [],
        notes: notesOf(stated, refused.notes),
      };
    }
    if (refused.kind === 'ci' && (refused.reports.length > 0 || refused.outputTail !== null)) {
      return {
        ...refused,
        verdict: refused.verdict === 'GREEN' ? 'MISSING' : refused.verdict,
        reports: [],
        steps:
          refused.steps?.map((step) => ({
            ...step,
            files: step.files.map((file) => ({ ...file, report: null, why: NOT_TAKEN })),
          })) ?? null,
        outputTail: null,
        summary: notesOf(stated, refused.summary),
      };
    }
    return { kind: 'release', reason: notesOf(stated), ...this.spent(), environment: false };
  }

  private spent(): Pick<ReleaseSubmission, 'tokensUsed' | 'tokensEstimated'> {
    const { tokensUsed, tokensEstimated } = this.hold;
    return { tokensUsed, tokensEstimated };
  }

  /** Every content has a key of its own; the tries of one content share it. */
  private delivery(): Delivery {
    const until = (): number =>
      Math.min(this.hold.hardDeadline, this.stoppedAt === null ? Infinity : this.stoppedAt + STOPPING_MS);
    return {
      api: this.tools.api,
      leaseToken: this.work.lease.token,
      idempotencyKey: `worker-${randomUUID()}`,
      until,
      onTrouble: (message) => this.report('trouble', `not submitted yet: ${message}`),
    };
  }

  private report(event: WorkerEvent['event'], message: string): void {
    const { role, runId, phaseId, attempt, check } = this.work;
    const { tokensUsed } = this.hold ?? {};
    const what = phaseId === null ? (check === null ? {} : { check }) : { phaseId };
    this.tools.report({ event, message, role, runId, ...what, attempt, ...(tokensUsed == null ? {} : { tokensUsed }) });
  }
}

/** What CI on a commit that no phase made is for. */
const CHECKS = {
  BASE: 'CI on the commit that the run starts from',
  MERGE: 'CI on the merge commit of a promotion',
} as const;

const isEnvironment = (what: Submission): boolean =>
  (what.kind === 'builder' && what.status === 'ENVIRONMENT_FAILURE') ||
  (what.kind === 'ci' && what.verdict === 'ENVIRONMENT') ||
  (what.kind === 'release' && what.environment);

function sentenceOf(what: Submission): string {
  switch (what.kind) {
    case 'builder':
      return `result ${what.status}${what.patch === null ? '' : what.patch === '' ? ' without a change' : ' with a patch'}`;
    case 'auditor':
      return `verdict ${what.verdict}${what.patch === null ? '' : ' with a patch'}`;
    case 'ci':
      return `CI ${what.verdict}: ${oneLine(what.summary)}`;
    case 'release':
      return `release: ${oneLine(what.reason)}`;
    default:
      return what satisfies never;
  }
}

function outcomeOf(what: Submission, { answer }: Extract<Delivered, { end: 'accepted' }>): string {
  const { gate, phaseState, runState } = answer;
  const why = isEnvironment(what) && what.kind === 'builder' ? ` (${oneLine(what.notes)})` : '';
  const judged = gate ? `; gate ${gate.verdict}${gate.reasons.map((reason) => ` ${reason.code}`).join('')}` : '';
  return `${sentenceOf(what)}${why}${judged}; ${phaseState === null ? '' : `phase ${phaseState}, `}run ${runState ?? 'gone'}`;
}

/** What agents and steps say may hold anything. */
const oneLine = (text: string): string =>
  [...redact.text(text.slice(0, NOTE_LENGTH * 4)).replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')]
    .slice(0, NOTE_LENGTH)
    .join('')
    .trim();
