/**
 * A git that answers questions about the objects of one repository for as long as somebody asks (`git cat-file --batch-command`): one process for what
 * would else be one for each question. Objects never change, so that its answers stay true; but it may still hold a pack that somebody has deleted, so that
 * isCommit checks whether an object exists now.
 *
 * It ends after a moment without questions, and in any case after a while, so that it holds no files that are gone. What one that ended by itself did not
 * answer is repeated, by itself. One that hangs or says too much is ended, its questions fail, and the next question starts another.
 */
import type { Program } from '../processes/program.js';
import { GitFailure } from './git-errors.js';
import type { ObjectInfo, ObjectSource, StoredObject } from './object-source.js';
import { HEADER, OnceReader } from './once-reader.js';
import { failedStart, gitIn, startGit } from './run-git.js';

/** Of a process that nobody ended. */
class EndedByItself extends GitFailure {}

export interface ReaderLimits {
  readonly idleMs: number;
  readonly lifeMs: number;
  /** How long a query may go without output. */
  readonly answerMs: number;
  /** Of one object. */
  readonly mostBytes: number;
}

const LIMITS: ReaderLimits = { idleMs: 5_000, lifeMs: 60_000, answerMs: 60_000, mostBytes: 128 * 1_048_576 };
const LF = 0x0a;
/** How git says that it does not know an option. */
const USAGE = 129;

/** A query of a process, in the order of the requests. */
interface Question {
  readonly withContent: boolean;
  answer(found: Found | null): void;
  fail(error: Error): void;
}

type Found = ObjectInfo & { readonly content: Buffer | null };

interface Running {
  readonly git: Program;
  readonly questions: Question[];
  readonly startedAt: number;
  chunks: Buffer[];
  bytes: number;
  idle: NodeJS.Timeout | null;
  late: NodeJS.Timeout | null;
}

export class BatchReader implements ObjectSource {
  private running: Running | null = null;
  /** Older than 2.36, it answers one question each time. */
  private isOldGit = false;
  private readonly limits: ReaderLimits;
  private readonly once: OnceReader;

  constructor(
    private readonly gitFolder: string,
    limits: Partial<ReaderLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
    this.once = new OnceReader(gitIn(gitFolder));
  }

  async infos(ids: readonly string[]): Promise<ReadonlyMap<string, ObjectInfo>> {
    if (this.isOldGit) return this.once.infos(ids);
    return this.requested(ids, false, ({ type, size }) => ({ type, size })).catch((error: unknown) =>
      this.again(error, () => this.once.infos(ids)),
    );
  }

  async contents(ids: readonly string[]): Promise<ReadonlyMap<string, StoredObject>> {
    if (this.isOldGit) return this.once.contents(ids);
    const requested = this.requested(ids, true, ({ type, content }) => ({ type, content: content! }));
    return requested.catch((error: unknown) => this.again(error, () => this.once.contents(ids)));
  }

  /** Its process, while it has one. */
  get pid(): number | null {
    return this.running?.git.pid ?? null;
  }

  /** Ends the process; what is being asked is answered first. */
  close(): void {
    if (this.running === null) return;
    this.running.git.stdin.end();
    this.forget(this.running);
  }

  get isIdle(): boolean {
    return this.running?.idle != null;
  }

  private again<Answer>(error: unknown, ask: () => Promise<Answer>): Promise<Answer> {
    if (!(error instanceof EndedByItself)) throw error;
    return ask();
  }

  private async requested<Answer>(
    ids: readonly string[],
    withContent: boolean,
    as: (found: Found) => Answer,
  ): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, Answer>();
    const distinct = [...new Set(ids)];
    if (distinct.length === 0) return answers;
    const found = await this.question(distinct, withContent);
    for (const [i, id] of distinct.entries()) if (found[i]) answers.set(id, as(found[i]));
    return answers;
  }

  private async question(ids: readonly string[], withContent: boolean) {
    const running = this.present();
    if (running.git.pid === null) {
      this.forget(running);
      return failedStart(running.git);
    }
    const answers = ids.map(
      () => new Promise<Found | null>((answer, fail) => running.questions.push({ withContent, answer, fail })),
    );
    this.wake(running);
    running.git.stdin.write(ids.map((id) => `${withContent ? 'contents' : 'info'} ${id}\n`).join(''));
    // One that fails fails all: none of them may be left unheard.
    const settled = await Promise.allSettled(answers);
    return settled.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  private present(): Running {
    const { running, limits } = this;
    if (running !== null && Date.now() - running.startedAt < limits.lifeMs) return running;
    this.close();
    makeRoom();
    const git = startGit(['cat-file', '--batch-command'], this.gitFolder);
    atWork.add(this);
    const started: Running = {
      git,
      questions: [],
      startedAt: Date.now(),
      chunks: [],
      bytes: 0,
      idle: null,
      late: null,
    };
    this.running = started;
    git.ended.then(
      ({ exitCode, signal }) => this.ended(started, exitCode, signal),
      (error: Error) => this.fail(started, error),
    );
    git.stdout.on('data', (chunk: Buffer) => this.hear(started, chunk));
    git.stderr.resume();
    return started;
  }

  private hear(running: Running, chunk: Buffer): void {
    running.chunks.push(chunk);
    running.bytes += chunk.length;
    try {
      while (this.take(running));
    } catch (error) {
      this.fail(running, error as Error);
      return;
    }
    running.late?.refresh();
    if (running.questions.length === 0) this.rest(running);
  }

  /** Takes one answer from what was heard; false: it is not complete. */
  private take(running: Running): boolean {
    const [question] = running.questions;
    if (!question || running.bytes === 0) return false;
    const first = running.chunks[0]!;
    // A header is short: what comes is put together only where it may be there in whole.
    if (first.indexOf(LF) === -1 && running.chunks.length > 1) running.chunks = [Buffer.concat(running.chunks)];
    const lineEnd = running.chunks[0]!.indexOf(LF);
    if (lineEnd === -1) return false;
    const line = running.chunks[0]!.subarray(0, lineEnd).toString('latin1');
    const [, type, digits] = HEADER.exec(line) ?? [];
    if (type === undefined) {
      if (!/ missing$/.test(line)) throw new GitFailure('git cat-file said something that cannot be read.');
      this.drop(running, lineEnd + 1);
      running.questions.shift()!.answer(null);
      return true;
    }
    const size = Number(digits);
    if (question.withContent && size > this.limits.mostBytes) {
      throw new GitFailure(
        `git cat-file was stopped: an object has ${size} bytes, more than ${this.limits.mostBytes}.`,
      );
    }
    const length = question.withContent ? size + 1 : 0;
    if (running.bytes < lineEnd + 1 + length) return false;
    if (running.chunks.length > 1) running.chunks = [Buffer.concat(running.chunks)];
    const content = question.withContent ? running.chunks[0]!.subarray(lineEnd + 1, lineEnd + 1 + size) : null;
    this.drop(running, lineEnd + 1 + length);
    running.questions.shift()!.answer({ type, size, content });
    return true;
  }

  private drop(running: Running, bytes: number): void {
    const rest = running.chunks[0]!.subarray(bytes);
    running.chunks = rest.length === 0 ? running.chunks.slice(1) : [rest, ...running.chunks.slice(1)];
    running.bytes -= bytes;
  }

  /** While somebody waits, it has a time limit and keeps this process alive. */
  private wake(running: Running): void {
    if (running.idle !== null) clearTimeout(running.idle);
    running.idle = null;
    const why = `git cat-file was stopped: it took longer than ${this.limits.answerMs / 1_000} seconds.`;
    running.late ??= setTimeout(() => this.fail(running, new GitFailure(why)), this.limits.answerMs);
    running.git.hold(true);
  }

  private rest(running: Running): void {
    if (running.late !== null) clearTimeout(running.late);
    running.late = null;
    running.idle ??= setTimeout(() => {
      running.git.stdin.end();
      this.forget(running);
    }, this.limits.idleMs).unref();
    running.git.hold(false);
  }

  private ended(running: Running, exitCode: number | null, signal: string | null): void {
    if (exitCode === USAGE) this.isOldGit = true;
    this.fail(running, new EndedByItself(`git cat-file ended (${signal ?? exitCode}).`));
  }

  private forget(running: Running): void {
    if (this.running !== running) return;
    this.running = null;
    atWork.delete(this);
  }

  private fail(running: Running, error: Error): void {
    this.forget(running);
    for (const timer of [running.late, running.idle]) if (timer !== null) clearTimeout(timer);
    running.git.kill();
    for (const question of running.questions.splice(0)) question.fail(error);
  }
}

/** Readers that have a process. */
const atWork = new Set<BatchReader>();
const MOST_AT_WORK = 16;

/** A server of many projects keeps few that nobody asks. */
function makeRoom(): void {
  for (const reader of atWork) {
    if (atWork.size < MOST_AT_WORK) return;
    if (reader.isIdle) reader.close();
  }
}
