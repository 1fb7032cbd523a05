/** The reads of a recount. */
import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { RECOUNTED, RECOUNTS } from './recount.statements.js';

export interface Difference {
  readonly subject: string;
  readonly name: string;
  readonly stored: string | null;
  readonly recounted: string | null;
}

export interface Recount {
  readonly runs: number;
  readonly entries: number;
  readonly sightings: number;
  readonly differences: Difference[];
}

const MOST_OF_A_KIND = 100;

@Injectable()
export class RecountRepository {
  constructor(private readonly database: Database) {}

  /**
   * Statement by statement: on a server that works meanwhile, a number that is just being changed is seen whole, before
   * or after.
   */
  async recount(projectId: string | null): Promise<Recount> {
    const [seen] = await this.database.read<Omit<Recount, 'differences'> & Record<string, unknown>>(RECOUNTED, [
      projectId,
    ]);
    const differences: Difference[] = [];
    for (const statement of RECOUNTS) {
      differences.push(
        ...(await this.database.read<Difference & Record<string, unknown>>(statement, [projectId, MOST_OF_A_KIND])),
      );
    }
    return { ...seen!, differences };
  }
}
