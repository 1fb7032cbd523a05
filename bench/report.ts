/** Where figures go: a row on the screen with its aim, if it has one, and a file with everything for later runs to be held against. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { median, type Pair } from './measure.js';
import type { Round } from './rates.js';

/** `isReached` is reported, never enforced. */
export interface Aim {
  readonly text: string;
  readonly isReached: boolean;
}

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim?: string;
  readonly isReached?: boolean;
  /** What has to be known to read the figure. */
  readonly note?: string;
}

export const atMost = (most: number, value: number): Aim => ({ text: `at most ${most}`, isReached: value <= most });
const atLeast = (least: number, value: number): Aim => ({ text: `at least ${least}`, isReached: value >= least });

/** What a run was asked to measure. */
export interface Requested {
  readonly quick: boolean;
  /** Of all parts, or of those that were named. */
  readonly only?: string | undefined;
  readonly profile?: string | undefined;
}

/** Only a run of everything is what later runs are held against; any other has a file of its own beside it, named by what was asked. */
export function resultsPath({ quick, only, profile }: Requested): string {
  const what = profile === undefined ? only?.split(',') : ['profile', profile];
  const words = [...(quick ? ['quick'] : []), ...(what ?? [])];
  return `bench/results/${words.length === 0 ? 'latest' : words.join('-')}.json`;
}

export class Report {
  /** Single figures by name, in the unit that the name ends with. */
  readonly raw: Record<string, number> = {};
  private readonly rows: Row[] = [];

  row(what: string, figure: string, aim?: Aim, note?: string): void {
    this.rows.push({
      what,
      figure,
      ...(aim && { aim: aim.text, isReached: aim.isReached }),
      ...(note !== undefined && { note }),
    });
    console.log(
      `${what.padEnd(72)} ${figure.padStart(30)}  ${aim ? `${aim.isReached ? 'reached' : 'missed'} (aim: ${aim.text})` : ''}`.trimEnd(),
    );
    if (note !== undefined) console.log(`    ${note}`);
  }

  /** Two times of the same run beside each other. */
  ratio(what: string, a: number, b: number, most?: number): void {
    this.times(what, { a, b, ratio: a / b }, most);
  }

  /** The same, where the ratio was taken round by round. Milliseconds. */
  times(what: string, { a, b, ratio }: Pair, most?: number): void {
    if (Number.isNaN(ratio)) return this.row(what, 'not measured: this needs /proc');
    const digits = Math.min(a, b) < 1 ? 2 : 1;
    const aim = most === undefined ? undefined : atMost(most, ratio);
    this.row(what, `${a.toFixed(digits)} : ${b.toFixed(digits)} ms = ${ratio.toFixed(2)}`, aim);
  }

  /** Two rates beside each other, operations a second. */
  rates(what: string, { a, b, ratio }: Pair, least?: number, note?: string): void {
    const [left, right] = [a, b].map((rate) => (rate < 100 ? rate.toFixed(1) : rate.toFixed(0)));
    this.row(
      what,
      `${left} : ${right}/s = ${ratio.toFixed(ratio < 0.1 ? 3 : 2)}`,
      least === undefined ? undefined : atLeast(least, ratio),
      note,
    );
  }

  /** Keeps the medians of each load. */
  rounds(rounds: Readonly<Record<string, readonly Round[]>>): void {
    for (const [name, figures] of Object.entries(rounds)) {
      this.raw[`${name}PerSecond`] = median(figures.map((round) => round.perSecond));
      this.raw[`${name}ServerProcessorMs`] = median(figures.map((round) => round.serverMs));
      this.raw[`${name}DatabaseProcessorMs`] = median(figures.map((round) => round.databaseMs));
    }
  }

  async write(path: string, about: Readonly<Record<string, unknown>>): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify({ about, rows: this.rows, raw: this.raw }, null, 2)}\n`);
    console.log(`\nAll figures: ${path}`);
  }
}
