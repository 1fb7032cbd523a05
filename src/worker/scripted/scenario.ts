/**
 * The form of a scenario: what the scripted agent plays, chosen by phase, role and attempt. Actions are a closed set, so that a typo is reported with
 * its line before anything is played, and a scenario never proves something else than it says.
 */
import { z } from 'zod';

import { readText } from '../../domain/rules/ruleset/document-text.js';
import type { DocumentFault } from '../../domain/rules/ruleset/json-document.js';
import { formOf, inWords } from '../agents/contract/form-faults.js';

const path = () =>
  z
    .string()
    .min(1)
    .refine(
      (text) => !text.startsWith('/') && !text.split('/').includes('..') && !text.includes('\0'),
      'must be a path inside the workspace',
    );
const number = (most: number) => z.int().min(0).max(most);
const MAX_MS = 3_600_000;
const MAX_BYTES = 1_073_741_824;
const MAX_TOKENS = 1_000_000_000_000;
const TOOL_KINDS = [
  'read',
  'edit',
  'delete',
  'move',
  'search',
  'execute',
  'think',
  'fetch',
  'switch_mode',
  'other',
] as const;

/** Every action with the form of what is behind its name. An action whose form accepts an empty object may stand as its name alone. */
const FORMS = {
  write: z.strictObject({ path: path(), content: z.string(), executable: z.boolean().optional() }),
  append: z.strictObject({ path: path(), content: z.string() }),
  delete: z.strictObject({ path: path() }),
  outOfScopeWrite: z.strictObject({ path: path().optional(), content: z.string().optional() }),
  run: z.strictObject({ argv: z.array(z.string()).min(1), timeoutMs: number(MAX_MS).optional() }),
  noChange: z.strictObject({}),
  say: z.strictObject({ text: z.string() }),
  sleep: z.strictObject({ ms: number(MAX_MS) }),
  tokens: z.strictObject({ total: number(MAX_TOKENS), times: number(100).optional() }),
  result: z.union([z.string(), z.record(z.string(), z.unknown())]),
  verdict: z.strictObject({
    verdict: z.string(),
    notes: z.string().optional(),
    confidence: z.string().optional(),
    issues: z.array(z.unknown()).optional(),
  }),
  askPermission: z.strictObject({ kind: z.enum(TOOL_KINDS), path: z.string().optional() }),
  fail: z.strictObject({ as: z.enum(['error', 'limit', 'refusal']), text: z.string().optional() }),
  crash: z.strictObject({
    exitCode: number(255).optional(),
    signal: z.enum(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT']).optional(),
  }),
  hang: z.strictObject({ ignoreTerm: z.boolean().optional() }),
  garbage: z.strictObject({ lines: number(10_000).optional() }),
  tooLarge: z.strictObject({ bytes: number(MAX_BYTES) }),
  leaveProcess: z.strictObject({ seconds: number(3_600) }),
  printSecret: z.strictObject({ name: z.string().optional() }),
  writeHook: z.strictObject({ mark: z.string().min(1) }),
  poisonGitConfig: z.strictObject({ mark: z.string().min(1) }),
} as const;

export type ActionName = keyof typeof FORMS;
/** `{ does: 'write', with: { path, content } }`. */
export type Action = {
  [Name in ActionName]: { readonly does: Name; readonly with: z.output<(typeof FORMS)[Name]> };
}[ActionName];

export interface Script {
  /** null: any. */
  readonly phase: string | null;
  readonly role: 'BUILDER' | 'AUDITOR' | null;
  /** Empty: any. */
  readonly attempts: readonly number[];
  readonly actions: readonly Action[];
}

export interface Scenario {
  readonly scripts: readonly Script[];
}

export class ScenarioFault extends Error {
  override readonly name = 'ScenarioFault';
}

/** The shorter ways to write some actions. */
const SHORT: Partial<Record<ActionName, (value: unknown) => unknown>> = {
  delete: (value) => (typeof value === 'string' ? { path: value } : value),
  run: (value) => (Array.isArray(value) ? { argv: value } : value),
  say: (value) => (typeof value === 'string' ? { text: value } : value),
  sleep: (value) => (typeof value === 'number' ? { ms: value } : value),
  tokens: (value) => (typeof value === 'number' ? { total: value } : value),
  verdict: (value) => (typeof value === 'string' ? { verdict: value } : value),
  askPermission: (value) => (typeof value === 'string' ? { kind: value } : value),
  fail: (value) => (typeof value === 'string' ? { as: value } : value),
};

const documentForm = z.strictObject({
  version: z.literal(1),
  scripts: z
    .array(
      z.strictObject({
        phase: z.string().min(1).optional(),
        role: z.enum(['builder', 'auditor', 'BUILDER', 'AUDITOR']).optional(),
        attempt: z.union([z.int().min(1), z.array(z.int().min(1)).min(1)]).optional(),
        do: z.array(z.unknown()),
      }),
    )
    .min(1),
});

/** From a file's text, YAML or JSON; throws a ScenarioFault with every mistake and its line. */
export function readScenario(text: string): Scenario {
  const read = readText(text);
  if ('faults' in read)
    return refuse(read.faults.map(({ line, ...fault }) => `line ${line}: ${inWords(fault, 'the scenario')}`));
  const reported = (faults: readonly DocumentFault[]): string[] =>
    faults.map((fault) => `line ${read.lineAt(fault.path)}: ${inWords(fault, 'the scenario')}`);
  const document = documentForm.safeParse(read.document);
  if (!document.success) return refuse(reported(formOf(document.error.issues, read.document)));
  const faults: DocumentFault[] = [];
  const scripts = document.data.scripts.map((script, i): Script => ({
    phase: script.phase === undefined || script.phase === '*' ? null : script.phase,
    role: script.role === undefined ? null : (script.role.toUpperCase() as 'BUILDER' | 'AUDITOR'),
    attempts: script.attempt === undefined ? [] : [script.attempt].flat(),
    actions: script.do.flatMap((action, j) => {
      const one = readAction(action, ['scripts', `${i}`, 'do', `${j}`]);
      if ('does' in one) return [one];
      faults.push(...one.faults);
      return [];
    }),
  }));
  return faults.length > 0 ? refuse(reported(faults)) : { scripts };
}

function readAction(value: unknown, at: readonly string[]): Action | { readonly faults: DocumentFault[] } {
  const entries = typeof value === 'string' ? [[value, {}] as const] : isObject(value) ? Object.entries(value) : [];
  const [name, given] = entries[0] ?? ['', null];
  if (entries.length !== 1)
    return { faults: [{ path: at, message: 'must be one action: its name, and what it needs' }] };
  if (!isAction(name))
    return { faults: [{ path: [...at, name], message: `is no action; known are ${Object.keys(FORMS).join(', ')}` }] };
  const whole = (SHORT[name] ?? ((same: unknown) => same))(given ?? {});
  const parsed = FORMS[name].safeParse(whole);
  if (parsed.success) return { does: name, with: parsed.data } as Action;
  return {
    faults: formOf(parsed.error.issues, whole).map((fault) => ({ ...fault, path: [...at, name, ...fault.path] })),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isAction = (name: string): name is ActionName => Object.hasOwn(FORMS, name);

function refuse(faults: readonly string[]): never {
  throw new ScenarioFault(`The scenario cannot be played:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}
