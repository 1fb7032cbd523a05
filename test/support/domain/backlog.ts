/**
 * The backlog of one project in memory, as the database keeps it: entries by key, sightings by key, episode, run and tier. Worlds of
 * several runs share one. After every write ages and occurrences are counted again from the sightings (Q4).
 */
import type { BacklogEntry, IssueSighting } from '../../../src/domain/model/issue.js';

export class Backlog {
  private readonly entries = new Map<string, BacklogEntry>();
  private readonly sightings = new Map<string, IssueSighting>();
  /** Ends of runs of the project that were DONE_SUCCESS. */
  private readonly successes: Date[] = [];

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

  write(
    entries: readonly (BacklogEntry & { readonly seenVersion: number | null })[],
    sightings: readonly IssueSighting[],
  ): void {
    for (const { seenVersion, ...entry } of entries) {
      const present = this.entry(entry.issueKey)?.version ?? null;
      if (present !== seenVersion)
        throw new Error(`The entry ${entry.issueKey} is at version ${present}, not ${seenVersion}`);
      if (entry.version !== (seenVersion ?? 0) + 1)
        throw new Error(`The entry ${entry.issueKey} goes to version ${entry.version}`);
      this.entries.set(entry.issueKey, entry);
    }
    for (const sighting of sightings) {
      const { issueKey, episode, runId, tierId } = sighting;
      this.sightings.set(JSON.stringify([issueKey, episode, runId, tierId]), sighting);
    }
    for (const { issueKey } of entries) this.assertCounted(issueKey);
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

  private presentSightings(issueKey: string): IssueSighting[] {
    const episode = this.entry(issueKey)?.episode;
    return [...this.sightings.values()].filter((one) => one.issueKey === issueKey && one.episode === episode);
  }

  private assertCounted(issueKey: string): void {
    const entry = this.entry(issueKey)!;
    const counted = this.presentSightings(issueKey).filter((one) => one.counted);
    const every = [...this.sightings.values()].filter((one) => one.issueKey === issueKey);
    const occurrences = every.reduce((sum, one) => sum + one.occurrences, 0);
    const there = [new Set(counted.map((one) => one.runId)).size, counted.length, occurrences].join();
    const reported = [entry.ageInRuns, entry.ageInTiers, entry.occurrenceCount].join();
    if (there !== reported)
      throw new Error(`The entry ${issueKey} says ${reported} (runs, tiers, occurrences), its sightings ${there}`);
  }
}
