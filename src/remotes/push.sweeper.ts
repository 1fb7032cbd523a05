/** Pushes what is due, every second (M3). */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { Pusher } from './pusher.js';

const EVERY_MS = 1_000;
/** A server that stops waits so long for remotes. */
const LONGEST_STOP_MS = 3_000;

@Injectable()
export class PushSweeper extends RunSweeper {
  constructor(private readonly pusher: Pusher) {
    super('PushSweeper', EVERY_MS);
  }

  tick(): Promise<void> {
    return this.pusher.tick();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    const late = setTimeout(() => this.pusher.breakOff(), LONGEST_STOP_MS);
    await this.pusher.idle();
    clearTimeout(late);
  }
}
