/** Sends reads that are requested together as one statement, and answers each of them with its own row. */
import type { QueryResultRow } from 'pg';

import { ReadsTogether } from '../common/reads-together.js';
import type { Database, Statement } from './database.js';

/**
 * A caller's request: a value for each parameter of the statement, which takes a list of them; never a list itself,
 * because PostgreSQL has no ragged arrays.
 */
export type Requested = readonly (string | number | boolean | null)[];

/** A row that answers the caller with this number, counted from 1 (`with ordinality`). */
interface Placed extends QueryResultRow {
  readonly place: number;
}

const IN_FLIGHT = 2;
const MOST_TOGETHER = 32;

export class GroupedRead<Row extends Placed> {
  private readonly reads = new ReadsTogether<Requested, Row>({
    inFlight: IN_FLIGHT,
    size: MOST_TOGETHER,
    read: (group) => this.read(group),
  });

  /** @param statement Returns one row for each element of its parameters. It changes nothing. */
  constructor(
    private readonly database: Database,
    private readonly statement: Statement,
  ) {}

  /** The row for these values, read after the call; repeated for some seconds while the database is unreachable. */
  async ask(requested: Requested): Promise<Row> {
    return this.database.retryWhileAway(() => this.reads.ask(requested));
  }

  private async read(group: readonly Requested[]): Promise<Row[]> {
    const lists = group[0]!.map((_, i) => group.map((requested) => requested[i]));
    const rows: Row[] = [];
    for (const row of await this.database.write<Row>(this.statement, lists)) rows[row.place - 1] = row;
    return rows;
  }
}
