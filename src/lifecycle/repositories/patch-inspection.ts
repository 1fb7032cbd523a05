/**
 * The inspection of one patch while its result is decided: git reads it once for each base, however often the decision
 * repeats, and the quarantined objects are discarded at the end. An unreachable repository is reported as such (B6).
 */
import type { RunFacts } from '../../domain/model/facts.js';
import type { PatchFacts } from '../../domain/rules/gate/patch-facts.js';
import { type InspectedPatch, type PatchOrigin, type Repositories, RepositoryUnreachable } from './repositories.js';

/** The patch that would be applied, and its author. */
export interface AppliedPatch {
  readonly text: string;
  readonly origin: PatchOrigin;
}

export interface Looked {
  readonly patch: PatchFacts | null;
  /** Why git could not read it. */
  readonly unreachable: string | null;
  /** There is a patch that would be applied, and so become a commit. */
  readonly wouldApply: boolean;
}

export class PatchInspection {
  private inspected: { readonly of: string; readonly patch: InspectedPatch } | null = null;

  constructor(private readonly repositories: Repositories) {}

  async look(run: RunFacts, applied: AppliedPatch | null): Promise<Looked> {
    if (!applied) return { patch: null, unreachable: null, wouldApply: false };
    if (run.repositoryPath === null) return { patch: unread(applied.text), unreachable: null, wouldApply: true };
    const of = `${run.headCommit} ${applied.origin.phaseId} ${applied.origin.attempt}`;
    if (this.inspected?.of === of) return { patch: this.inspected.patch.patch, unreachable: null, wouldApply: true };
    await this.discard();
    try {
      this.inspected = { of, patch: await this.repositories.get().inspect(run, applied.text, applied.origin) };
      return { patch: this.inspected.patch.patch, unreachable: null, wouldApply: true };
    } catch (error) {
      return { patch: null, unreachable: unreachable(error), wouldApply: true };
    }
  }

  /** Moves the commit into the repository. */
  async keep(): Promise<{ readonly id: string } | { readonly unreachable: string }> {
    if (!this.inspected) throw new Error('No patch was inspected');
    try {
      return { id: await this.inspected.patch.keep() };
    } catch (error) {
      return { unreachable: unreachable(error) };
    }
  }

  async discard(): Promise<void> {
    const { inspected } = this;
    this.inspected = null;
    await inspected?.patch.discard();
  }
}

/** Anything but a repository out of reach is a fault of ours. */
export function unreachable(error: unknown): string {
  if (error instanceof RepositoryUnreachable) return error.message;
  throw error;
}

const unread = (text: string): PatchFacts => ({
  outcome: 'not-read',
  bytes: Buffer.byteLength(text),
  isBlank: text.trim() === '',
});
