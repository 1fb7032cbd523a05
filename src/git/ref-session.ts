/**
 * A git that changes refs of one repository for as long as somebody asks (`git update-ref --stdin`, one transaction after the other): one process for
 * what would else be one for each change. It ends after a moment without a question, and in any case after a while.
 *
 * Such a process may still have a pack open that somebody has deleted, and would then take an object for present that is gone. So it is given only changes
 * whose objects are kept meanwhile: by the mark on their pack, or by a ref that the same transaction requires to stand (G9).
 */
import type { Program } from '../processes/program.js';
import { startGit } from './run-git.js';

export interface SessionLimits {
  readonly idleMs: number;
  readonly lifeMs: number;
  /** For one transaction. */
  readonly answerMs: number;
}

const LIMITS: SessionLimits = { idleMs: 5_000, lifeMs: 60_000, answerMs: 60_000 };
const MOST_AT_WORK = 16;
/** How git ends that does not know `start`, before it says a word. */
const UNKNOWN = 128;

interface Running {
  readonly git: Program;
  readonly startedAt: number;
  output: string;
  idle: NodeJS.Timeout | null;
  heard: () => void;
  hasEnded: boolean;
}

/** Sessions that have a process, oldest first. */
const atWork = new Set<RefSession>();

export class RefSession {
  private running: Running | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  /** Older than 2.30, it knows one transaction for each process. */
  private isOldGit = false;
  private readonly limits: SessionLimits;

  constructor(
    private readonly gitFolder: string,
    /** A word for the reflog. */
    private readonly note: string,
    limits: Partial<SessionLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
  }

  /** Its process, while it has one. */
  get pid(): number | null {
    return this.running?.git.pid ?? null;
  }

  /**
   * Does all of these steps (lines of `update-ref --stdin`) or nothing. False: not done, or not known to be done; the caller asks a git of its own, which
   * also knows the reason.
   */
  changed(steps: readonly string[]): Promise<boolean> {
    const mine = this.turn.then(() => (this.isOldGit ? false : this.transact(steps)));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async transact(steps: readonly string[]): Promise<boolean> {
    const running = this.present();
    if (running.git.pid === null) {
      this.forget(running);
      return false;
    }
    if (running.idle !== null) clearTimeout(running.idle);
    running.idle = null;
    running.output = '';
    running.git.hold(true);
    const lines = steps.map((step) => `option no-deref\n${step}\n`);
    running.git.stdin.write(`start\n${lines.join('')}commit\n`);
    if (!(await this.answered(running))) {
      this.forget(running);
      running.git.kill();
      return false;
    }
    running.git.hold(false);
    running.idle = setTimeout(() => this.close(), this.limits.idleMs).unref();
    return true;
  }

  /** Whether git says that the transaction is done, before it ends or its time is over. */
  private answered(running: Running): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => settle(false), this.limits.answerMs);
      const settle = (done: boolean): void => {
        clearTimeout(late);
        running.heard = () => undefined;
        resolve(done);
      };
      running.heard = () => {
        if (running.output.endsWith('commit: ok\n')) settle(true);
        else if (running.hasEnded) settle(false);
      };
      running.heard();
    });
  }

  private present(): Running {
    const { running, limits } = this;
    if (running !== null && Date.now() - running.startedAt < limits.lifeMs) return running;
    this.close();
    makeRoom();
    const git = startGit(['update-ref', '-m', this.note, '--stdin'], this.gitFolder);
    const started: Running = {
      git,
      startedAt: Date.now(),
      output: '',
      idle: null,
      heard: () => undefined,
      hasEnded: false,
    };
    this.running = started;
    atWork.add(this);
    const ended = (exitCode: number | null): void => {
      started.hasEnded = true;
      if (exitCode === UNKNOWN && started.output === '') this.isOldGit = true;
      this.forget(started);
      started.heard();
    };
    git.ended.then(
      ({ exitCode }) => ended(exitCode),
      () => ended(null),
    );
    git.stdout.on('data', (chunk: Buffer) => {
      started.output += chunk.toString('latin1');
      started.heard();
    });
    git.stderr.resume();
    return started;
  }

  /** Only between two transactions. */
  private close(): void {
    if (this.running === null) return;
    this.running.git.stdin.end();
    this.forget(this.running);
  }

  get isIdle(): boolean {
    return this.running?.idle != null;
  }

  /** Ends the process where it is between two transactions. */
  rest(): void {
    if (this.isIdle) this.close();
  }

  private forget(running: Running): void {
    if (running.idle !== null) clearTimeout(running.idle);
    if (this.running !== running) return;
    this.running = null;
    atWork.delete(this);
  }
}

function makeRoom(): void {
  for (const session of atWork) {
    if (atWork.size < MOST_AT_WORK) return;
    session.rest();
  }
}

/** Sessions of one repository, by the word that they leave in the reflog. */
export class RefSessions {
  private readonly byNote = new Map<string, RefSession>();

  constructor(private readonly gitFolder: string) {}

  of(note: string): RefSession {
    const known = this.byNote.get(note) ?? new RefSession(this.gitFolder, note);
    this.byNote.set(note, known);
    return known;
  }
}
