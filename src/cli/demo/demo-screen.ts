/** Shows a run while it goes on: on a terminal one picture that is drawn over, elsewhere a line for every step. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from './demo-run.js';
import { printable, type Output, type Paint } from '../output.js';
import type { PhaseView, RunView } from '../run-view.js';

/** So that an eye can follow. */
const STEP_MS = 180;
const BAR = 24;

const LOOK: Readonly<Record<string, { readonly sign: string; readonly paint: Paint }>> = {
  QUEUED: { sign: '·', paint: 'dim' },
  EXECUTING: { sign: '▸', paint: 'cyan' },
  GATE: { sign: '▸', paint: 'cyan' },
  CI_RUNNING: { sign: '▸', paint: 'cyan' },
  COMPLETE: { sign: '✔', paint: 'green' },
  FAILED: { sign: '✘', paint: 'red' },
  SKIPPED: { sign: '-', paint: 'yellow' },
};

const issuesOf = (counted: { readonly minorIssuesCount: number; readonly majorIssuesCount: number }): string =>
  `${counted.minorIssuesCount} minor, ${counted.majorIssuesCount} major`;
const found = (phase: PhaseView): string => (phase.issueState === 'NO_ISSUES' ? '' : `, ${issuesOf(phase)}`);

export class DemoScreen implements Progress {
  private drawn = 0;

  constructor(private readonly output: Output) {}

  async show(run: RunView, what: string): Promise<void> {
    const picture = this.picture(run);
    const { people } = this.output;
    if (!this.output.isTerminal || picture.length >= (people.rows ?? 24)) {
      const step = `${run.runId} ${`v${run.version}`.padEnd(4)} ${run.state.padEnd(16)} ${issuesOf(run).padEnd(16)} ${printable(what)}`;
      this.output.line(step);
      return;
    }
    if (this.drawn > 0) people.write(`\u001b[${this.drawn}A`);
    for (const line of picture) people.write(`\u001b[2K${line}\n`);
    this.drawn = picture.length;
    await delay(STEP_MS);
  }

  private picture(run: RunView): string[] {
    const width = Math.max(20, (this.output.people.columns ?? 80) - 1);
    const ended = run.phases.filter((phase) => ['COMPLETE', 'SKIPPED', 'FAILED'].includes(phase.state)).length;
    const filled = Math.round((ended / Math.max(1, run.phases.length)) * BAR);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
    const lines: [string, Paint | null][] = [
      [`${run.runId}  ${run.state}`, 'bold'],
      [`${bar} ${ended}/${run.phases.length} phases, ${run.tokensUsed.toLocaleString('en')} tokens, ${issuesOf(run)}`, null],
    ];
    for (const tier of run.tiers) {
      lines.push([`  ${tier.tierId} ${printable(tier.name)}  ${tier.state}`, 'bold']);
      for (const phase of run.phases.filter((one) => one.tierId === tier.tierId)) {
        const { sign, paint } = LOOK[phase.state] ?? { sign: '?', paint: 'dim' as const };
        const tries = phase.builderAttempts > 1 ? `, attempt ${phase.builderAttempts}` : '';
        lines.push([`    ${sign} ${phase.phaseId} ${printable(phase.name).padEnd(30)} ${phase.state}${tries}${found(phase)}`, paint]);
      }
    }
    return lines.map(([text, paint]) => {
      const cut = [...text].slice(0, width).join('');
      return paint === null ? cut : this.output.paint(paint, cut);
    });
  }
}
