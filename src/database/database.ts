/**
 * Runs this project's SQL: named (prepared) statements on TypeORM's pool. Planning a statement costs more than running
 * it, and TypeORM's `query()` cannot name a statement.
 */
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';

import { ServerStop } from '../common/server-stop.js';
import { isConnectionFault, retryWhile } from './faults.js';

declare const kept: unique symbol;

/**
 * A statement with its name: the name identifies the text on a connection, so that one name always means one text. Only
 * `statement` creates it, so that every text that runs is known and printed below docs/sql.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly [kept]: true;
}

/** PostgreSQL cuts longer names. */
const LONGEST_NAME = 63;
const STATEMENTS = new Map<string, Statement>();

/**
 * Registers a statement under its name. Throws if the name is used for another text or is too long: both are mistakes
 * in the code.
 */
export function statement({ name, text }: { readonly name: string; readonly text: string }): Statement {
  if (name.length > LONGEST_NAME)
    throw new Error(`The name of the statement ${name} has more than ${LONGEST_NAME} characters.`);
  const made = Object.freeze({ name, text }) as Statement;
  const present = STATEMENTS.get(name) ?? made;
  if (present.text !== text) throw new Error(`Two statements are called ${name}: give one of them another name.`);
  STATEMENTS.set(name, present);
  return present;
}

/** The statements of all modules that are loaded, by name. */
export const statements = (): Statement[] => [...STATEMENTS.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * If a lent connection is lost while no query runs, its error event would end the process without a listener: the next
 * query on it fails and reports the loss.
 */
const unheard = (): void => undefined;

type Values = readonly unknown[];

/** Runs a statement once, on a connection that was lent (see withConnection) or on any of the pool's. */
export async function queryOn<Row extends QueryResultRow>(
  on: Pool | PoolClient,
  { name, text }: Statement,
  values: Values,
): Promise<Row[]> {
  const { rows } = await on.query<Row>({ name, text, values: values as unknown[] });
  return rows;
}

@Injectable()
export class Database {
  private readonly logger = new Logger('Database');
  private awaySince: number | null = null;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly stop: ServerStop,
  ) {}

  get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  /** Where the database is now. An embedded one may have moved since the start of the process. */
  get url(): string {
    return (this.pool.options as { connectionString?: string }).connectionString ?? '';
  }

  /** The database is somewhere else now: connections that are made from now on are made there. */
  moveTo(url: string): void {
    (this.pool.options as { connectionString?: string }).connectionString = url;
  }

  /** Runs a statement that changes nothing, or may run twice: repeated for some seconds while the database is away. */
  async read<Row extends QueryResultRow>(statement: Statement, values: Values): Promise<Row[]> {
    return this.retryWhileAway(() => this.write<Row>(statement, values));
  }

  /**
   * Repeats what may be done twice for some seconds while the database is away; a server that stops does not wait for
   * it.
   */
  async retryWhileAway<Result>(work: () => Promise<Result>): Promise<Result> {
    return retryWhile(isConnectionFault, work, () => this.stop.isStopping);
  }

  /** Runs a statement once; what to do about a lost connection is the caller's to decide. */
  async write<Row extends QueryResultRow>(statement: Statement, values: Values): Promise<Row[]> {
    try {
      const rows = await queryOn<Row>(this.pool, statement, values);
      this.noteBack();
      return rows;
    } catch (error) {
      this.noteFault(error);
      throw error;
    }
  }

  /** The runs that a statement finds (`select run_id …`), without a repetition: sweepers run again anyway. */
  async runIds(statement: Statement): Promise<string[]> {
    return (await this.write<{ run_id: string }>(statement, [])).map((row) => row.run_id);
  }

  /**
   * Lends one connection, for operations that need the same one (session locks). It is destroyed instead of returned
   * when `work` fails.
   */
  async withConnection<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    client.on('error', unheard);
    try {
      const result = await work(client);
      client.off('error', unheard);
      client.release();
      return result;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  /**
   * Logs one line when the database becomes unreachable and one when it is back, however many statements fail
   * meanwhile.
   */
  private noteFault(error: unknown): void {
    if (this.awaySince !== null || !isConnectionFault(error) || this.pool.ending) return;
    this.awaySince = performance.now();
    this.logger.warn(
      `The database is unreachable: ${error instanceof Error ? error.message : String(error)}. Requests are answered with a request to retry.`,
    );
  }

  private noteBack(): void {
    if (this.awaySince === null) return;
    this.logger.log(`The database is back after ${((performance.now() - this.awaySince) / 1_000).toFixed(1)} s.`);
    this.awaySince = null;
  }
}
