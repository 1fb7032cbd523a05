/** What the file layout's statements answer, and the views that documents are rendered from. */
import {
  type JsonRow,
  partFromJson,
  phaseFromJson,
  phaseIssueFromJson,
  runFromJson,
  tierFromJson,
} from '../../database/rows.js';
import type { DocumentPart } from '../../domain/documents/parts/file-names.js';
import {
  type IssuesView,
  type LayoutView,
  NOTHING_OF_ISSUES,
  type RunRows,
} from '../../domain/documents/run/documents.js';
import type { RunStory } from '../../domain/documents/run/run-story.js';
import type { StoredStrategy } from '../../domain/documents/run/strategy-document.js';
import { isDraft } from '../../domain/model/run-state.js';
import type { PlacedIssue } from '../../domain/rules/issue/run-index.js';
import { type PhaseRow, untouched, type WorkColumns, workFromJson } from './work-rows.js';

/** What changed documents of one run show. */
export interface ChangedRun {
  readonly runId: string;
  readonly view: LayoutView;
  /** The view holds every document that the run has. */
  readonly whole: boolean;
  readonly entries: readonly OutboxEntry[];
}

/** A write in the outbox, as it was read: its keys and its instant. */
export type OutboxEntry = JsonRow;

export interface WholeRun extends RunRows {
  /** Writes in the outbox whose files may not be in place yet. */
  readonly entries: readonly OutboxEntry[];
}

export interface ChangedRow {
  readonly run_id: string;
  readonly first_seq: number;
  readonly entries: readonly OutboxEntry[];
  readonly whole: boolean;
  readonly run: JsonRow;
  readonly continued_by: string | null;
  readonly story: StoryRow;
  readonly first_tier: number;
  readonly tier_lines: readonly JsonRow[];
  readonly unclean_tiers: number;
  readonly unclean_witness: JsonRow | null;
  readonly tiers: readonly { readonly tier: JsonRow; readonly before: number; readonly lines: readonly JsonRow[] }[];
  readonly phases: readonly PhaseRow[];
}

export function changedRun(row: ChangedRow): ChangedRun {
  const run = runFromJson(row.run);
  const tierLines = row.tier_lines.map(tierFromJson);
  return {
    runId: row.run_id,
    entries: row.entries,
    whole: row.whole || isDraft(run.state),
    view: {
      run: {
        run,
        continuedByRunId: row.continued_by,
        story: storyOf(row.story),
        tiers: { rows: tierLines, before: row.first_tier, after: run.tierCount - row.first_tier - tierLines.length },
        uncleanTiers: row.unclean_tiers,
        uncleanWitness: row.unclean_witness && tierFromJson(row.unclean_witness),
      },
      tiers: row.tiers.map(({ tier: json, before, lines }) => {
        const tier = tierFromJson(json);
        return {
          tier,
          phases: { rows: lines.map(phaseFromJson), before, after: tier.phaseCount - before - lines.length },
        };
      }),
      phases: row.phases.map(untouched),
      incident: null,
      ...NOTHING_OF_ISSUES,
    },
  };
}

/** Lists are null for a live run, and if they have no rows. */
interface StoryRow {
  readonly promoted: { readonly branch: string; readonly commit: string; readonly at: string } | null;
  readonly setbacks: { readonly count: number; readonly rows: RunStory['setbacks'] | null } | null;
  readonly issues: { readonly count: number; readonly rows: RunStory['openIssues'] | null } | null;
}

function storyOf({ promoted, setbacks, issues }: StoryRow): RunStory {
  const [sentBack, open] = [setbacks?.rows ?? [], issues?.rows ?? []];
  return {
    promoted: promoted && { ...promoted, at: new Date(promoted.at) },
    setbacks: sentBack,
    moreSetbacks: (setbacks?.count ?? 0) - sentBack.length,
    openIssues: open,
    moreOpenIssues: (issues?.count ?? 0) - open.length,
  };
}

/** The parameters of READ_ISSUES: nothing of a draft, nor of a run whose issues did not change with these writes. */
export function issuesWanted({ run_id, first_seq, whole }: ChangedRow, { view }: ChangedRun): object[] {
  const { run } = view.run;
  if (isDraft(run.state)) return [];
  const index = whole || run.issuesVersion >= first_seq;
  const phase_ids = view.phases
    .filter(({ phase }) => phase.issuesVersion >= first_seq)
    .map(({ phase }) => phase.phaseId);
  return index || phase_ids.length > 0 ? [{ run_id, whole, index, phase_ids: whole ? [] : phase_ids }] : [];
}

/** The same for one document: nothing if it shows none of that. */
export function issuesWantedBy(part: DocumentPart, { runId, view }: ChangedRun): object[] {
  if (isDraft(view.run.run.state)) return [];
  const wanted = { index: part.of === 'run issues', strategy: part.of === 'strategy' };
  const phase_ids = part.of === 'phase issues' ? view.phases.map(({ phase }) => phase.phaseId) : [];
  return wanted.index || wanted.strategy || phase_ids.length > 0
    ? [{ run_id: runId, whole: false, ...wanted, phase_ids }]
    : [];
}

export interface IssuesRow {
  readonly run_id: string;
  readonly issues_version: number;
  readonly issues_at: Date | null;
  readonly index_rows: readonly JsonRow[] | null;
  readonly phases: readonly { readonly phase: JsonRow; readonly issues: readonly JsonRow[] }[];
  readonly strategy: StrategyRow | null;
}

export const issuesView = (row: IssuesRow): IssuesView => ({
  phaseIssues: row.phases.map(({ phase, issues }) => ({
    phase: phaseFromJson(phase),
    issues: issues.map(phaseIssueFromJson),
  })),
  runIndex: row.index_rows && {
    run: { runId: row.run_id, issuesVersion: row.issues_version, issuesAt: row.issues_at },
    issues: row.index_rows.map(placedFromJson),
  },
  strategy: row.strategy && strategyFromJson(row.strategy),
});

/** The places that READ_ISSUES adds to an issue are named like those of phases and tiers. */
const placedFromJson = (row: JsonRow): PlacedIssue => partFromJson<PlacedIssue>(row);

interface StrategyRow {
  readonly run_id: string;
  readonly version: number;
  readonly hash: string;
  readonly document: string;
  readonly shown_version: number;
  readonly shown_at: string;
}

const strategyFromJson = (row: StrategyRow): StoredStrategy => ({
  runId: row.run_id,
  version: row.version,
  hash: row.hash,
  document: row.document,
  shownVersion: row.shown_version,
  shownAt: new Date(row.shown_at),
});

export interface WholeRow extends WorkColumns {
  readonly run: JsonRow;
  readonly continued_by: string | null;
  readonly story: StoryRow;
  readonly tiers: readonly JsonRow[];
  readonly phases: readonly PhaseRow[];
  readonly issues: readonly JsonRow[];
  readonly strategy: StrategyRow | null;
  readonly entries: readonly OutboxEntry[];
}

/** The run without its incident pack, which is read besides. */
export function wholeRun([row]: WholeRow[]): WholeRun | null {
  if (!row) return null;
  return {
    run: runFromJson(row.run),
    continuedByRunId: row.continued_by,
    story: storyOf(row.story),
    tiers: row.tiers.map(tierFromJson),
    phases: row.phases.map(({ phase }) => phaseFromJson(phase)),
    phaseStrategies: row.phases.flatMap(({ strategy }) => strategy ?? []),
    issues: row.issues.map(phaseIssueFromJson),
    strategy: row.strategy && strategyFromJson(row.strategy),
    work: workFromJson(row),
    incident: null,
    entries: row.entries,
  };
}
