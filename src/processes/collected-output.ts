/** The output of one command: counted against its limit, decoded without breaking characters, kept in bounded memory, and passed on as it comes. */
import { StringDecoder } from 'node:string_decoder';

import { KeptOutput } from './kept-output.js';
import type { OutputStream, ProcessEnd, ProcessSpec } from './process-contract.js';

const KEEP_BYTES = 1_048_576;

export class CollectedOutput {
  private readonly decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  private readonly both: KeptOutput;
  private readonly kept: Readonly<Record<OutputStream, KeptOutput>>;
  private bytes = 0;
  private tooMuch = false;

  constructor(
    private readonly spec: Pick<ProcessSpec, 'maxOutputBytes' | 'keepOutputBytes' | 'onOutput'>,
    private readonly onTooMuch: () => void,
  ) {
    const keep = spec.keepOutputBytes ?? KEEP_BYTES;
    this.both = new KeptOutput(keep);
    this.kept = { stdout: new KeptOutput(keep), stderr: new KeptOutput(keep) };
  }

  add(stream: OutputStream, bytes: Buffer): void {
    // A flood that is about to be ended is still read, lest it hang, but it is worth nothing.
    if (this.tooMuch) return;
    this.bytes += bytes.length;
    this.keep(stream, this.decoders[stream].write(bytes));
    if (this.bytes <= this.spec.maxOutputBytes) return;
    this.tooMuch = true;
    this.onTooMuch();
  }

  stderr(): string {
    return this.kept.stderr.text();
  }

  /** To be asked once, at the end: half a character that is still waited for is then a broken one. */
  texts(): Pick<ProcessEnd, 'output' | 'stdout' | 'stderr' | 'truncated'> {
    this.keep('stdout', this.decoders.stdout.end());
    this.keep('stderr', this.decoders.stderr.end());
    const { both, kept } = this;
    return {
      output: both.text(),
      stdout: kept.stdout.text(),
      stderr: kept.stderr.text(),
      truncated: this.tooMuch || both.truncated || kept.stdout.truncated || kept.stderr.truncated,
    };
  }

  private keep(stream: OutputStream, text: string): void {
    if (text === '') return;
    this.both.add(text);
    this.kept[stream].add(text);
    try {
      this.spec.onOutput?.(stream, text);
    } catch {
      // A listener that fails must not end the command, nor leave it running without us.
    }
  }
}
