import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { Database } from '../database/database.js';
import { FORGET_OUTPUT } from './output.statements.js';

const EVERY_MS = 10_000;

/** Removes the output of attempts that have ended (O8). Several servers may sweep at once. */
@Injectable()
export class OutputSweeper extends RunSweeper {
  constructor(private readonly database: Database) {
    super('OutputSweeper', EVERY_MS);
  }

  async tick(): Promise<void> {
    await this.database.write(FORGET_OUTPUT, []);
  }
}
