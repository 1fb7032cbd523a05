/**
 * From a document to a worker model, or to everything that is wrong with it (X2). A typo is refused, never ignored. And
 * the document's form as JSON Schema, for editors and other languages.
 */
import { z } from 'zod';

import { type LineAt, printedLines } from '../../rules/ruleset/document-lines.js';
import { readText } from '../../rules/ruleset/document-text.js';
import { DOCUMENT_MAX_DEPTH, formFaults } from '../../rules/ruleset/json-document.js';
import { displayedPath } from '../../rules/ruleset/ruleset-faults.js';
import type { WorkerModel } from './worker-model.js';
import { MOST_CATEGORIES, workerModelSchema } from './worker-model-schema.js';

export interface ModelFault {
  readonly path: readonly string[];
  /** A sentence that names the path. */
  readonly message: string;
  /** From 1: of the text, or of `JSON.stringify(document, null, 2)` where there was none. */
  readonly line: number;
}

export type ReadModel = { readonly model: WorkerModel } | { readonly faults: readonly ModelFault[] };

const MOST_FAULTS = 50;

/** A document that came as a value. */
export function readWorkerModel(document: unknown): ReadModel {
  const faults = formFaults(document);
  const unseen = faults.some(({ path }) => path.length === 0 || path.length > DOCUMENT_MAX_DEPTH);
  return read(document, unseen ? () => 1 : printedLines(document));
}

/** A file: JSON or YAML. */
export function readWorkerModelText(text: string): ReadModel {
  const document = readText(text);
  if ('faults' in document)
    return { faults: document.faults.map((one) => ({ ...one, message: sentence(one.path, one.message) })) };
  return read(document.document, document.lineAt);
}

function read(document: unknown, lineAt: LineAt): ReadModel {
  const located = (path: readonly string[], message: string): ModelFault => ({
    path,
    message: sentence(path, message),
    line: lineAt(path),
  });
  const faults = formFaults(document);
  if (faults.length > 0) return { faults: faults.map(({ path, message }) => located(path, message)) };
  const categories = (document as { categories?: unknown } | null)?.categories;
  if (typeof categories === 'object' && categories !== null && Object.keys(categories).length > MOST_CATEGORIES)
    return { faults: [located(['categories'], `must have at most ${MOST_CATEGORIES} entries`)] };
  const parsed = workerModelSchema.safeParse(document);
  if (parsed.success) {
    const { $schema: _, ...model } = parsed.data;
    return { model: model as WorkerModel };
  }
  return {
    faults: parsed.error.issues.slice(0, MOST_FAULTS).flatMap((issue) => {
      const path = issue.path.map(String);
      if (issue.code !== 'unrecognized_keys') return [located(path, wordsOf(issue))];
      return issue.keys.slice(0, MOST_FAULTS).map((key) => located([...path, key], 'is not known here'));
    }),
  };
}

const sentence = (path: readonly string[], message: string): string =>
  `${path.length === 0 ? 'The model' : displayedPath(path)} ${message}`;

function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_type':
      return `must be ${issue.expected === 'object' ? 'an object' : `a value of type ${issue.expected}`}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    default:
      return issue.code === 'custom' ? issue.message : `is not right: ${issue.message}`;
  }
}

export function workerModelJsonSchema(): object {
  const { $schema, ...form } = z.toJSONSchema(workerModelSchema, { target: 'draft-2020-12', io: 'input' });
  return {
    $schema,
    $id: 'worker_model.schema.json',
    title: 'Autopack worker model',
    description:
      'What a simulation believes of Builders, Auditors and CI. What one part leaves out comes from the next wider one: category and ' +
      'complexity, category, complexity, default, the built-in model. Odds are shares of 1.',
    ...form,
  };
}
