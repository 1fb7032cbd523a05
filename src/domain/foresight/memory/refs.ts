/**
 * A repository in memory, as far as decisions depend on it: its refs, and which of them others moved. Commits and tags
 * are names that say what they hold, so that the same patch on the same base is the same commit (G7).
 */
import type { FoundRef, RefOutcome } from '../../decisions/work/settle-refs.js';
import type { RefIntent } from '../../model/ref-intent.js';

export class RefsInMemory {
  /** Full names of refs and their commits. */
  readonly refs: Map<string, string>;
  /** What was found elsewhere when the refs of an ended run were put back (G7). */
  readonly differences: FoundRef[];

  constructor(from: Pick<RefsInMemory, 'refs' | 'differences'> = { refs: new Map(), differences: [] }) {
    this.refs = new Map(from.refs);
    this.differences = [...from.differences];
  }

  /**
   * Each move as a compare-and-swap: at its goal nothing is to be done, where it is expected the move is made, and one
   * that is gone is put back (G9). Anywhere else nothing more happens, but for the refs that a run leaves behind: each
   * of them is looked at (S6).
   */
  perform({ purpose, moves }: RefIntent): RefOutcome {
    const elsewhere: FoundRef[] = [];
    const putBack: string[] = [];
    for (const { ref, from, to } of moves) {
      const found = this.refs.get(ref) ?? null;
      if (found === to) continue;
      const isMissing = found === null && purpose !== 'RESTORE' && !from.includes(null);
      if (isMissing) putBack.push(ref);
      else if (!from.includes(found)) {
        elsewhere.push({ ref, found });
        if (purpose === 'RESTORE') continue;
        break;
      }
      if (to === null) this.refs.delete(ref);
      else this.refs.set(ref, to);
    }
    return elsewhere.length > 0 ? { at: 'elsewhere', refs: elsewhere } : { at: 'moved', putBack };
  }
}
