/**
 * The order of a CI worker and its outcome (V1). The answer holds what happened: reports are neither read nor judged here, the
 * Supervisor does that (V2).
 */
import type { ReportedStep } from '../../domain/model/ci-evidence.js';
import type { OutputStream } from '../../processes/process-contract.js';
import type { FolderCache } from '../prepare/folder-cache.js';
import type { Preparation } from '../prepare/preparation.js';
import type { StepOutcome } from '../prepare/step-run.js';

export interface CiStep {
  readonly name: string;
  /** A program without "/" is looked up in PATH, a relative one in the checkout. There is no shell. */
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
  /** Glob of the report files that it writes, over paths from the root of the checkout. */
  readonly report?: string | null;
  /** For people; they decide nothing here. */
  readonly tags?: readonly string[];
  /** Folder below the checkout in which it runs; null or left out: its root. */
  readonly cwd?: string | null;
  /** Variables that it gets besides. */
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

export interface CiOrder {
  /** Where the repository is on this machine: an absolute path. Only read. */
  readonly repositoryPath: string;
  /** The full id of the commit. A branch is not enough: it may move. */
  readonly commit: string;
  readonly steps: readonly CiStep[];
  /** The steps behind one that failed run all the same; what could not run ends the order in any case. Left out: no. */
  readonly goesOn?: boolean;
  /** Under it a folder is made for this order, and removed again. An absolute path. */
  readonly workRoot: string;
  /** The id of this worker: what it leaves behind when it is killed is found by it. */
  readonly owner: string;
  readonly runId: string;
  /** Null: the commit is of no phase. */
  readonly phaseId: string | null;
  /** `TRACEPARENT` of its steps (O9); left out: they get none. */
  readonly traceparent?: string;
  /** How the checkout is prepared (V7); left out: not at all. */
  readonly preparation?: Preparation;
  /** The accepted commit that `commit` was built upon; null or left out: not known, and then nothing is reported of what the phase touched. */
  readonly baseCommit?: string | null;
  /** Folders that are kept between checkouts; null or left out: none are. */
  readonly cache?: FolderCache | null;
  readonly limits?: Partial<CiLimits>;
  /** Names of variables of this process that the steps may see. */
  readonly passEnvironment?: readonly string[];
  /** Values that are hidden wherever they stand in output and reports, besides those whose name or form gives them away. */
  readonly secrets?: readonly string[];
}

export interface CiLimits {
  /** Output of one step, both streams; more ends it. */
  readonly outputBytes: number;
  /** Of the answer's `outputTail`. */
  readonly outputTailBytes: number;
  readonly checkoutSeconds: number;
  /** With less room on the disk nothing is run, and a step that fails failed by its surroundings. */
  readonly freeBytes: number;
  /** One report (V5); a longer one is condensed, and cut off only where that does not help. */
  readonly reportBytes: number;
  readonly reports: number;
  /** Files and folders that the search for reports looks at. */
  readonly reportEntries: number;
  /** All reports together as they travel, in JSON; a request to the server has at most 4 MiB (A3). */
  readonly allReportsBytes: number;
}

export const CI_LIMITS: CiLimits = {
  outputBytes: 67_108_864,
  outputTailBytes: 65_536,
  checkoutSeconds: 600,
  freeBytes: 67_108_864,
  reportBytes: 1_048_576,
  reports: 1_000,
  reportEntries: 300_000,
  allReportsBytes: 3_670_016,
};

export interface CiHooks {
  readonly signal?: AbortSignal;
  /** A step begins. What hooks throw changes nothing. */
  onStep?(step: CiStep, index: number): void;
  /** Output as it comes, not redacted. */
  onOutput?(step: CiStep, stream: OutputStream, text: string): void;
}

/** Of the report with the same position in `reports`. */
export interface CiReportFile {
  readonly step: string;
  readonly path: string;
  /** As it was on the disk. */
  readonly bytes: number;
  /** The text is not complete: it ends in the middle of the document (V5). */
  readonly cut: boolean;
  /** The text counts the passed tests together, and cuts the messages of others; it is judged as the report itself (V5). */
  readonly condensed: boolean;
}

export interface CiOutcome {
  /** An order that was aborted is ENVIRONMENT: it says nothing of the commit. */
  readonly verdict: 'GREEN' | 'RED' | 'ENVIRONMENT';
  readonly aborted: boolean;
  /** One or more sentences without paths of this machine. */
  readonly summary: string;
  readonly reports: readonly string[];
  readonly reportFiles: readonly CiReportFile[];
  /** What each step left that promises a report and was run (V8). */
  readonly evidence: readonly ReportedStep[];
  readonly outputTail: string;
  readonly durationSeconds: number;
  /** Those that were started, and the one that could not be. */
  readonly steps: readonly StepOutcome[];
}
