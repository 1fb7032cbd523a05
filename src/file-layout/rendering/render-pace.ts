/**
 * When the files of a run are rendered after its commits (F2): at once if the run was quiet, else when a quarter of a second has passed since its last rendering began. Nobody waits for
 * it. A run has one entry here however many commits it sees, and a commit never puts off a rendering that is due. An entry lasts as long as the run is
 * busy. What a process takes with it stands in the outbox.
 */
/** For the files of a busy run or project, in milliseconds: rarely enough that they cost little beside the commits, and well below the second of F2. */
export const RENDER_EVERY_MS = 250;

export interface RenderPaceOptions {
  /** Shortest time between the beginnings of two renderings of a run. */
  readonly everyMs: number;
  /** Renders a run and tells `begun` on the way; resolves when that is over, well or badly. Must not fail. */
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

  /** The run has committed something: it is rendered at once, or when its turn comes. */
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

  /** A rendering of these runs begins: it shows whatever they have committed up to now. */
  begun(runIds: Iterable<string>): void {
    const now = performance.now();
    for (const runId of runIds) {
      const run = this.runs.get(runId);
      if (run) Object.assign(run, { isBehind: false, beganAt: now });
    }
  }

  /** Renders at once what is behind, whatever the pace; ends when what was committed before is shown, or could not be. */
  async flush(): Promise<void> {
    await Promise.all([...this.runs].map(([runId, run]) => (run.isBehind ? this.options.render(runId) : run.rendering)));
  }

  /** One timer a run: to its next rendering or, if nothing is to be rendered, to the end of its pause, when it is forgotten. */
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
