/** The embedded PostgreSQL of a data folder, as somebody else on the machine sees and harms it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export class EmbeddedCluster {
  constructor(private readonly dataDir: string) {}

  /** The folder of the cluster; outside the data folder where PostgreSQL's user cannot use that. */
  get folder(): string {
    const pointer = join(this.dataDir, 'pgdata.location');
    return join(existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : this.dataDir, 'pgdata');
  }

  get pidFile(): string {
    return join(this.folder, 'postmaster.pid');
  }

  /** The pid of the server; undefined: it says of none. */
  get pid(): number | undefined {
    return this.line(0);
  }

  get port(): number | undefined {
    return this.line(3);
  }

  /** Pids of the server's processes, those of clients only if asked. */
  children(clientsOnly = false): number[] {
    const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
    const rows = listed.map((row) => row.trim().split(/\s+/));
    const own = rows.filter(([, parent]) => Number(parent) === this.pid);
    return own
      .filter((row) => !clientsOnly || row.includes('127.0.0.1') || row.join(' ').includes('127.0.0.1('))
      .map(([pid]) => Number(pid));
  }

  private line(number: number): number | undefined {
    try {
      const value = Number(readFileSync(this.pidFile, 'utf8').split('\n')[number]);
      return Number.isInteger(value) && value > 0 ? value : undefined;
    } catch {
      return undefined;
    }
  }
}
