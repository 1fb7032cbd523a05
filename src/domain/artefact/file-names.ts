/**
 * The places of a run's documents, relative to the run's directory (section 11). The index in front makes every name unique in
 * its folder, ignoring case too, so that cutting and cleaning a name can never make two of them collide.
 */
import type { PhaseFacts, TierFacts } from '../run/facts.js';

export const RUN_SUMMARY_PATH = 'run_summary.md';
export const TIERS_FOLDER = 'tiers';
export const PHASES_FOLDER = 'phases';

const SAFE_NAME_MAX_LENGTH = 80;

/**
 * A name for every file system: ASCII letters, digits, `.`, `_` and `-`, at most 80 of them. Blanks become `_`, accents are taken
 * off, everything else is dropped. Empty if nothing is left.
 */
export function safeName(name: string): string {
  return name
    .trim()
    .normalize('NFKD')
    .replace(/\s/g, '_')
    .replace(/[^A-Za-z0-9._-]/g, '')
    .slice(0, SAFE_NAME_MAX_LENGTH);
}

/** An index with at least two digits. */
export const twoDigits = (index: number): string => String(index).padStart(2, '0');

/** `tiers/tier_{NN}_{name}.md`; a name of which nothing is left gives way to the tier's id. */
export const tierPath = (tier: Pick<TierFacts, 'tierId' | 'tierIndex' | 'name'>): string =>
  `${TIERS_FOLDER}/tier_${twoDigits(tier.tierIndex)}_${safeName(tier.name) || safeName(tier.tierId)}.md`;

/** `phases/phase_{NN}_{phase_id}.md` */
export const phasePath = (phase: Pick<PhaseFacts, 'phaseId' | 'phaseIndex'>): string =>
  `${PHASES_FOLDER}/phase_${twoDigits(phase.phaseIndex)}_${safeName(phase.phaseId)}.md`;

const DOCUMENT_PATH = /^(run_summary\.md|tiers\/tier_\d{2,}_[A-Za-z0-9._-]{1,80}\.md|phases\/phase_\d{2,}_[A-Za-z0-9._-]{1,80}\.md)$/;

/** Does a path have the form of a document's? Only such files are ever written or swept away. */
export const isDocumentPath = (path: string): boolean => DOCUMENT_PATH.test(path);
