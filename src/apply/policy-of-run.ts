/** The limits on patches that a run's frozen strategy names (P2): asked for with every patch, and never changing. */
import { Injectable } from '@nestjs/common';
import { SnapshotsRepository } from './snapshots.repository.js';
import type { PatchLimits } from '../domain/strategy/ruleset.js';

const MOST_REMEMBERED = 500;

@Injectable()
export class PolicyOfRun {
  private readonly limits = new Map<string, PatchLimits>();

  constructor(private readonly repository: SnapshotsRepository) {}

  async patchLimits(runId: string): Promise<PatchLimits> {
    const known = this.limits.get(runId);
    if (known) return known;
    const limits = await this.repository.patchLimits(runId);
    if (this.limits.size >= MOST_REMEMBERED) this.limits.clear();
    this.limits.set(runId, limits);
    return limits;
  }
}
