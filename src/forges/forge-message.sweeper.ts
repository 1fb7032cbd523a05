/** Forgets messages of forges that are old (M3). */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { ForgeMessagesRepository } from './forge-messages.repository.js';

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
