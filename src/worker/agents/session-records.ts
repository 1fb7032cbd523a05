/**
 * Reads how many tokens an agent has used from the records that its program keeps of the session, while it runs (B1): many programs report it nowhere
 * else before their end. Nothing is written there and nothing is waited for: records that cannot be found or read report nothing.
 */
import { constants } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

import { type AgentTokens, noTokens } from './contract/agent.js';
import { JsonLines } from './profiles/json-lines.js';
import { fields } from './profiles/output-profile.js';
import { RecordFiles, type RecordsPlace, WRITTEN_WHOLE } from './session-record-files.js';
import { RecordUsage } from './session-record-usage.js';

/** Often enough that an agent is stopped within one call of its model. */
const EVERY_MS = 300;
const PIECE_BYTES = 1_048_576;
/** Of one file, at one look. */
const MOST_BYTES = 16_777_216;

interface Tail {
  readonly lines: JsonLines;
  readonly decoder: StringDecoder;
  offset: number;
}

export class SessionRecords {
  private readonly files: RecordFiles;
  private readonly usage: RecordUsage;
  private readonly tails = new Map<string, Tail>();
  private readonly writtenAt = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void> = Promise.resolve();
  private isBusy = false;

  /** Looks until `end`. Calls `onGrown` whenever the records have grown. */
  constructor(
    private readonly place: RecordsPlace,
    private readonly onGrown: (tokens: AgentTokens) => void,
    everyMs = EVERY_MS,
  ) {
    this.files = new RecordFiles(place);
    this.usage = new RecordUsage(place.format);
    this.timer = setInterval(() => {
      if (this.isBusy) return;
      this.looking = this.look();
    }, everyMs);
  }

  /** What was used by the end; looks once more. */
  async end(): Promise<AgentTokens> {
    clearInterval(this.timer);
    await this.looking;
    await this.look();
    return this.usage.tokens();
  }

  private async look(): Promise<void> {
    this.isBusy = true;
    try {
      let grown = false;
      const isWhole = WRITTEN_WHOLE.has(this.place.format);
      for (const file of await this.files.list())
        grown = (await (isWhole ? this.readWhole(file) : this.readOn(file))) || grown;
      if (grown) this.onGrown(this.usage.tokens());
    } catch {
      // Records that cannot be read report nothing.
    } finally {
      this.isBusy = false;
    }
  }

  /** What was added since the last look; the half line at its end waits for the rest. */
  private async readOn(file: string): Promise<boolean> {
    const tail = this.tails.get(file) ?? this.begin(file);
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
    if (handle === null) return false;
    try {
      const { size } = await handle.stat();
      const until = Math.min(size, tail.offset + MOST_BYTES);
      const from = tail.offset;
      const piece = Buffer.alloc(Math.max(0, Math.min(PIECE_BYTES, until - from)));
      while (tail.offset < until) {
        const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, until - tail.offset), tail.offset);
        if (bytesRead === 0) break;
        tail.offset += bytesRead;
        tail.lines.read(tail.decoder.write(piece.subarray(0, bytesRead)));
      }
      return tail.offset > from;
    } finally {
      await handle.close();
    }
  }

  /** A file that was written anew. Half of one is no JSON yet: the next look reads it. */
  private async readWhole(file: string): Promise<boolean> {
    const { mtimeMs, size } = await stat(file);
    if (this.writtenAt.get(file) === mtimeMs || size > MOST_BYTES) return false;
    const text = await readFile(file, {
      encoding: 'utf8',
      flag: constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    });
    try {
      this.usage.read(fields(JSON.parse(text)), file);
    } catch {
      return false;
    }
    this.writtenAt.set(file, mtimeMs);
    return true;
  }

  private begin(file: string): Tail {
    const tail = {
      lines: new JsonLines((event) => this.usage.read(event, file)),
      decoder: new StringDecoder('utf8'),
      offset: 0,
    };
    this.tails.set(file, tail);
    return tail;
  }
}

/** For agents whose programs keep no records that are known here. */
export const noRecords = { end: (): Promise<AgentTokens> => Promise.resolve(noTokens) };
