/**
 * What agent or CI print, for the heartbeats of their lease (O8): whole lines, without control characters, secrets and
 * places of this machine, in bounded memory. A line is held until it ends, so that no half of a secret is sent.
 */
import { plainOutput } from '../../common/plain-output.js';
import { outputRedactor } from '../../common/redact-output.js';
import { lastBytes } from '../../processes/kept-output.js';

/** What is sent at most; what came before is left out with a mark. */
const TAIL_BYTES = 4_096;
/** What is held at most: a private key that has begun is in it as a whole. */
const HELD_CHARACTERS = 32_768;

/** Lines that are ready to be sent; `upTo` is told when they were taken. */
export interface ReadyLines {
  readonly text: string;
  readonly upTo: number;
}

export class PrintedLines {
  private held = '';
  /** Characters that were added before those that are held. */
  private gone = 0;
  private readonly secrets = new Set<string>();
  private readonly hidden = new Map<string, string>();

  /** `onLines` is called whenever a line has ended. */
  constructor(private readonly onLines: () => void) {}

  /** A place of this machine is named in another way (A4). */
  hide(place: string, instead: string): void {
    this.hidden.set(place, instead);
  }

  /** Takes output as it comes; `secrets` are known values that may stand in it. */
  add(text: string, secrets: readonly string[] = []): void {
    for (const secret of secrets) this.secrets.add(secret);
    this.held += text;
    if (this.held.length > HELD_CHARACTERS) {
      const line = this.held.indexOf('\n', this.held.length - HELD_CHARACTERS);
      this.drop(line < 0 ? this.held.length : line + 1);
    }
    if (text.includes('\n') && this.held !== '') this.onLines();
  }

  /** The lines that have ended and were not taken yet; null: there are none. */
  ready(): ReadyLines | null {
    const whole = this.held.slice(0, this.end());
    if (whole === '') return null;
    let clean = outputRedactor([...this.secrets]).text(plainOutput(whole));
    for (const [place, instead] of this.hidden) clean = clean.replaceAll(place, instead);
    return { text: lastBytes(clean, TAIL_BYTES), upTo: this.gone + whole.length };
  }

  /** What was ready up to there is sent no more. */
  taken(upTo: number): void {
    this.drop(Math.min(Math.max(0, upTo - this.gone), this.held.length));
  }

  /** Behind the last line that has ended, before a private key that has not. */
  private end(): number {
    const line = this.held.lastIndexOf('\n') + 1;
    const key = this.held.lastIndexOf('-----BEGIN ', line);
    const isOpen =
      key >= 0 && this.held.indexOf('-----END ', key) < 0 && this.held.slice(key, key + 80).includes('PRIVATE KEY');
    return isOpen && line - key < HELD_CHARACTERS / 2 ? this.held.lastIndexOf('\n', key) + 1 : line;
  }

  private drop(characters: number): void {
    this.held = this.held.slice(characters);
    this.gone += characters;
  }
}
