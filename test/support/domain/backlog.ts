/**
 * The backlog in memory, of which ages and occurrences are counted again from the sightings after every write (Q4). Worlds of several
 * runs share one.
 */
import { BacklogInMemory, type WrittenEntry } from '../../../src/domain/foresight/memory/backlog.js';
import type { IssueSighting } from '../../../src/domain/model/issue.js';

export class Backlog extends BacklogInMemory {
  override write(entries: readonly WrittenEntry[], sightings: readonly IssueSighting[]): void {
    for (const { seenVersion, issueKey, version } of entries)
      if (version !== (seenVersion ?? 0) + 1) throw new Error(`The entry ${issueKey} goes to version ${version}`);
    super.write(entries, sightings);
    for (const { issueKey } of entries) this.assertCounted(issueKey);
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
