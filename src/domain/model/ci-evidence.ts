/**
 * What CI reports of a commit as values: tests, steps, and a try as it was judged (V2, V8). Attempts and checks keep
 * them.
 */
import type { Reason } from './refusal.js';
import type { CiTestStatus, CiVerdict } from './vocabulary.js';

/** A test of a report, under the id that it keeps from try to try: see ci-test.ts. */
export interface CiTest {
  readonly testId: string;
  readonly status: CiTestStatus;
  readonly durationSeconds: number | null;
  /** As the report names it, with `/` between folders; it may be absolute. */
  readonly file: string | null;
  /** It failed first and passed when the runner itself ran it again (V3). */
  readonly flakyInside: boolean;
  /**
   * What the reader does not know and therefore does not accept as a pass (V8), as the report writes it; null or left
   * out: it knows all.
   */
  readonly odd?: string | null;
  /** Why it failed, as the report says it: see `failureMessage`. Not there: it says nothing. */
  readonly message?: string;
}

/** A report file of a step, as the worker that ran the step reports it. */
export interface ReportedFile {
  readonly path: string;
  /** Its position in the list of reports; null: it is not among them. */
  readonly report: number | null;
  /**
   * Why it is not among them, or not whole there, as the end of a sentence that begins with the file; null: it is
   * whole.
   */
  readonly why: string | null;
}

/** The reports of a step. Steps that promise a report are listed. */
export interface ReportedStep {
  readonly name: string;
  readonly files: readonly ReportedFile[];
  /** Further files that are not among the reports and not named here. */
  readonly more: number;
  /** Why there is no report, or what is known besides, as a sentence; null: nothing. */
  readonly hint: string | null;
}

/** What reading one report found. */
export interface ReadTests {
  readonly executed: number;
  readonly skipped: number;
}

/** What the reports of a try hold. Sentences name the report by its step and file where these are known. */
export interface Evidence {
  readonly tests: readonly CiTest[];
  /** Tests besides `tests` that passed and are reported together. */
  readonly together: { readonly hashes: ReadonlySet<number>; readonly count: number };
  /** By position; null: it could not be read. */
  readonly reports: readonly (ReadTests | null)[];
  readonly faults: readonly string[];
  readonly gaps: readonly string[];
  /** Labels of reports that end in the middle. */
  readonly cut: readonly string[];
}

export type TryVerdict = Exclude<CiVerdict, 'FLAKY'>;

export interface NamedTest {
  readonly testId: string;
  readonly file: string | null;
  /** Why it failed, if its report says so and it is among the first `MOST_KEPT_MESSAGES`. */
  readonly message?: string;
}

/** Plain data, to be kept with the try. Lists are sorted by id. */
export interface JudgedTry {
  readonly verdict: TryVerdict;
  /** Tests that passed or failed; skipped ones are not executed. */
  readonly executed: number;
  readonly skipped: number;
  /** At most 200; how many more there were. */
  readonly failed: readonly NamedTest[];
  readonly moreFailed: number;
  /** Of those that failed in an earlier try, what passed in this one. */
  readonly passedAgain: readonly string[];
  /** Failed and passed within this try, because the runner repeats failed tests itself; at most 200. */
  readonly flakyInside: readonly NamedTest[];
  readonly moreFlakyInside: number;
  readonly reasons: readonly Reason[];
  /** Ids of what failed and is excused, because it fails on the base commit too (V6); left out: nothing. */
  readonly redOnBase?: readonly string[];
}
