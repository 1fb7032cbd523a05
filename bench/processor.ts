/** Processor time of processes, user and system together, as Linux reports it. Where there is no /proc, figures are NaN and rows say so. */
import { readdir, readFile } from 'node:fs/promises';

import type pg from 'pg';

/** The unit of /proc/PID/stat: a hundredth of a second, whatever the kernel's own clock. */
const TICK_MS = 10;

interface Stat {
  readonly parent: number;
  /** Of the process, and of those of its children that have ended. */
  readonly ms: number;
}

/** Milliseconds that a process has used, with its children that have ended; for a whole family add those that live. */
export async function processorMs(pid: number): Promise<number> {
  return (await statOf(pid))?.ms ?? Number.NaN;
}

/** The same for a process and all of its children: PostgreSQL with every backend and background process, those that have ended included. */
export async function familyProcessorMs(pid: number): Promise<number> {
  const names = await readdir('/proc').catch(() => []);
  const stats = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => statOf(Number(name))));
  const children = stats.filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + stat!.ms, await processorMs(pid));
}

/** The process that all backends are children of; null where it cannot be determined. */
export async function postmasterOf(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return (await statOf(rows[0]!.pid))?.parent ?? null;
}

async function statOf(pid: number): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // The name of the program is in brackets and may hold anything; the third field is the first behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { parent: Number(fields[1]), ms: (user + system + childrenUser + childrenSystem) * TICK_MS };
}
