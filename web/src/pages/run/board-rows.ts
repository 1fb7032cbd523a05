/** The board of a run: its tiers, each followed by its phases, in the order in which they run. */
import type { RunBoardQuery } from '../../api/operations/run.generated.js';

type Board = NonNullable<RunBoardQuery['run']>;
export type BoardTier = Board['tiers'][number];
export type BoardPhase = Board['phases'][number];

export type BoardRow =
  | {
      readonly kind: 'tier';
      readonly tier: BoardTier;
      readonly place: number;
      readonly complete: number;
      readonly phases: number;
    }
  | { readonly kind: 'phase'; readonly phase: BoardPhase };

export function boardRows({ tiers, phases }: Pick<Board, 'tiers' | 'phases'>): BoardRow[] {
  const byTier = new Map<string, BoardPhase[]>(tiers.map(({ tierId }) => [tierId, []]));
  for (const phase of phases) byTier.get(phase.tierId)?.push(phase);
  return tiers.flatMap((tier, place) => {
    const own = byTier.get(tier.tierId) ?? [];
    const complete = own.filter(({ state }) => state === 'COMPLETE').length;
    return [
      { kind: 'tier', tier, place: place + 1, complete, phases: own.length } as const,
      ...own.map((phase) => ({ kind: 'phase', phase }) as const),
    ];
  });
}

/** The row of the phase at work, or else of the first that has not ended; −1: all have. */
export function currentRow(rows: readonly BoardRow[]): number {
  const at = (states: readonly string[]) =>
    rows.findIndex((row) => row.kind === 'phase' && states.includes(row.phase.state));
  const working = at(['EXECUTING', 'GATE', 'CI_RUNNING']);
  return working >= 0 ? working : at(['QUEUED']);
}
