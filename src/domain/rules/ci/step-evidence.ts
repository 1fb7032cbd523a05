/**
 * Evidence by step (V8). Each step of the profile that promises a report is judged by its own: tests of one step do not
 * replace the missing ones of another, and a report that is known to be left out, or not whole, leaves a gap that no
 * other report fills.
 */
import type { ReadTests, ReportedFile, ReportedStep } from '../../model/ci-evidence.js';
import type { Reason } from '../../model/refusal.js';

export interface StepFacts {
  readonly steps: readonly ReportedStep[] | null;
  /** Names of the steps that promise a report and were to run, in their order; empty: not known, or none. */
  readonly promises: readonly string[];
  /** By position; null: it could not be read. */
  readonly reports: readonly (ReadTests | null)[];
  /** The reporter says that every step ran to its end. */
  readonly allRan: boolean;
  readonly hasNamedTests: boolean;
}

const MOST_DISPLAYED = 3;

/** A report as a sentence begins with it: `Report 2`, or `Step "unit": r/a.xml`. */
export function labelOf(steps: readonly ReportedStep[] | null, report: number): string {
  for (const step of steps ?? []) {
    const file = step.files.find((each) => each.report === report);
    if (file) return `Step "${step.name}": ${file.path}`;
  }
  return `Report ${report + 1}`;
}

/** Reports that the reporter left out or cut. */
export function leftOut(steps: readonly ReportedStep[] | null): Reason[] {
  const reasons: Reason[] = [];
  for (const { name, files, more } of steps ?? []) {
    const incomplete = files.filter((file) => file.report === null || file.why !== null);
    if (incomplete.length + more === 0) continue;
    const displayed = incomplete.slice(0, MOST_DISPLAYED).map(({ path, why }) => `${path} ${why ?? 'was left out'}`);
    const rest = incomplete.length - displayed.length + more;
    const others = rest === 0 ? [] : [`${rest} more ${rest === 1 ? 'report is' : 'reports are'} missing or not whole`];
    reasons.push({ code: 'report_left_out', message: `Step "${name}": ${[...displayed, ...others].join('; ')}` });
  }
  return reasons;
}

/** Steps that promise a report and show no executed test, each with why; in the order of the profile. */
export function silentSteps(facts: StepFacts): { readonly name: string; readonly why: string }[] {
  const { steps, promises, reports, allRan } = facts;
  if (steps === null) return [];
  const reported = steps.map(ownFiles());
  const due: { readonly name: string; readonly step: ReportedStep | null }[] = [];
  for (const name of promises) {
    // Two steps may have one name: the first promise is met by the first step that is reported.
    const at = reported.findIndex((step) => step.name === name);
    if (at >= 0) due.push({ name, step: reported.splice(at, 1)[0]! });
    else if (allRan) due.push({ name, step: null });
  }
  due.push(...reported.map((step) => ({ name: step.name, step })));
  return due.flatMap(({ name, step }) => {
    const why = whySilent(step, reports);
    return why === null ? [] : [{ name, why }];
  });
}

/** A report belongs to the first step that names it. */
function ownFiles(): (step: ReportedStep) => ReportedStep {
  const claimed = new Set<number>();
  const isOwn = ({ report }: ReportedFile): boolean =>
    report === null || (!claimed.has(report) && claimed.add(report).has(report));
  return (step) => ({ ...step, files: step.files.filter(isOwn) });
}

function whySilent(step: ReportedStep | null, reports: StepFacts['reports']): string | null {
  if (step === null) return 'its report was not mentioned';
  const read = step.files.flatMap(({ report }) => (report === null ? [] : [reports[report] ?? null]));
  if (read.some((each) => each !== null && each.executed > 0)) return null;
  if (step.hint !== null) return step.hint.replace(/\.$/, '');
  if (step.files.length === 0 && step.more === 0) return 'no file matches its report glob';
  if (read.length === 0) return 'none of its reports arrived';
  const skipped = read.reduce((sum, each) => sum + (each?.skipped ?? 0), 0);
  if (skipped > 0) return `all ${skipped} tests in its reports were skipped`;
  return read.includes(null) ? 'its reports could not be read' : 'its reports hold no test';
}

/**
 * A reporter that does not say which step wrote which report sends at least one report with executed tests for each
 * step that promises one. Tests that are named without any report come from a system of its own.
 */
export function tooFewReports({ steps, promises, reports, allRan, hasNamedTests }: StepFacts): Reason[] {
  if (steps !== null || !allRan || promises.length < 2 || (reports.length === 0 && hasNamedTests)) return [];
  const good = reports.filter((each) => each !== null && each.executed > 0).length;
  if (good >= promises.length) return [];
  const names = promises.slice(0, MOST_DISPLAYED * 2).map((name) => `"${name}"`);
  const message = `${promises.length} steps promise a report (${names.join(', ')}), and ${good} ${good === 1 ? 'report shows' : 'reports show'} executed tests; say in "steps" which step wrote which`;
  return [{ code: 'fewer_reports_than_steps', message }];
}
