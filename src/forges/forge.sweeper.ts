/** Looks at changes that are due, every second; and forgets messages of forges that are old (M3). */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { ForgeMessagesRepository } from './forge-messages.repository.js';
import { ForgePoller } from './forge-poller.js';

const EVERY_MS = 1_000;
/** A server that stops waits so long for forges. */
const LONGEST_STOP_MS = 3_000;

@Injectable()
export class ForgeSweeper extends RunSweeper {
  constructor(private readonly poller: ForgePoller) {
    super('ForgeSweeper', EVERY_MS);
  }

  tick(): Promise<void> {
    return this.poller.tick();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    this.poller.stop();
    await super.beforeApplicationShutdown();
    const late = setTimeout(() => this.poller.breakOff(), LONGEST_STOP_MS);
    await this.poller.idle();
    clearTimeout(late);
  }
}

const TIDY_EVERY_MS = 600_000;

@Injectable()
export class ForgeMessageSweeper extends RunSweeper {
  constructor(private readonly messages: ForgeMessagesRepository) {
    super('ForgeMessageSweeper', TIDY_EVERY_MS);
  }

  tick(): Promise<void> {
    return this.messages.forget();
  }
}
