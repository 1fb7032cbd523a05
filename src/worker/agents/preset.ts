/** A preset: how a known agent is called, as data (presets/agents/*.json), so that a new agent needs no code. The form is checked when it is read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { PACKAGE_ROOT } from '../../common/package-root.js';
import { readText } from '../../domain/rules/ruleset/document-text.js';
import { decodeText } from '../../domain/text/input-text.js';
import { AgentChoiceFault } from './agent-choice-fault.js';
import { templateFault } from './argv-template.js';
import { formOf, inWords } from './contract/form-faults.js';
import { OUTPUT_PROFILES } from './profiles/output-profile.js';
import { RECORD_FORMATS } from './session-record-files.js';

export const PRESET_FOLDER = join(PACKAGE_ROOT, 'presets/agents');

const argv = () =>
  z
    .array(z.string().min(1))
    .min(1)
    .superRefine((words, context) => {
      const fault = templateFault(words);
      if (fault) context.addIssue({ code: 'custom', message: fault });
    });
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable');
const templates = () =>
  z.record(
    variableName,
    z.string().superRefine((text, context) => {
      const fault = templateFault([text]);
      if (fault) context.addIssue({ code: 'custom', message: fault });
    }),
  );
const variables = () => z.array(variableName);

const commandForm = z.strictObject({
  argv: argv(),
  /** Added behind `argv` if a model is named. */
  modelArgv: argv().optional(),
  /** Added behind them if the agent is given the tools of Autopack over MCP (A6): with {mcpUrl} or {mcpFile}. */
  mcpArgv: argv().optional(),
  /** The same by variables, for agents that read their servers from one: with {mcpUrl} or {mcpFile}. */
  mcpEnvironment: templates().optional(),
  promptVia: z.enum(['stdin', 'file']),
  profile: z.enum(OUTPUT_PROFILES),
});

export const presetSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be small letters, digits and "-"'),
  title: z.string().min(1),
  /** How it runs as a command that ends. */
  command: commandForm.optional(),
  /** How it is started as a peer that speaks ACP over its standard streams. */
  acp: z.strictObject({ argv: argv(), modelArgv: argv().optional() }).optional(),
  /** Variables that it gets when they are set: places and settings, no secrets. */
  environment: variables(),
  /** Variables that it gets with these values, unless the worker has others that are let through: switches for telemetry and updates. */
  settings: z.record(variableName, z.string()).optional(),
  /** Whose records of its sessions report its tokens while it runs. */
  records: z.enum(RECORD_FORMATS).optional(),
  /** Where its secrets may stand; passed on only if the operator names them. */
  credentials: variables(),
  /** How its program is installed: a command, or more than one with words between. Reported where the program is missing. */
  install: z.string().min(1).optional(),
  /** The versions that this preset was tried with; null: none, it follows the agent's documents. */
  testedVersions: z.string().min(1).nullable(),
  notes: z.string().optional(),
});

export type Preset = z.output<typeof presetSchema>;

const FAULTS_DISPLAYED = 5;

export function readPreset(text: string, displayedName: string): Preset {
  const refuse = (sentences: readonly string[]): never => {
    throw new AgentChoiceFault(
      `The preset ${displayedName} cannot be used: ${sentences.slice(0, FAULTS_DISPLAYED).join('; ')}.`,
    );
  };
  const read = readText(text);
  if ('faults' in read)
    return refuse(read.faults.map(({ line, ...fault }) => `line ${line}: ${inWords(fault, 'the file')}`));
  const parsed = presetSchema.safeParse(read.document);
  if (!parsed.success)
    return refuse(formOf(parsed.error.issues, read.document).map((each) => inWords(each, 'the file')));
  if (!parsed.data.command && !parsed.data.acp) return refuse(['it has neither command nor acp']);
  return parsed.data;
}

export function presetNames(folder = PRESET_FOLDER): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** A preset by its name. */
export function namedPreset(name: string, folder = PRESET_FOLDER): Preset {
  const known = presetNames(folder);
  if (!known.includes(name))
    throw new AgentChoiceFault(`There is no agent preset "${name}"; known are ${known.join(', ')}.`);
  const decoded = decodeText(readFileSync(join(folder, `${name}.json`)));
  if ('fault' in decoded) throw new AgentChoiceFault(`The preset ${name} cannot be used: the file ${decoded.fault}.`);
  return readPreset(decoded.text, name);
}
