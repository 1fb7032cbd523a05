/**
 * How every command runs: read the facts at a version, decide, write on the condition of that version. If another writer was
 * faster, read again and decide again. What is remembered under the caller's key is answered instead. After a lost connection
 * the runner looks whether its write landed; it never repeats one blindly.
 */
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { IdSource } from '../common/ids.js';
import { ServerOutage } from '../common/outages.js';
import { Database, statement, type Statement } from '../database/database.js';
import { brokenKey, isConnectionFault, isContention } from '../database/faults.js';
import type { RecordRow } from '../database/change-parts.js';
import { RECORD } from '../database/rows.js';
import type { Refusal } from '../domain/shared/refusal.js';
import { CommandMetrics } from './command-metrics.js';
import type { Seen } from './facts.store.js';
import { idempotencyConflict, isWorthRemembering, recordOf, type CommandKey } from './idempotency.js';

/** A write that lands whole or not at all, and how to find out later which it was. */
export interface GuardedWrite {
  /** The run that it is about, and what else its answer names: kept with the idempotency record. */
  readonly runId: string | null;
  readonly entity?: string;
  readonly statement: Statement;
  values(writeId: string, record: RecordRow): unknown[];
  /** Answers a row if the write with this id landed. */
  landed(writeId: string): { readonly statement: Statement; readonly values: readonly unknown[] };
}

export type Verdict<Result> =
  | { readonly outcome: 'write'; readonly write: GuardedWrite; readonly result: Result }
  /** Nothing of the run is written: the command is refused, or, without errors, has no state of its own to write. */
  | {
      readonly outcome: 'answer';
      readonly errors: readonly Refusal[];
      readonly result: Result;
      /** Not kept under the caller's key: the same call may find something else (W5). */
      readonly passing?: true;
    }
  /** Something had to be done first: read the facts again. */
  | { readonly outcome: 'again' };

export interface Command<Facts extends Seen, Result> {
  /** The name that events and metrics show. */
  readonly name: string;
  readonly key: CommandKey | null;
  /** Called again whenever the write did not land. */
  read(): Promise<Facts>;
  decide(facts: Facts): Promise<Verdict<Result>>;
  /** The answer for a key that was used before: the same entities, as they are now. */
  replay(facts: Facts): Promise<Result>;
}

export interface CommandAnswer<Result> {
  readonly result: Result;
  readonly errors: readonly Refusal[];
  /** A change of the run was written now; the command was answered without one; or it was answered from memory (W5). */
  readonly by: 'write' | 'answer' | 'memory';
}

/** Enough for hundreds of writers on one run; more means that something is wrong. */
const MOST_PASSES = 1_000;
const LONGEST_PAUSE_MS = 25;
/** What has to come first is done at most so often in a row, with growing pauses: some ten seconds. */
const MOST_AGAINS = 30;
const LONGEST_WAIT_MS = 500;
const NOT_DONE = 'What has to be done before this command could not be done now. Ask again in a moment.';

/** $1 the record. */
const KEEP_RECORD = statement({
  name: 'keep_record',
  text: RECORD.insert({ rows: '$1', one: true }),
});

/** What became of a statement that writes; unknown: the connection was lost before the answer came. */
type Fate = 'landed' | 'overtaken' | 'unknown';

interface SentWrite<Result> {
  readonly write: GuardedWrite;
  readonly writeId: string;
  readonly result: Result;
}

@Injectable()
export class CommandRunner {
  constructor(
    private readonly database: Database,
    private readonly ids: IdSource,
    private readonly metrics: CommandMetrics,
  ) {}

  async run<Facts extends Seen, Result>(command: Command<Facts, Result>): Promise<CommandAnswer<Result>> {
    const lost: SentWrite<Result>[] = [];
    let lostRecord = false;
    let agains = 0;
    for (let pass = 1; pass <= MOST_PASSES; pass++) {
      const facts = await command.read();
      const own = await this.findLanded(lost);
      if (own) return this.answered(command, { result: own.result, errors: [], by: 'write' });
      if (facts.remembered) {
        const same = facts.remembered.inputHash === command.key?.inputHash;
        const errors = same ? facts.remembered.errors : [idempotencyConflict];
        // After a lost connection the record may be this call's own: what follows its answer is still to be done.
        return this.answered(command, { result: await command.replay(facts), errors, by: same && lostRecord ? 'answer' : 'memory' });
      }
      const verdict = await command.decide(facts);
      agains = verdict.outcome === 'again' ? agains + 1 : 0;
      if (agains > MOST_AGAINS) throw new ServerOutage('database_busy', NOT_DONE);
      // Once is the rule; when what came first has changed nothing, others may need time for it.
      if (agains > 1) await sleep(Math.min(2 ** agains, LONGEST_WAIT_MS));
      if (verdict.outcome === 'answer') {
        const { errors, result } = verdict;
        const fate = verdict.passing ? 'landed' : await this.remember(command.key, facts, errors);
        if (fate === 'landed') return this.answered(command, { result, errors, by: 'answer' });
        lostRecord ||= fate === 'unknown';
      }
      if (verdict.outcome === 'write') {
        const sent = { write: verdict.write, writeId: this.ids.uuid(), result: verdict.result };
        const fate = await this.send(sent, recordOf(command.key, verdict.write.runId, [], facts.now, verdict.write.entity));
        if (fate === 'landed') return this.answered(command, { result: verdict.result, errors: [], by: 'write' });
        if (fate === 'unknown') lost.push(sent);
        await sleep(Math.random() * Math.min(pass, LONGEST_PAUSE_MS));
      }
    }
    const message = `${command.name} met another writer ${MOST_PASSES} times in a row. Ask again in a moment.`;
    throw new ServerOutage('database_busy', message);
  }

  private async send<Result>(sent: SentWrite<Result>, record: RecordRow): Promise<Fate> {
    try {
      const rows = await this.database.write(sent.write.statement, sent.write.values(sent.writeId, record));
      return rows.length > 0 ? 'landed' : 'overtaken';
    } catch (error) {
      if (isConnectionFault(error)) return 'unknown';
      if (brokenKey(error) !== null || isContention(error)) return 'overtaken';
      throw error;
    }
  }

  /** Looks after the facts were read: a lost write that lands even later breaks the guard of the next one, and is found then. */
  private async findLanded<Result>(lost: readonly SentWrite<Result>[]): Promise<SentWrite<Result> | null> {
    for (const sent of lost) {
      const probe = sent.write.landed(sent.writeId);
      if ((await this.database.read(probe.statement, probe.values)).length > 0) return sent;
    }
    return null;
  }

  /** Keeps an answer under its key. Overtaken: another call with the key was faster, and its answer counts. */
  private async remember(key: CommandKey | null, facts: Seen, errors: readonly Refusal[]): Promise<Fate> {
    if (!key || !isWorthRemembering(errors)) return 'landed';
    try {
      await this.database.write(KEEP_RECORD, [JSON.stringify(recordOf(key, facts.run?.runId ?? null, errors, facts.now))]);
      return 'landed';
    } catch (error) {
      if (isConnectionFault(error)) return 'unknown';
      if (brokenKey(error) !== null) return 'overtaken';
      throw error;
    }
  }

  private answered<Result>(command: { name: string }, answer: CommandAnswer<Result>): CommandAnswer<Result> {
    this.metrics.count(command.name, answer.errors);
    return answer;
  }
}
