/**
 * Shows a run while it is at work. On a terminal it is one picture that is drawn over, never higher than the terminal: the run, its phases, and what
 * happened last. Elsewhere it is a line for everything that happens.
 */
import { LivePicture } from '../shared/live-picture.js';
import { type Output, type Paint, printable } from '../shared/output.js';
import { grouped } from '../shared/table.js';
import type { PhaseNow, RunNow } from './demo-run.js';
import type { Reported } from './demo-words.js';

const BAR = 24;
const ABOUT_WIDTH = 6;
/** So many stay in sight, even if the phases do not all fit. */
const LEAST_HAPPENINGS = 3;
const ENDED = ['COMPLETE', 'SKIPPED', 'FAILED'];

const LOOK: Readonly<Record<string, { readonly sign: string; readonly paint: Paint }>> = {
  QUEUED: { sign: '·', paint: 'dim' },
  EXECUTING: { sign: '▸', paint: 'cyan' },
  GATE: { sign: '▸', paint: 'cyan' },
  CI_RUNNING: { sign: '▸', paint: 'cyan' },
  COMPLETE: { sign: '✔', paint: 'green' },
  FAILED: { sign: '✘', paint: 'red' },
  SKIPPED: { sign: '-', paint: 'yellow' },
};

type Line = readonly [text: string, paint: Paint | null];

export class DemoScreen {
  private readonly picture: LivePicture;
  private readonly happened: Line[] = [];

  constructor(private readonly output: Output) {
    this.picture = new LivePicture(output);
  }

  show(run: RunNow, news: readonly Reported[]): void {
    const lines = news.map(({ about, what, paint }): Line => [`${about.padEnd(ABOUT_WIDTH)} ${what}`, paint]);
    if (!this.output.isTerminal) {
      for (const [text, paint] of lines) this.output.line(paint === null ? text : this.output.paint(paint, text));
      return;
    }
    this.happened.push(...lines);
    const { columns, rows } = this.picture.size;
    this.picture.draw(
      this.lines(run, rows).map(([text, paint]): Line => [[...text].slice(0, columns).join(''), paint]),
    );
  }

  /** Messages of others during the run: they are above the picture, which follows below. */
  aside(text: string): void {
    if (this.output.isTerminal) this.picture.aside(printable(text), 'dim');
    else this.output.line(this.output.paint('dim', printable(text)));
  }

  /** The terminal is as it was; the last picture stays. */
  end(): void {
    this.picture.end();
  }

  /** The state first, then as many of the last happenings as there is room for. */
  private lines(run: RunNow, room: number): Line[] {
    const ended = run.phases.filter((phase) => ENDED.includes(phase.state)).length;
    const filled = Math.round((ended / Math.max(1, run.phases.length)) * BAR);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
    const found = `${run.minorIssuesCount} minor, ${run.majorIssuesCount} major issues`;
    const state: Line[] = [
      [`${run.runId}  ${run.state}`, 'bold'],
      [`${bar} ${ended}/${run.phases.length} phases, ${grouped(run.tokensUsed)} tokens, ${found}`, null],
    ];
    for (const tier of run.tiers) {
      state.push([`  ${tier.tierId} ${printable(tier.name)}  ${tier.state}`, 'bold']);
      for (const phase of run.phases) if (phase.tierId === tier.tierId) state.push(phaseLine(phase));
    }
    const above = state.slice(0, Math.max(1, room - Math.min(LEAST_HAPPENINGS, this.happened.length)));
    const left = room - above.length;
    return [...above, ...(left > 0 ? this.happened.slice(-left) : [])];
  }
}

function phaseLine(phase: PhaseNow): Line {
  const { sign, paint } = LOOK[phase.state] ?? { sign: '?', paint: 'dim' as const };
  const tries = phase.builderAttempts > 1 ? `, attempt ${phase.builderAttempts}` : '';
  return [`    ${sign} ${phase.phaseId} ${printable(phase.name).padEnd(30)} ${phase.state}${tries}`, paint];
}
