/**
 * The form of what a ruleset says about prepared checkouts (V7): `ci.setup`, `ci.cache`, `ci.submodules`,
 * `ci.environment`, and where a step runs.
 */
import { z } from 'zod';

import { LIST_ENTRY_MAX_LENGTH, LIST_MAX_ENTRIES, textFault } from '../../model/identity.js';
import { GLOB_MAX_LENGTH, globEntryFault, globFault } from './glob-fault.js';
import type { DocumentFault } from './json-document.js';
import type { PreparationRules } from './preparation.js';
import { argv, glob, name, ruled, seconds } from './schema-fields.js';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VARIABLE_MAX_LENGTH = 200;
/** Every step has its own, made by the worker. */
const THE_WORKERS = ['HOME', 'TMPDIR'];

/** Why a text is no folder below a checkout, as the end of a sentence; null if it is one. */
function folderFault(path: string): string | null {
  const fault = globFault(path);
  if (fault) return fault;
  if (/[*?[\]{}]/.test(path)) return 'must be the path of one folder, without wildcards';
  const names = path.split('/').map((each) => each.toLowerCase());
  if (names.some((each) => each === '.git' || each === '.autopack-exchange'))
    return 'must not lead into git’s or the worker’s own folder';
  return null;
}

/** Why a variable cannot be named, as the end of a sentence; null if it can. */
function variableFault(variable: string): string | null {
  if (variable.length > VARIABLE_MAX_LENGTH) return `must have at most ${VARIABLE_MAX_LENGTH} characters`;
  if (!VARIABLE.test(variable)) return 'is not the name of a variable: letters, digits and "_", no digit first';
  if (variable.startsWith('AUTOPACK_'))
    return 'is Autopack’s own: what a worker may do is not for the code that it checks';
  return THE_WORKERS.includes(variable) ? 'is set by the worker: every checkout has one of its own' : null;
}

const folder = () => ruled(folderFault, GLOB_MAX_LENGTH);
const variable = () => ruled(variableFault, VARIABLE_MAX_LENGTH);

/** Where and with what a step runs. */
export const stepPlace = {
  cwd: folder().optional().describe('Folder below the checkout in which it runs. Default: its root.'),
  env: z
    .record(
      variable(),
      ruled((text) => textFault(text, LIST_ENTRY_MAX_LENGTH), LIST_ENTRY_MAX_LENGTH, 0),
    )
    .meta({ maxProperties: LIST_MAX_ENTRIES })
    .optional()
    .describe(
      'Variables of the step by name. They are no place for secrets: everybody who reads the ruleset reads them.',
    ),
};

const setupStep = z.strictObject({
  name: name().describe('What people read.'),
  argv: argv(),
  timeoutSeconds: seconds().optional().describe('The step is stopped after so many seconds. Default: 600.'),
  reads: z
    .array(glob())
    .max(LIST_MAX_ENTRIES)
    .optional()
    .describe(
      'Paths or globs of what the step reads: a failure is the fault of a phase that touched one. Default: manifests and lock files of package managers. Key files of the cache always count.',
    ),
  ...stepPlace,
});

const cachedFolder = z.strictObject({
  path: folder().describe('The folder, from the root of the checkout. It must hold no committed file.'),
  key: z
    .array(glob())
    .min(1)
    .max(LIST_MAX_ENTRIES)
    .describe(
      'Paths or globs of committed files: while their contents, and what the set-up reads, are the same, the kept folder is used.',
    ),
});

export const preparationShape = {
  setup: z
    .array(setupStep)
    .max(LIST_MAX_ENTRIES)
    .describe(
      'Steps that prepare a checkout, in order, before the steps of CI and before an agent begins. They are not judged.',
    ),
  cache: z
    .array(cachedFolder)
    .max(LIST_MAX_ENTRIES)
    .describe('Folders that set-up steps fill and that are kept for later checkouts.'),
  submodules: z.boolean().describe('True: checkouts and clones get their submodules. Default: false.'),
  environment: z
    .array(variable())
    .max(LIST_MAX_ENTRIES)
    .describe('Variables of the worker that set-up and steps may see, by name.'),
};

/** What the form alone does not say. */
export function preparationFaults({ setup, cache }: PreparationRules): DocumentFault[] {
  const globs = [
    ...(setup ?? []).flatMap(({ reads }, i) =>
      (reads ?? []).map((each, j) => ({ glob: each, path: ['ci', 'setup', `${i}`, 'reads', `${j}`] })),
    ),
    ...(cache ?? []).flatMap(({ key }, i) =>
      key.map((each, j) => ({ glob: each, path: ['ci', 'cache', `${i}`, 'key', `${j}`] })),
    ),
  ];
  const faults = globs.flatMap(({ glob: each, path }) => {
    const message = globEntryFault(each);
    return message === null ? [] : [{ path, message }];
  });
  const names = (setup ?? []).map((step) => step.name);
  names.forEach((each, i) => {
    if (names.indexOf(each) < i)
      faults.push({ path: ['ci', 'setup', `${i}`, 'name'], message: 'is the name of a step above' });
  });
  if (cache?.length && !setup?.length)
    faults.push({ path: ['ci', 'cache'], message: 'needs ci.setup: only set-up steps fill a cache' });
  (cache ?? []).forEach(({ path }, i) => {
    const inside = (cache ?? [])
      .slice(0, i)
      .find((other) => `${path}/`.startsWith(`${other.path}/`) || `${other.path}/`.startsWith(`${path}/`));
    if (inside)
      faults.push({
        path: ['ci', 'cache', `${i}`, 'path'],
        message: `is, or lies in, or holds ${inside.path}, which is kept already`,
      });
  });
  return faults;
}
