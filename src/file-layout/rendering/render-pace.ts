/**
 * When the files of a run are rendered after its commits (F2): at once if the run was quiet, else a quarter of a second
 * after its last rendering began. No command waits for it. A run has one entry here however many commits it has, and a
 * commit never delays a rendering that is due. An entry exists as long as the run is busy. Renderings that are lost
 * with a process are in the outbox.
 */
/**
 * The interval of a busy run or project, in milliseconds: long enough to cost little beside the commits, and well below
 * the second of F2.
 */
export const RENDER_EVERY_MS = 250;

export interface RenderPaceOptions {
  /** Shortest time between the beginnings of two renderings of a run. */
  readonly everyMs: number;
  /**
   * Renders a run and calls `begun` when the rendering begins; resolves when it is over, successful or not. Must not
   * reject.
   */
  readonly render: (runId: string) => Promise<void>;
}

interface Followed {
  /** Something was committed since the last rendering began. */
  isBehind: boolean;
  beganAt: number;
  rendering: Promise<void> | null;
  timer: NodeJS.Timeout | null;
}

export class RenderPace {
  private readonly runs = new Map<string, Followed>();

  constructor(private readonly options: RenderPaceOptions) {}

  /** Runs that have something to be rendered, or had a moment ago. */
  get size(): number {
    return this.runs.size;
  }

  /** The run has a new commit: it is rendered at once, or when its interval is over. */
  follow(runId: string): void {
    let run = this.runs.get(runId);
    if (!run) {
      run = { isBehind: false, beganAt: Number.NEGATIVE_INFINITY, rendering: null, timer: null };
      this.runs.set(runId, run);
    }
    if (run.isBehind) return;
    run.isBehind = true;
    this.plan(runId, run);
  }

  /** A rendering of these runs begins: it shows all commits up to now. */
  begun(runIds: Iterable<string>): void {
    const now = performance.now();
    for (const runId of runIds) {
      const run = this.runs.get(runId);
      if (run) Object.assign(run, { isBehind: false, beganAt: now });
    }
  }

  /**
   * Renders all pending runs at once, whatever the pace; resolves when every earlier commit is rendered, or could not
   * be.
   */
  async flush(): Promise<void> {
    await Promise.all(
      [...this.runs].map(async ([runId, run]) => (run.isBehind ? this.options.render(runId) : run.rendering)),
    );
  }

  /**
   * One timer for each run: to its next rendering or, if none is pending, to the end of its interval, when the entry is
   * removed.
   */
  private plan(runId: string, run: Followed): void {
    if (run.rendering) return;
    if (run.timer) clearTimeout(run.timer);
    run.timer = null;
    const waitMs = run.beganAt + this.options.everyMs - performance.now();
    if (waitMs <= 0) this.turn(runId, run);
    else run.timer = setTimeout(() => this.plan(runId, run), Math.ceil(waitMs)).unref();
  }

  private turn(runId: string, run: Followed): void {
    if (!run.isBehind) {
      this.runs.delete(runId);
      return;
    }
    run.beganAt = performance.now();
    run.rendering = this.options.render(runId).finally(() => {
      run.rendering = null;
      this.plan(runId, run);
    });
  }
}
