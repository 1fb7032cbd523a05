/**
 * Runs every command: load the facts at a version, decide, write under the condition of that version, do what follows,
 * answer. If another writer was faster, load and decide again. An answer that is recorded under the caller's key is
 * returned instead. After a lost connection the pipeline checks whether its write landed; it never repeats a write
 * blindly.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { currentActor } from '../../common/acting.js';
import { concerning } from '../../common/log-subject.js';
import { ServerOutage } from '../../common/outages.js';
import type { CommandContext } from '../../domain/decisions/change/change.js';
import { type Decision, refused } from '../../domain/decisions/change/decision.js';
import { refsPending, versionConflict } from '../../domain/decisions/change/refusals.js';
import { awaitsBaseCheck } from '../../domain/model/awaits-base-check.js';
import type { RunFacts } from '../../domain/model/facts.js';
import { FactsStore } from '../facts/facts.store.js';
import { idempotencyConflict, isWorthRemembering, recordOf } from '../facts/idempotency.js';
import type { Settled } from '../facts/rows.js';
import type { Seen } from '../facts/seen.js';
import { ClockCommands } from './clock-commands.js';
import type { Command, CommandAnswer, Need, Supplied } from './command.js';
import { CommandMetrics } from './command-metrics.js';
import { CommitHooks } from './commit-hooks.js';
import { comesFirst, type First } from './preconditions.js';
import { RefSettlement } from './ref-settlement.js';
import { type SentWrite, WriteSender } from './write-sender.js';

/** Enough for hundreds of writers on one run; more indicates an error. */
const MOST_PASSES = 1_000;
const LONGEST_PAUSE_MS = 25;
/** The most times in a row that preconditions are performed, with growing pauses: some ten seconds. */
const MOST_AGAINS = 30;
const LONGEST_WAIT_MS = 500;
/** The most needs of one decision, one after the other; more means that it requests what it has. */
const MOST_NEEDS = 10;
/** Longer than moves of refs take; files are at most a second behind (F2). */
const LONGEST_SETTLING_MS = 400;
const NOT_DONE = 'What has to be done before this command could not be done now. Ask again in a moment.';

type Made<Change> = Exclude<Decision<Change, Need>, { readonly outcome: 'needs' }>;
type Decided<Facts, Change> = { readonly facts: Facts; readonly decision: Made<Change> } | 'load-again';
interface Sent<Change, Result> extends SentWrite {
  readonly change: Change;
  readonly result: Result;
}

@Injectable()
export class Pipeline {
  constructor(
    private readonly sender: WriteSender,
    private readonly facts: FactsStore,
    private readonly clock: ClockCommands,
    private readonly refs: RefSettlement,
    private readonly hooks: CommitHooks,
    private readonly metrics: CommandMetrics,
  ) {}

  async run<Facts extends Seen, Change, Result>(
    command: Command<Facts, Change, Result>,
  ): Promise<CommandAnswer<Result>> {
    const seen: { run: RunFacts | null } = { run: null };
    try {
      return await this.made(command, seen);
    } catch (error) {
      throw seen.run ? concerning(error, { runId: seen.run.runId, projectId: seen.run.projectId }) : error;
    }
  }

  /** `seen` is told the run that was loaded, for the log. */
  private async made<Facts extends Seen, Change, Result>(
    command: Command<Facts, Change, Result>,
    seen: { run: RunFacts | null },
  ): Promise<CommandAnswer<Result>> {
    const lost: Sent<Change, Result>[] = [];
    let lostRecord = false;
    let agains = 0;
    for (let pass = 1; pass <= MOST_PASSES; pass++) {
      const loaded = await command.load();
      seen.run = loaded.run;
      const own = await this.findLanded(lost);
      if (own) return this.committed(command, own);
      if (loaded.remembered) {
        const same = loaded.remembered.inputHash === command.key?.inputHash;
        const errors = same ? loaded.remembered.errors : [idempotencyConflict];
        // The answer belongs to the input: another one under the key gets nothing of it.
        const result = await ((same ? command.replay?.(loaded) : null) ?? command.respond(loaded, null));
        // After a lost connection the record may be this call's own: what follows its answer is still to be done.
        return this.answered(command, { result, errors, by: same && lostRecord ? 'answer' : 'memory' });
      }
      const decided = await this.decide(command, loaded);
      if (decided === 'load-again') {
        agains += 1;
        if (agains > MOST_AGAINS) throw new ServerOutage('database_busy', NOT_DONE);
        // One repetition is normal; if the precondition changed nothing, other commands may need time for it.
        if (agains > 1) await sleep(Math.min(2 ** agains, LONGEST_WAIT_MS));
        continue;
      }
      agains = 0;
      const { facts, decision } = decided;
      if (decision.outcome === 'accepted') {
        const { change } = decision;
        const write = await command.persist(change, facts);
        const result = command.respond(facts, change);
        const { fate, ...sent } = await this.sender.send(
          write,
          recordOf(command.key, write.runId, [], facts.now, write.entity),
        );
        if (fate === 'landed') return this.committed(command, { ...sent, change, result });
        if (fate === 'unknown') lost.push({ ...sent, change, result });
        await sleep(Math.random() * Math.min(pass, LONGEST_PAUSE_MS));
      } else {
        const errors = decision.outcome === 'refused' ? decision.errors : [];
        const kept = command.key && isWorthRemembering(errors) && !('passing' in decision);
        const fate = kept
          ? await this.sender.keep(recordOf(command.key, facts.run?.runId ?? null, errors, facts.now))
          : 'landed';
        if (fate === 'landed')
          return this.answered(command, { result: command.respond(facts, null), errors, by: 'answer' });
        lostRecord ||= fate === 'unknown';
      }
    }
    throw new ServerOutage(
      'database_busy',
      `${command.name} met another writer ${MOST_PASSES} times in a row. Ask again in a moment.`,
    );
  }

  /**
   * What follows the commit of a change of a run: pending moves of refs, then one notification of subscribers, files
   * and claims, CI on the base, and the run that waited for this one. If the process dies before one of these, a
   * sweeper finds the run. Null: no refs had to be settled.
   */
  async follow(run: RunFacts): Promise<Settled | null> {
    const settled = run.refIntent === null ? null : await this.reportWhenSettled(run);
    if (!settled) await this.hooks.committed(run.runId, run);
    if (awaitsBaseCheck(run)) await this.hooks.checkDue(run.runId);
    if (run.completedAt && run.nextRunId !== null) await this.releaseLine(run.nextRunId);
    return settled;
  }

  /** Settles what a run intends to do with its refs (G7). May be called at any time, by any server. */
  settleRefs(runId: string): Promise<Settled> {
    return this.refs.settle(runId, this);
  }

  /**
   * The sweeper or another server may have ended this run between the commit and this call; the runs that follow it may
   * not have ended yet. They are released from here as well, so that the whole line is in its state by P10 when the
   * caller gets its answer.
   */
  private async releaseLine(runId: string): Promise<void> {
    const { result, errors } = await this.run(this.clock.release(runId, this));
    const { run } = result;
    if (errors.length > 0 && run?.completedAt && run.nextRunId !== null) await this.releaseLine(run.nextRunId);
  }

  /**
   * Refs settle first, so that one notification reports the intent and its outcome; slow git operations do not delay
   * the notification (F2).
   */
  private async reportWhenSettled(run: RunFacts): Promise<Settled> {
    const settling = this.settleRefs(run.runId);
    const over = new AbortController();
    const late = sleep(LONGEST_SETTLING_MS, 'late' as const, { signal: over.signal });
    // The caller gets the error of a settlement; the commit before it is valid and is reported all the same.
    const first = await Promise.race([settling, late])
      .catch(() => null)
      .finally(() => over.abort());
    const known = first === 'late' ? null : first;
    // Another server settled it and may have ended the run: the hooks get the run as it is.
    if (!known?.reported) await this.hooks.committed(run.runId, known?.done ? await this.asItIs(run) : run);
    return settling;
  }

  private async asItIs(run: RunFacts): Promise<RunFacts> {
    return (await this.facts.run(run.runId, null).catch(() => null))?.run ?? run;
  }

  /** Performs the preconditions, then decides and supplies needs until a decision exists or the facts are outdated. */
  private async decide<Facts extends Seen, Change, Result>(
    command: Command<Facts, Change, Result>,
    loaded: Facts,
  ): Promise<Decided<Facts, Change>> {
    const { run, now } = loaded;
    const expected = command.expectedRunVersion ?? null;
    if (run && expected !== null && expected !== run.version)
      return { facts: loaded, decision: refused(versionConflict(run, expected)) };
    const first = run && command.first ? comesFirst(run, loaded.lease ?? null, now, command.first) : null;
    if (first) {
      command.setAside?.();
      if (await this.doFirst(first, run!.runId)) return 'load-again';
      if (command.first!.refs !== 'try') return { facts: loaded, decision: refused(refsPending(run!)) };
    }
    const actor = typeof command.actor === 'function' ? command.actor(loaded) : (command.actor ?? currentActor());
    const context: CommandContext = { actor, cause: command.name, now };
    let facts = loaded;
    for (let requested = 0; requested < MOST_NEEDS; requested++) {
      const decision = command.decide(facts, context);
      if (decision.outcome === 'accepted' && expected !== null && !run)
        throw new Error(`${command.name} loads no run to compare the version of`);
      if (decision.outcome !== 'needs') return { facts, decision };
      const supplied = await this.supply(command, decision.need, facts);
      if (supplied === 'load-again') return supplied;
      if ('refused' in supplied) return { facts, decision: refused(...supplied.refused) };
      ({ facts } = supplied);
    }
    throw new Error(`${command.name} needs something again and again`);
  }

  /** False: it cannot be done now. */
  private async doFirst(first: First, runId: string): Promise<boolean> {
    if (first === 'refs') return (await this.settleRefs(runId)).done;
    if (first === 'deadline') await this.run(this.clock.runExpiry(runId, this));
    else await this.run(this.clock.leaseExpiry(runId, this));
    return true;
  }

  private async supply<Facts extends Seen, Change, Result>(
    command: Command<Facts, Change, Result>,
    need: Need,
    facts: Facts,
  ): Promise<Supplied<Facts>> {
    if (need.what === 'newer-facts') return 'load-again';
    if (need.what === 'open-rows' && facts.run)
      return { facts: { ...facts, open: await this.facts.open(facts.run.runId) } };
    if (!command.supply) throw new Error(`${command.name} needs ${need.what}, and has no supplier for it`);
    return command.supply(need, facts);
  }

  private async findLanded<Change, Result>(
    lost: readonly Sent<Change, Result>[],
  ): Promise<Sent<Change, Result> | null> {
    for (const sent of lost) if (await this.sender.hasLanded(sent)) return sent;
    return null;
  }

  private async committed<Facts extends Seen, Change, Result>(
    command: Command<Facts, Change, Result>,
    { change, result }: Sent<Change, Result>,
  ): Promise<CommandAnswer<Result>> {
    this.metrics.landed(command.name, change);
    const answer = this.answered(command, { result, errors: [], by: 'write' });
    return command.follow ? { ...answer, result: await command.follow(result, change) } : answer;
  }

  private answered<Result>(command: { readonly name: string }, answer: CommandAnswer<Result>): CommandAnswer<Result> {
    this.metrics.count(command.name, answer.errors);
    return answer;
  }
}
