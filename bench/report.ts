/** Where figures go: a row on the screen with its aim, if it has one, and a file with everything for later runs to be held against. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** `met` is told, never enforced. */
export interface Aim {
  readonly text: string;
  readonly met: boolean;
}

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim?: string;
  readonly met?: boolean;
}

export const atMost = (most: number, value: number): Aim => ({ text: `at most ${most}`, met: value <= most });

export class Report {
  /** Single figures by name, in the unit that the name ends with. */
  readonly raw: Record<string, number> = {};
  private readonly rows: Row[] = [];

  row(what: string, figure: string, aim?: Aim): void {
    this.rows.push(aim ? { what, figure, aim: aim.text, met: aim.met } : { what, figure });
    console.log(`${what.padEnd(72)} ${figure.padStart(30)}  ${aim ? `${aim.met ? 'met' : 'MISSED'} (aim: ${aim.text})` : ''}`.trimEnd());
  }

  /** Two times of the same run beside each other. */
  ratio(what: string, a: number, b: number, most?: number): void {
    this.row(what, `${a.toFixed(1)} : ${b.toFixed(1)} ms = ${(a / b).toFixed(2)}`, most === undefined ? undefined : atMost(most, a / b));
  }

  async write(path: string, about: Readonly<Record<string, unknown>>): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify({ about, rows: this.rows, raw: this.raw }, null, 2)}\n`);
    console.log(`\nAll figures: ${path}`);
  }
}
