/** What the declarations of commands share: options, words and how a command is run. */
import { type Command, InvalidArgumentError, Option } from 'commander';

import { RUN_SCOPES, SAFETY_PROFILES } from '../../domain/model/vocabulary.js';
import { STANDARD_INPUT } from '../plans/text-file.js';
import { EXIT_CODES_HELP } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';

export interface Surroundings {
  /** Where the user is: relative paths on the command line begin there. */
  readonly callerDirectory: string;
}

/** Runs a command and reports what stops it. */
export type Execute = (
  options: { readonly json?: boolean },
  command: (output: Output) => Promise<number>,
) => Promise<void>;

/** What a group of declarations is given. */
export interface Declaring {
  readonly execute: Execute;
  /** An absolute path for one of the command line. */
  readonly path: (text: string) => string;
}

/** The same for a file that is read; `-` stays what it is. */
export const readable =
  ({ path }: Declaring) =>
  (file: string): string =>
    file === STANDARD_INPUT ? file : path(file);

export const PLAN = 'the plan in Markdown; - is standard input';

const url = new Option('--url <address>', 'the server; default: where HOST and PORT say that it listens');
const token = new Option('--token <token>', 'operator token; default: AUTOPACK_TOKEN');
const json = new Option('--json', 'print one JSON document on standard output, everything else on standard error');
const project = new Option('--project <id>', 'the project; default: "default"');
const profile = new Option(
  '--profile <profile>',
  'normal or safety_critical; default: what the plan says, else the ruleset',
).argParser(word(SAFETY_PROFILES));
const scope = new Option(
  '--scope <scope>',
  'multi_tier or single_tier; default: what the plan says, else the ruleset',
).argParser(word(RUN_SCOPES));

/** A command of a group; every one has --json and the exit codes in its help. */
export const command = (parent: Command, name: string, description: string): Command =>
  parent.command(name).description(description).addOption(json).addHelpText('after', EXIT_CODES_HELP);

/** A word that only other commands stand behind. */
export const group = (parent: Command, name: string, description: string): Command =>
  parent.command(name).description(description).addHelpText('after', EXIT_CODES_HELP);

/** Options of a command that talks to a server. */
export const talking = (one: Command): Command => one.addOption(url).addOption(token);
export const ofProject = (one: Command): Command => one.addOption(project);
export const ofRuns = (one: Command): Command => one.addOption(profile).addOption(scope);

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** A length of time, in milliseconds: `90s`, `10m`, `2h`. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  if (unit === undefined) throw new InvalidArgumentError('It must be a time such as 90s, 10m or 2h.');
  return Number(number) * UNITS_MS[unit]!;
}

/** A time as the API takes it. Without an offset it is in UTC, as every time that is printed. */
export function instant(text: string): string {
  const [, day, time, offset] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const at = Date.parse(`${day}T${time ?? '00:00'}${offset ?? 'Z'}`);
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be a time such as 2026-01-31 or 2026-01-31T09:05Z.');
  return new Date(at).toISOString();
}

/** A list of free words: `a,b`, or the option given again. */
export const freeList = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').map((one) => one.trim()),
];

/** A list of given words: `a,b`, or the option given again. */
export function wordList(words: readonly string[]): (text: string, before?: readonly string[]) => readonly string[] {
  const one = word(words);
  return (text, before = []) => [...before, ...text.split(',').map(one)];
}

/** As in plans: case does not count, and a blank, `-` and `_` are the same. */
export function word(words: readonly string[]): (text: string) => string {
  return (text) => {
    const found = text
      .trim()
      .toUpperCase()
      .replace(/[\s_-]+/g, '_');
    if (!words.includes(found))
      throw new InvalidArgumentError(`It must be ${words.map((one) => one.toLowerCase()).join(' or ')}.`);
    return found;
  };
}
