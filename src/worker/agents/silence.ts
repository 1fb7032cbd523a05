/**
 * An agent that says nothing and changes nothing for minutes is stuck, most often because its provider does not answer and its program asks again
 * without end. It is ended then, long before its time is over, and its end is one of its surroundings (B6).
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What an agent may be silent, unless something else is set. */
export const SILENCE_MS = 600_000;
/** Entries that are looked at, at most, for one that is new. */
const MOST_ENTRIES = 200_000;
const LOOKS_PER_SILENCE = 20;
const LONGEST_PAUSE_MS = 15_000;

export class SilenceWatch {
  private heardAt = Date.now();
  private readonly ended = new AbortController();
  private readonly timer: NodeJS.Timeout | null = null;
  private isLooking = false;

  /** `silenceMs` 0: it may be silent for ever. */
  constructor(
    private readonly workspace: string,
    private readonly silenceMs: number,
  ) {
    if (silenceMs <= 0) return;
    const pause = Math.max(1, Math.min(LONGEST_PAUSE_MS, silenceMs / LOOKS_PER_SILENCE));
    this.timer = setInterval(() => void this.look(), pause);
  }

  /** Aborted when it was silent for too long. */
  get tooLong(): AbortSignal {
    return this.ended.signal;
  }

  /** Something came of it. */
  heard(): void {
    this.heardAt = Date.now();
  }

  end(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.isLooking || Date.now() - this.heardAt < this.silenceMs) return;
    this.isLooking = true;
    const changed = await changeAfter(this.workspace, Math.max(this.heardAt, Date.now() - this.silenceMs)).catch(
      () => 0,
    );
    this.isLooking = false;
    if (changed > this.heardAt) this.heardAt = changed;
    if (Date.now() - this.heardAt >= this.silenceMs) this.ended.abort();
  }
}

export function silenceFault(silenceMs: number): string {
  const minutes = silenceMs / 60_000;
  const displayed =
    minutes >= 1
      ? `${Math.round(minutes)} ${Math.round(minutes) === 1 ? 'minute' : 'minutes'}`
      : `${silenceMs / 1_000} s`;
  return `The agent could not work: for ${displayed} it said nothing and changed no file; most often its provider does not answer. Check the provider and the worker's network; --agent-silence says how long an agent may be silent.`;
}

/** A change after `since`, the first one that is found; else 0. Folders count: what is made or removed in them changes them. */
async function changeAfter(root: string, since: number): Promise<number> {
  const folders = [root];
  let looked = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if ((looked += 1) > MOST_ENTRIES) return 0;
      const path = join(folder, entry.name);
      const changed = (await stat(path).catch(() => null))?.mtimeMs ?? 0;
      if (changed > since) return Math.min(changed, Date.now());
      if (entry.isDirectory()) folders.push(path);
    }
  }
  return 0;
}
