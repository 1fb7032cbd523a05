/**
 * From a ruleset document to its rules, or to everything that is wrong with it at once (P1). A typo is refused, never
 * ignored.
 */
import { type LineAt, printedLines } from './document-lines.js';
import { readText } from './document-text.js';
import { globEntryFault } from './glob-fault.js';
import { DOCUMENT_MAX_DEPTH, type DocumentFault, formFaults } from './json-document.js';
import { preparationFaults } from './preparation-schema.js';
import type { CategoryRules, Ruleset, TierRules } from './ruleset.js';
import { displayedPath, schemaFaults } from './ruleset-faults.js';
import { MAX_CATEGORIES } from './ruleset-parts.js';
import { type RulesetDocument, rulesetSchema } from './ruleset-schema.js';

export interface RulesetFault {
  readonly path: readonly string[];
  /** A sentence that names the path. */
  readonly message: string;
  /** From 1: of the text, or of `JSON.stringify(document, null, 2)` where there was none. */
  readonly line: number;
}

export type ReadRuleset = { readonly rules: Ruleset } | { readonly faults: readonly RulesetFault[] };
export type ReadRulesetText =
  | { readonly document: Record<string, unknown>; readonly rules: Ruleset }
  | { readonly faults: readonly RulesetFault[] };

const MAX_FAULTS = 50;

/**
 * For documents that come as values: every fault with its line in `JSON.stringify(document, null, 2)`. `isStored`: it
 * was published before, and what is asked of globs since then is not asked of it.
 */
export function readRuleset(document: unknown, { isStored = false } = {}): ReadRuleset {
  const faults = formFaults(document);
  // Lines are only counted in a document that was seen as a whole.
  const unseen = faults.some(({ path }) => path.length === 0 || path.length > DOCUMENT_MAX_DEPTH);
  const lineAt = unseen ? () => 1 : printedLines(document);
  return faults.length > 0 ? { faults: reported(faults, lineAt) } : readForm(document, lineAt, isStored);
}

/**
 * For files: JSON or YAML, faults with the line of the file. The document is what the rules were read from, as plain
 * JSON.
 */
export function readRulesetText(text: string): ReadRulesetText {
  const read = readText(text);
  if ('faults' in read) return { faults: read.faults.map((fault) => ({ ...fault, message: sentence(fault) })) };
  const faults = formFaults(read.document);
  if (faults.length > 0) return { faults: reported(faults, read.lineAt) };
  const result = readForm(read.document, read.lineAt);
  return 'faults' in result ? result : { document: read.document as Record<string, unknown>, rules: result.rules };
}

function readForm(document: unknown, lineAt: LineAt, isStored = false): ReadRuleset {
  const categories = (document as { categories?: unknown } | null)?.categories;
  if (typeof categories === 'object' && categories !== null && Object.keys(categories).length > MAX_CATEGORIES) {
    return {
      faults: reported([{ path: ['categories'], message: `must have at most ${MAX_CATEGORIES} entries` }], lineAt),
    };
  }
  const parsed = rulesetSchema.safeParse(document);
  if (!parsed.success) return { faults: reported(schemaFaults(parsed.error.issues, document), lineAt) };
  const faults = isStored ? [] : [...globFaults(parsed.data), ...preparationFaults(parsed.data.ci ?? {})];
  return faults.length > 0 ? { faults: reported(faults, lineAt) } : { rules: rulesOf(parsed.data) };
}

/** Globs that have the form of one and would match nothing, or something else than they say (F3). */
function globFaults({ paths, ci }: RulesetDocument): DocumentFault[] {
  const globs = (paths?.protected ?? []).map((glob, i) => ({ glob, path: ['paths', 'protected', `${i}`] }));
  const reports = Object.entries(ci?.profiles ?? {}).flatMap(([profile, steps]) =>
    (steps ?? []).flatMap(({ report }, i) =>
      report === undefined ? [] : [{ glob: report, path: ['ci', 'profiles', profile, `${i}`, 'report'] }],
    ),
  );
  return [...globs, ...reports].flatMap(({ glob, path }) => {
    const message = globEntryFault(glob);
    return message === null ? [] : [{ path, message }];
  });
}

/** The first of them, in the order of the document. */
const reported = (faults: readonly DocumentFault[], lineAt: LineAt): RulesetFault[] =>
  faults
    .slice(0, MAX_FAULTS)
    .map((fault) => ({ path: fault.path, message: sentence(fault), line: lineAt(fault.path) }))
    .sort((a, b) => a.line - b.line);

const sentence = ({ path, message }: DocumentFault): string => `${displayedPath(path)} ${message}`;

function rulesOf({ $schema: _, categories, defaults, ci, ...same }: RulesetDocument): Ruleset {
  return {
    ...same,
    ...(defaults && { defaults: { ...defaults, ...(defaults.tier && { tier: tierRules(defaults.tier) }) } }),
    ...(categories && { categories: new Map<string, CategoryRules>(Object.entries(categories)) }),
    ...(ci && {
      ci: { ...ci, ...(ci.tries !== undefined && { tries: typeof ci.tries === 'number' ? both(ci.tries) : ci.tries }) },
    }),
  } as Ruleset;
}

const both = (tries: number) => ({ normal: tries, strict: tries });

function tierRules({
  minorIssuesPerPhase: minors,
  ...same
}: NonNullable<NonNullable<RulesetDocument['defaults']>['tier']>): TierRules {
  if (minors === undefined) return same;
  const { normal, safetyCritical } = typeof minors === 'number' ? { normal: minors, safetyCritical: minors } : minors;
  return {
    ...same,
    minorIssuesPerPhase: {
      ...(normal !== undefined && { NORMAL: normal }),
      ...(safetyCritical !== undefined && { SAFETY_CRITICAL: safetyCritical }),
    },
  };
}
