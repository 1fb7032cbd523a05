/** Words of the backlog: states of its entries, filters in the address, age. */
import { counted } from '../../parts/format.js';
import type { StateLook } from '../../parts/states.js';

export type Status = 'NEEDS_CLEANUP' | 'OPEN' | 'RESOLVED';

export const STATUS_LOOKS: Readonly<Record<Status, StateLook>> = {
  OPEN: { sign: '○', word: 'Open', tone: 'warn' },
  NEEDS_CLEANUP: { sign: '!', word: 'Needs clean-up', tone: 'bad' },
  RESOLVED: { sign: '✓', word: 'Resolved', tone: 'good' },
};

interface Filter {
  /** Its word in the address. */
  readonly id: string;
  readonly word: string;
  /** Null: all of them. */
  readonly statuses: readonly Status[] | null;
}

/** The first one needs no word in the address. */
export const FILTERS: readonly Filter[] = [
  { id: 'unresolved', word: 'Not resolved', statuses: ['NEEDS_CLEANUP', 'OPEN'] },
  { id: 'cleanup', word: 'Needs clean-up', statuses: ['NEEDS_CLEANUP'] },
  { id: 'resolved', word: 'Resolved', statuses: ['RESOLVED'] },
  { id: 'all', word: 'All', statuses: null },
];

/** What the address asks for; a word that is unknown is the first filter. */
export const chosenStatuses = (word: string | null): Filter => FILTERS.find(({ id }) => id === word) ?? FILTERS[0]!;

interface Aged {
  readonly status: Status;
  readonly ageInRuns: number;
  readonly ageInTiers: number;
}

/** “open for 3 runs and 5 tiers”; of what is resolved, how long it was. */
export const ageInWords = ({ status, ageInRuns, ageInTiers }: Aged): string =>
  `${status === 'RESOLVED' ? 'was open for' : 'open for'} ${counted(ageInRuns, 'run')} and ${counted(ageInTiers, 'tier')}`;
