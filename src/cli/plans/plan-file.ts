/** The plan that `strategy preview` is given: Markdown, or the tiers of StartRunInput as JSON. */
import type { FieldFault } from '../../client/answers.js';
import { parsePlan, PLAN_MAX_BYTES } from '../../domain/rules/plan/parse-plan.js';
import { readText } from '../../domain/rules/ruleset/document-text.js';
import { DOCUMENT_MAX_BYTES } from '../../domain/rules/ruleset/json-document.js';
import type { PreviewStrategyInput } from '../graphql/documents.generated.js';
import type { FileProblem } from './problems.js';
import { STANDARD_INPUT, textOf } from './text-file.js';

export interface PlanToPreview {
  /** Goes into the input of the query. */
  readonly input: Pick<PreviewStrategyInput, 'planMarkdown' | 'tiers'>;
  /** The line of a place of the input, such as `input.tiers.0.name`; undefined where the place is no part of the file. */
  readonly lineOf: (path: readonly string[]) => number | undefined;
}

/** A path that ends in `.json` is JSON, standard input what it looks like, everything else Markdown. */
export async function readPlan(file: string): Promise<PlanToPreview | { readonly problems: readonly FileProblem[] }> {
  const text = await textOf(file, Math.max(PLAN_MAX_BYTES, DOCUMENT_MAX_BYTES));
  if (file === STANDARD_INPUT ? /^\s*[[{]/.test(text) : /\.json$/i.test(file)) return jsonPlan(text);
  const parsed = parsePlan(text);
  return 'problems' in parsed ? parsed : { input: { planMarkdown: text }, lineOf: () => undefined };
}

function jsonPlan(text: string): PlanToPreview | { readonly problems: readonly FileProblem[] } {
  const read = readText(text);
  if ('faults' in read) {
    return {
      problems: read.faults.map(({ path, line, message }) => ({
        line,
        message: `${path.join('.') || 'the plan'} ${message}`,
      })),
    };
  }
  const { document, lineAt } = read;
  // The server checks the form of tiers.
  if (Array.isArray(document)) return { input: { tiers: document }, lineOf: below(lineAt, []) };
  const keys = typeof document === 'object' && document !== null ? Object.keys(document) : [];
  if (!keys.includes('tiers'))
    return { problems: [{ line: 1, message: 'a plan in JSON is { "tiers": [...] }, or the list of tiers itself' }] };
  const others = keys.filter((key) => key !== 'tiers');
  if (others.length > 0) {
    const message =
      'is not previewed: of a plan in JSON only "tiers" is; say profile and scope with --profile and --scope';
    return { problems: others.map((key) => ({ line: lineAt([key]), message: `"${key}" ${message}` })) };
  }
  return { input: document as PlanToPreview['input'], lineOf: below(lineAt, ['tiers']) };
}

const below =
  (lineAt: (path: readonly string[]) => number, root: readonly string[]) =>
  ([input, tiers, ...rest]: readonly string[]): number | undefined =>
    input === 'input' && tiers === 'tiers' ? lineAt([...root, ...rest]) : undefined;

/** A fault of the input as a problem of the file. graphql-js repeats the value, and the place, in front of what is wrong with it. */
export function fieldProblem({ path, message }: FieldFault, lineOf: PlanToPreview['lineOf']): FileProblem {
  const steps = path.split('.');
  const line = lineOf(steps);
  if (line === undefined) return { message };
  const stated = /^Variable "\$input" got invalid value .* at "input[^"]*"; (.+)$/s.exec(message)?.[1] ?? message;
  return { line, message: `${steps.slice(1).join('.')}: ${stated}` };
}
