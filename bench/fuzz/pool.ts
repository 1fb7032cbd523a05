/** What answers have named: ids, tokens and numbers that a later operation can use, so that it comes to states beyond the first. */
import type { Random } from './random.js';

const MOST_KEPT = 40;
/** Names of fields and arguments that mean the same. */
const KIN: Readonly<Record<string, string>> = {
  leaseToken: 'token',
  expectedRunVersion: 'version',
  expectedVersion: 'version',
  expectedProjectVersion: 'version',
  attempt: 'number',
  after: 'endCursor',
};
const LEARNED = new Set([
  'runId',
  'tierId',
  'phaseId',
  'projectId',
  'token',
  'version',
  'issueKey',
  'number',
  'commit',
  'endCursor',
  'path',
  'seq',
]);

export class Pool {
  private readonly kept = new Map<string, unknown[]>();

  /** Takes what an answer names, wherever it is. */
  learn(answer: unknown): void {
    const left = [answer];
    for (let value = left.pop(); value !== undefined; value = left.pop()) {
      if (typeof value !== 'object' || value === null) continue;
      for (const [name, entry] of Object.entries(value)) {
        if (typeof entry === 'object' && entry !== null) left.push(entry as unknown);
        else if (LEARNED.has(name) && (typeof entry === 'string' || typeof entry === 'number')) this.keep(name, entry);
      }
    }
  }

  /** Something that was named so, newer ones more often; undefined: nothing yet. */
  find(name: string, random: Random): unknown {
    const values = this.kept.get(KIN[name] ?? name) ?? [];
    return values.length === 0 ? undefined : values[Math.floor(Math.sqrt(random.next()) * values.length)];
  }

  private keep(name: string, value: unknown): void {
    const values = this.kept.get(name) ?? [];
    if (values.includes(value)) return;
    this.kept.set(name, [...values.slice(1 - MOST_KEPT), value]);
  }
}
