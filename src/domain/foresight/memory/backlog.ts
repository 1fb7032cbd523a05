/**
 * The backlog of one project in memory, as the database keeps it: entries by key, sightings by key, episode, run and
 * tier (Q4, Q6). Runs of one project share one.
 */
import type { BacklogEntry, IssueSighting } from '../../model/issue.js';

/** An entry as a change writes it: `seenVersion` is the version that the decision saw, null for a new one. */
export type WrittenEntry = BacklogEntry & { readonly seenVersion: number | null };

export class BacklogInMemory {
  protected readonly entries = new Map<string, BacklogEntry>();
  protected readonly sightings = new Map<string, IssueSighting>();
  /** Ends of runs of the project that were DONE_SUCCESS. */
  protected readonly successes: Date[] = [];

  get all(): BacklogEntry[] {
    return [...this.entries.values()];
  }

  entry(issueKey: string): BacklogEntry | null {
    return this.entries.get(issueKey) ?? null;
  }

  /** In the entry's present episode. */
  sighting(issueKey: string, runId: string, tierId: string): IssueSighting | null {
    return this.presentSightings(issueKey).find((one) => one.runId === runId && one.tierId === tierId) ?? null;
  }

  wasSeenIn(issueKey: string, runId: string): boolean {
    return this.presentSightings(issueKey).some((one) => one.runId === runId && one.counted);
  }

  /** Q6 */
  isResolved(issueKey: string, afterRuns: number): boolean {
    const entry = this.entry(issueKey);
    if (!entry) return false;
    return entry.resolvedAt !== null || this.successes.filter((end) => end > entry.lastSeenAt).length >= afterRuns;
  }

  /** @throws if an entry has another version than the decision saw: in memory nothing writes beside it. */
  write(entries: readonly WrittenEntry[], sightings: readonly IssueSighting[]): void {
    for (const { seenVersion, ...entry } of entries) {
      const present = this.entry(entry.issueKey)?.version ?? null;
      if (present !== seenVersion)
        throw new Error(`The entry ${entry.issueKey} is at version ${present}, not ${seenVersion}`);
      this.entries.set(entry.issueKey, entry);
    }
    for (const sighting of sightings) {
      const { issueKey, episode, runId, tierId } = sighting;
      this.sightings.set(JSON.stringify([issueKey, episode, runId, tierId]), sighting);
    }
  }

  resolve(issueKeys: readonly string[], at: Date): void {
    for (const key of issueKeys) {
      const entry = this.entry(key);
      if (entry?.resolvedAt === null) this.entries.set(key, { ...entry, resolvedAt: at, version: entry.version + 1 });
    }
  }

  succeed(at: Date): void {
    this.successes.push(at);
  }

  protected presentSightings(issueKey: string): IssueSighting[] {
    const episode = this.entry(issueKey)?.episode;
    if (episode === undefined) return [];
    return [...this.sightings.values()].filter((one) => one.issueKey === issueKey && one.episode === episode);
  }
}
