/**
 * The places of documents: of a run relative to its directory, of a project relative to its own. The index in front
 * makes every name unique in its folder, ignoring case too, so that cutting and cleaning a name can never make two of
 * them collide.
 */
import type { PhaseFacts, TierFacts } from '../../model/facts.js';

export const RUN_SUMMARY_PATH = 'run_summary.md';
export const TIERS_FOLDER = 'tiers';
export const PHASES_FOLDER = 'phases';
export const ISSUES_FOLDER = 'issues';
const ATTEMPTS_FOLDER = 'attempts';
export const INCIDENT_FOLDER = 'incident';
export const RUN_INDEX_PATH = `${ISSUES_FOLDER}/run_issue_index.json`;
/** The incident pack (C4): its index, and what would make that too long. */
export const INCIDENT_INDEX_PATH = `${INCIDENT_FOLDER}/README.md`;
export const INCIDENT_EVENTS_PATH = `${INCIDENT_FOLDER}/events.json`;
export const INCIDENT_ISSUES_PATH = `${INCIDENT_FOLDER}/issues.json`;
export const BACKLOG_PATH = 'project_issue_backlog.json';

const SAFE_NAME_MAX_LENGTH = 80;

/**
 * A name for every file system: ASCII letters, digits, `.`, `_` and `-`, at most 80 of them. Blanks become `_`, accents
 * are taken off, everything else is dropped. Empty if nothing is left.
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
const twoDigits = (index: number): string => String(index).padStart(2, '0');

/** `tiers/tier_{NN}_{name}.md`; a name of which nothing is left gives way to the tier's id. */
export const tierPath = (tier: Pick<TierFacts, 'tierId' | 'tierIndex' | 'name'>): string =>
  `${TIERS_FOLDER}/tier_${twoDigits(tier.tierIndex)}_${safeName(tier.name) || safeName(tier.tierId)}.md`;

/** `phases/phase_{NN}_{phase_id}.md` */
export const phasePath = (phase: Pick<PhaseFacts, 'phaseId' | 'phaseIndex'>): string =>
  `${PHASES_FOLDER}/${phaseName(phase)}.md`;

/** `issues/phase_{NN}_{phase_id}_issues.json` */
export const phaseIssuesPath = (phase: Pick<PhaseFacts, 'phaseId' | 'phaseIndex'>): string =>
  `${ISSUES_FOLDER}/${phaseName(phase)}_issues.json`;

/** `project_implementation_strategy_v{N}.json` */
export const strategyPath = (version: number): string => `project_implementation_strategy_v${version}.json`;

/** `project_ruleset_v{N}.json` */
export const rulesetPath = (version: number): string => `project_ruleset_v${version}.json`;

/**
 * `attempts/phase_{NN}_{phase_id}_{what}_{hash}.{ext}`: attachments lie in one folder, and their hash makes their names
 * their own.
 */
export const attachmentPath = (
  phase: Pick<PhaseFacts, 'phaseId' | 'phaseIndex'>,
  what: string,
  sha256: string,
  extension: string,
): string => `${ATTEMPTS_FOLDER}/${phaseName(phase)}_${what}_${sha256.slice(0, 12)}.${extension}`;

const phaseName = (phase: Pick<PhaseFacts, 'phaseId' | 'phaseIndex'>): string =>
  `phase_${twoDigits(phase.phaseIndex)}_${safeName(phase.phaseId)}`;

const NAME = '[A-Za-z0-9._-]{1,80}';
const RUN_DOCUMENT = new RegExp(
  `^(${[
    'run_summary\\.md',
    `tiers/tier_\\d{2,}_${NAME}\\.md`,
    `phases/phase_\\d{2,}_${NAME}\\.md`,
    `issues/phase_\\d{2,}_${NAME}_issues\\.json`,
    'issues/run_issue_index\\.json',
    'incident/(README\\.md|(events|issues)\\.json)',
    'project_implementation_strategy_v\\d+\\.json',
  ].join('|')})$`,
);
const ATTACHMENT = /^attempts\/phase_\d{2,}_[A-Za-z0-9._-]{1,160}\.(patch|log|json|xml|txt)$/;
const PROJECT_DOCUMENT = /^(project_issue_backlog|project_ruleset_v\d+)\.json$/;

/** Does a path have the form of a run's document? Only such files are ever written or swept away. */
export const isDocumentPath = (path: string): boolean => RUN_DOCUMENT.test(path);

/**
 * What a document of a run is about, derived from its path, and the index of its tier or phase; null if the document is
 * the run's.
 */
export interface DocumentPart {
  readonly of: 'run' | 'tier' | 'phase' | 'phase issues' | 'run issues' | 'strategy' | 'incident';
  readonly index: number | null;
}

const INDEXED = /^(tiers\/tier|phases\/phase|issues\/phase)_(\d{2,9})_/;
const INDEXED_PARTS: Readonly<Record<string, DocumentPart['of']>> = {
  'tiers/tier': 'tier',
  'phases/phase': 'phase',
  'issues/phase': 'phase issues',
};

/** Null: no document of any run can have this path. */
export function documentPart(path: string): DocumentPart | null {
  if (!isDocumentPath(path)) return null;
  if (path === RUN_SUMMARY_PATH) return { of: 'run', index: null };
  if (path === RUN_INDEX_PATH) return { of: 'run issues', index: null };
  if (path.startsWith(`${INCIDENT_FOLDER}/`)) return { of: 'incident', index: null };
  if (!path.includes('/')) return { of: 'strategy', index: null };
  const [, place, index] = INDEXED.exec(path) ?? [];
  return place === undefined ? null : { of: INDEXED_PARTS[place]!, index: Number(index) };
}

/** Does a path have the form of an attachment of an attempt? Such files are inputs: they are never swept away. */
export const isAttachmentPath = (path: string): boolean => ATTACHMENT.test(path);

/** The same for a project's. */
export const isProjectDocumentPath = (path: string): boolean => PROJECT_DOCUMENT.test(path);
