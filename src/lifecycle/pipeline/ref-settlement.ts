/**
 * Settles the ref intent of a run (G7): compares the refs with the intent, performs the moves that are missing, and
 * takes the step that waited for them.
 */
import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { INTEND_ENDED, SETTLE_ENDED } from '../../database/run-writes.js';
import { unchanged } from '../../domain/decisions/change/decision.js';
import { decideReturn, lookingAt, returning, toGoBack, waysBack } from '../../domain/decisions/work/late-moves.js';
import { decideSettlement, type RefOutcome } from '../../domain/decisions/work/settle-refs.js';
import type { PhaseFacts, RunFacts } from '../../domain/model/facts.js';
import type { RefIntent } from '../../domain/model/ref-intent.js';
import { isRunTerminal } from '../../domain/model/run-state.js';
import type { Settled } from '../facts/rows.js';
import type { Seen } from '../facts/seen.js';
import { WorkFactsStore } from '../facts/work-facts.store.js';
import { Repositories } from '../repositories/repositories.js';
import type { Command, CommandAnswer } from './command.js';
import type { Follower } from './on-run.js';
import { onWork } from './on-work.js';

/** Runs the commands that settling consists of: the pipeline. */
export interface CommandPipeline extends Follower {
  run<Facts extends Seen, Change, Result>(command: Command<Facts, Change, Result>): Promise<CommandAnswer<Result>>;
}

/** Every pass but the first follows a write of this server, or of another server that was late as well. */
const MOST_LOOKS = 5;
const NOTHING_LEFT: Settled = { done: true, reported: false, rows: null };

@Injectable()
export class RefSettlement {
  constructor(
    private readonly facts: WorkFactsStore,
    private readonly repositories: Repositories,
    private readonly database: Database,
  ) {}

  async settle(runId: string, commands: CommandPipeline): Promise<Settled> {
    const { run, now } = await this.facts.of({ headOf: runId }, null);
    if (!run || run.refIntent === null) return NOTHING_LEFT;
    const intent = run.refIntent;
    const outcome = await this.repositories.get().perform(run, intent);
    const done = outcome.at !== 'unreachable';
    if (isRunTerminal(run.state)) {
      if (!(await this.settleEnded(run, intent, outcome))) await this.lookAgain(runId, intent, commands);
      return { ...NOTHING_LEFT, done };
    }
    const { result, by, stillIntended } = await this.settleLive(runId, intent, outcome, now, commands);
    if (!stillIntended) await this.lookAgain(runId, intent, commands);
    const written = by === 'write';
    // A settlement that intends something else was settled with what followed it: its own rows are not the last.
    return {
      done,
      reported: written,
      rows: written && stillIntended && result.run?.refIntent === null ? result : null,
    };
  }

  /** Without `stillIntended` the row has another intent or none by now: the moves just made may be too late. */
  private async settleLive(
    runId: string,
    intent: RefIntent,
    outcome: RefOutcome,
    seenAt: Date,
    commands: CommandPipeline,
  ) {
    let stillIntended = true;
    const answer = await commands.run(
      onWork(commands, {
        name: 'settleRefs',
        key: null,
        actor: 'clock',
        // Refs settle before leases end: ending a lease waits for them.
        first: { lease: 'decided', refs: 'leave' },
        load: () => this.facts.of({ headOf: runId }, null),
        decide: ({ run, work, open = null }, context) => {
          // Without a phase at its head the run has ended.
          stillIntended = work !== null && JSON.stringify(run?.refIntent) === JSON.stringify(intent);
          if (!work || !stillIntended) return unchanged;
          // Several servers may find the repository unreachable at once: only one of them counts (B6).
          const { notBefore } = work.phase;
          if (outcome.at === 'unreachable' && notBefore !== null && notBefore > seenAt) return unchanged;
          return decideSettlement({ ...work, open }, intent, outcome, context);
        },
      }),
    );
    return { ...answer, stillIntended };
  }

  private async settleEnded({ runId }: RunFacts, intent: RefIntent, outcome: RefOutcome): Promise<boolean> {
    if (outcome.at === 'unreachable') return true;
    const differences = outcome.at === 'elsewhere' ? outcome.refs : [];
    const values = [
      runId,
      JSON.stringify(intent),
      differences.map(({ ref }) => ref),
      differences.map(({ found }) => found),
    ];
    return (await this.database.write(SETTLE_ENDED, values)).length > 0;
  }

  /** Puts back what moved for an intent that others had settled before (late-moves.ts). */
  private async lookAgain(runId: string, late: RefIntent, commands: CommandPipeline): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      // The present intent comes first: it may start from where the late move ended.
      if (!(await this.settle(runId, commands)).done) return;
      const { run, work } = await this.facts.of({ headOf: runId }, null);
      if (!run) return;
      if (run.refIntent !== null) continue;
      const ended = isRunTerminal(run.state);
      const phase = ended && late.phaseId !== null ? await this.phaseOf(runId, late.phaseId) : (work?.phase ?? null);
      const back = waysBack(late, { run, phase });
      if (back.length === 0) return;
      const moves = toGoBack(back, await this.repositories.get().perform(run, lookingAt(late, back)));
      if (moves.length === 0) return;
      const intent = returning(late, moves);
      if (ended) await this.database.write(INTEND_ENDED, [runId, JSON.stringify(intent)]);
      else await this.intendReturn(run, intent, commands);
    }
  }

  private async intendReturn(
    { runId, version }: RunFacts,
    intent: RefIntent,
    commands: CommandPipeline,
  ): Promise<void> {
    await commands.run(
      onWork(commands, {
        name: 'settleRefs',
        key: null,
        actor: 'clock',
        load: () => this.facts.of({ headOf: runId }, null),
        decide: ({ work, open = null }, context) =>
          work && work.run.version === version ? decideReturn({ ...work, open }, intent, context) : unchanged,
      }),
    );
  }

  private async phaseOf(runId: string, phaseId: string): Promise<PhaseFacts | null> {
    return (await this.facts.of({ runId, phaseId }, null)).work?.phase ?? null;
  }
}
