/**
 * Runs the steps of one CI order in a clean checkout of its commit (V1), one after another, until one does not pass. The folder is removed and
 * every process is ended before the answer is given, whatever happens. The answer is GREEN when all steps passed, RED when the commit is at
 * fault, ENVIRONMENT when nothing is known of the commit (B6); whether tests were executed at all, the Supervisor reads from the reports (V2).
 */
import { isAbsolute } from 'node:path';

import type { ReportedFile, ReportedStep } from '../../domain/model/ci-evidence.js';
import { globFault } from '../../domain/rules/ruleset/glob-fault.js';
import { withoutPaths } from '../../git/git-errors.js';
import { firstBytes, lastBytes } from '../../processes/kept-output.js';
import { hasRoom } from '../free-room.js';
import { housekeeping } from '../housekeeping.js';
import type { StepOutcome, StepRun } from '../prepare/step-run.js';
import { removeFolder } from '../remove-folder.js';
import { checkOut } from './checkout.js';
import { type CiFolder, makeCiFolder } from './ci-folder.js';
import {
  CI_LIMITS,
  type CiHooks,
  type CiLimits,
  type CiOrder,
  type CiOutcome,
  type CiReportFile,
  type CiStep,
} from './ci-order.js';
import { type CleanTexts, cleanTexts } from './clean-texts.js';
import { prepareCheckout } from './prepare-checkout.js';
import { type FoundReport, reportsBefore, reportsSince } from './report-files.js';
import { runStep } from './run-step.js';

type Verdict = Pick<CiOutcome, 'verdict' | 'summary' | 'aborted'>;

/** Never rejects. */
export async function runCi(order: CiOrder, hooks: CiHooks = {}): Promise<CiOutcome> {
  return new CiRun(order, { ...CI_LIMITS, ...order.limits }, hooks).run();
}

class CiRun {
  private readonly began = performance.now();
  private readonly steps: StepOutcome[] = [];
  private readonly reports: string[] = [];
  private readonly reportFiles: CiReportFile[] = [];
  private reportsBytes = 0;
  private reportsLeftOut = 0;
  private readonly evidence: ReportedStep[] = [];
  private output = '';
  private clean: CleanTexts;

  constructor(
    private readonly order: CiOrder,
    private readonly limits: CiLimits,
    private readonly hooks: CiHooks,
  ) {
    this.clean = cleanTexts(order, null);
  }

  async run(): Promise<CiOutcome> {
    let folder: CiFolder | null = null;
    let verdict: Verdict;
    try {
      const fault = faultOf(this.order);
      if (fault) verdict = environment(fault);
      else {
        folder = await makeCiFolder(this.order.workRoot, this.order.owner);
        this.clean = cleanTexts(this.order, folder);
        verdict = await this.inFolder(folder);
      }
    } catch (error) {
      verdict = environment(`The worker could not go on: ${wordsOf(error)}.`);
    }
    // What cannot be removed now, or not soon, is removed at the next start (leftoverCiFolders).
    if (folder) await housekeeping(removeFolder(folder.path));
    return this.answer(verdict);
  }

  private async inFolder(folder: CiFolder): Promise<Verdict> {
    const { order, limits, hooks } = this;
    if (!(await hasRoom(order.workRoot, limits.freeBytes))) return environment('The disk of the worker is full.');
    const fault = await checkOut(order, folder, limits.checkoutSeconds, hooks.signal);
    if (fault) return environment(`Commit ${order.commit.slice(0, 12)} ${fault.why}.`, fault.aborted);
    const prepared = await prepareCheckout({ order, limits, folder, hooks, clean: this.clean.text });
    for (const { head, output, end } of prepared.remarks) this.say(head, output, end);
    if (prepared.fault) return prepared.fault;
    const red: string[] = [];
    for (const [index, step] of order.steps.entries()) {
      quietly(() => hooks.onStep?.(step, index));
      const run = await this.step(folder, step);
      if (run.meaning === 'failed') {
        red.push(run.summary);
        if (order.goesOn !== true) break;
      } else if (run.meaning !== 'passed') return environment(run.summary, run.meaning === 'aborted');
    }
    if (red.length > 0) return { verdict: 'RED', summary: red.join(' '), aborted: false };
    const count = order.steps.length;
    return {
      verdict: 'GREEN',
      summary: count === 1 ? 'The step passed.' : `All ${count} steps passed.`,
      aborted: false,
    };
  }

  private async step(folder: CiFolder, step: CiStep): Promise<StepRun> {
    const { order, limits, hooks } = this;
    const bounds = { bytes: limits.reportBytes, entries: limits.reportEntries };
    const before = step.report ? await reportsBefore(folder.checkout, step.report, bounds) : null;
    const run = await runStep(order, limits, folder, step, {
      ...(hooks.signal ? { signal: hooks.signal } : {}),
      onOutput: (stream, text) => hooks.onOutput?.(step, stream, text),
    });
    this.steps.push(run.outcome);
    this.say(step.name, run.output, run.summary);
    if (before && step.report) {
      const files: ReportedFile[] = [];
      const taker = {
        room: () => (limits.allReportsBytes - this.reportsBytes) / 2,
        change: this.clean.value,
        take: (report: FoundReport) => this.take(step, report, files),
      };
      const { leftOut, hint } = await reportsSince(folder.checkout, step.report, before, bounds, taker);
      this.reportsLeftOut += leftOut.length;
      files.push(
        ...leftOut.slice(0, MOST_REPORTED).map(({ path, why }) => ({ path: reportedPath(path), report: null, why })),
      );
      this.evidence.push({ name: step.name, files, more: Math.max(0, leftOut.length - MOST_REPORTED), hint });
    }
    return run;
  }

  private say(head: string | null, output: string, end: string): void {
    const stated = this.clean.text(output).trimEnd();
    this.output += `${head === null ? '' : `== ${head}\n`}${stated === '' ? '' : `${stated}\n`}== ${end}\n`;
  }

  /** Adds a report to the answer and to the step's files; or answers why it does not, as the end of a sentence that begins with its path. */
  private take(step: CiStep, { path, bytes, cut, text, fault }: FoundReport, files: ReportedFile[]): string | null {
    const { limits } = this;
    if (this.reports.length >= limits.reports) return `was left out: there are more than ${limits.reports} reports`;
    const room = limits.allReportsBytes - this.reportsBytes - Buffer.byteLength(path) - REPORTED_BYTES;
    const fits = (form: string): boolean =>
      Buffer.byteLength(form) <= limits.reportBytes && Buffer.byteLength(JSON.stringify(form)) <= room / 2;
    const clean = Buffer.from(typeof text === 'string' ? this.clean.report(text) : text.fitting(fits), 'utf8');
    const kept = firstBytes(clean, limits.reportBytes);
    const report = kept.toString('utf8');
    const travels = Buffer.byteLength(JSON.stringify(report)) + Buffer.byteLength(path) + REPORTED_BYTES;
    if (this.reportsBytes + travels > limits.allReportsBytes) {
      return `was left out: all reports together have more than ${limits.allReportsBytes} bytes`;
    }
    this.reportsBytes += travels;
    const isCut = cut || kept.length < clean.length;
    const because = fault === null ? '' : ` (it cannot be condensed: it ${fault})`;
    const why = isCut ? `is longer than ${limits.reportBytes} bytes; the rest was cut off${because}` : null;
    files.push({ path: reportedPath(path), report: this.reports.length, why });
    this.reports.push(report);
    this.reportFiles.push({ step: step.name, path, bytes, cut: isCut, condensed: typeof text !== 'string' });
    return null;
  }

  private leftOutInShort(): string {
    const paths = this.evidence.flatMap(({ name, files }) =>
      files.filter((file) => file.report === null).map(({ path }) => `${path} of step "${name}"`),
    );
    return paths.slice(0, MOST_IN_SUMMARY).join(', ') + (this.reportsLeftOut > MOST_IN_SUMMARY ? ' and more' : '');
  }

  private answer({ verdict, summary, aborted }: Verdict): CiOutcome {
    const cut = this.reportFiles.filter((file) => file.cut).length;
    const sentences = [this.clean.text(summary)];
    if (cut > 0)
      sentences.push(
        `Of ${cut} of ${this.reports.length} reports only the first ${this.limits.reportBytes} bytes were kept.`,
      );
    const condensed = this.reportFiles.filter((file) => file.condensed).length;
    if (condensed > 0)
      sentences.push(`Of ${condensed} of ${this.reports.length} reports the tests that passed are counted together.`);
    if (this.reportsLeftOut > 0)
      sentences.push(`${this.reportsLeftOut} reports were left out: ${this.leftOutInShort()}.`);
    return {
      verdict,
      aborted,
      summary: sentences.join(' '),
      reports: this.reports,
      reportFiles: this.reportFiles,
      evidence: this.evidence,
      outputTail: lastBytes(this.output, this.limits.outputTailBytes),
      durationSeconds: (performance.now() - this.began) / 1000,
      steps: this.steps,
    };
  }
}

/** Files that are left out are reported by name up to so many for each step. */
const MOST_REPORTED = 20;
/** What telling of one file costs besides its path. */
const REPORTED_BYTES = 64;
const MOST_IN_SUMMARY = 3;
const LONGEST_PATH = 1_000;
const reportedPath = (path: string): string =>
  path.length <= LONGEST_PATH ? path : `…${path.slice(1 - LONGEST_PATH)}`.toWellFormed();

/** Why an order cannot be run at all, as a sentence. Without a step nothing would be verified, and that is not GREEN. */
function faultOf({ steps, workRoot }: CiOrder): string | null {
  if (steps.length === 0) return 'The order names no step.';
  if (!isAbsolute(workRoot)) return 'The work folder of the worker is not an absolute path.';
  for (const { name, report } of steps) {
    const fault = report ? globFault(report) : null;
    if (fault) return `The report glob of step "${name}" ${fault}.`;
  }
  return null;
}

function environment(summary: string, aborted = false): Verdict {
  return { verdict: 'ENVIRONMENT', summary, aborted };
}

/** The system's own message names paths of the worker's machine (A4). */
function wordsOf(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) return syscall === undefined ? code : `${syscall} failed with ${code}`;
  return withoutPaths(message ?? String(error));
}

function quietly(hook: () => void): void {
  try {
    hook();
  } catch {
    // Who listens must not decide.
  }
}
