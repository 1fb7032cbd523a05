/**
 * What is wrong with a ruleset document, in sentences for its author (P1): which key, why, and what was probably meant.
 */
import { z } from 'zod';

import { lettersAsSeen } from '../../text/look-alikes.js';
import type { DocumentFault } from './json-document.js';
import { nearestWord } from './nearest-word.js';
import { rulesetSchema } from './ruleset-schema.js';

type Issue = z.core.$ZodIssue;
type Path = readonly string[];

const MAX_DISPLAYED_STEP = 40;
/** Of a kind: looking for what was meant takes time for every key that is unknown. */
const MAX_FAULTS = 50;

/** The schema's first findings; the messages are ends of sentences that begin with the path. */
export function schemaFaults(issues: readonly Issue[], document: unknown): DocumentFault[] {
  const found: DocumentFault[] = [];
  for (const issue of issues) {
    if (found.length >= MAX_FAULTS) break;
    found.push(...faultsOf(issue, issue.path.map(String), document));
  }
  return found.slice(0, MAX_FAULTS);
}

/** A path as people read it: `ci.profiles.strict.0.argv`. */
export const displayedPath = (path: Path): string =>
  path.length === 0 ? 'The ruleset' : path.map(displayedStep).join('.');

function displayedStep(step: string): string {
  const text = step.length > MAX_DISPLAYED_STEP ? `${[...step].slice(0, MAX_DISPLAYED_STEP).join('')}…` : step;
  return /^[\w$-]+$/.test(text) ? text : JSON.stringify(text);
}

function faultsOf(issue: Issue, path: Path, document: unknown): DocumentFault[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, MAX_FAULTS)
        .map((key) => ({ path: [...path, key], message: unknownKey(key, keysAt(path)) }));
    case 'invalid_key':
      return [{ path, message: `is not a name: it ${issue.issues[0]?.message ?? 'has the wrong form'}` }];
    case 'invalid_union':
      return unionFaults(issue, path, document);
    case 'invalid_type':
      return [
        { path, message: typeMessage(isWhole(schemaAt(path)) ? 'int' : issue.expected, valueAt(document, path)) },
      ];
    case 'invalid_value':
      return [{ path, message: wordMessage(issue.values, valueAt(document, path)) }];
    case 'too_small':
      return [
        {
          path,
          message: `must ${issue.inclusive === false ? 'be more than' : bound(issue.origin, 'at least')} ${issue.minimum}${unit(issue.origin, issue.minimum)}`,
        },
      ];
    case 'too_big':
      return [
        {
          path,
          message: `must ${bound(issue.origin, 'at most')} ${issue.maximum}${unit(issue.origin, issue.maximum)}`,
        },
      ];
    default:
      return [{ path, message: issue.message }];
  }
}

/** A number or an object: what is wrong inside the object, if there is one, else that it is neither. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: Path, document: unknown): DocumentFault[] {
  const inside = issue.errors.find(
    (branch) => !branch.some((each) => each.code === 'invalid_type' && each.path.length === 0),
  );
  if (inside) return inside.flatMap((each) => faultsOf(each, [...path, ...each.path.map(String)], document));
  if (typeof valueAt(document, path) === 'number')
    return [{ path, message: typeMessage('int', valueAt(document, path)) }];
  return [{ path, message: `must be a whole number, or an object with ${keysAt(path).join(' and ')}` }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const similar = known.find((word) => word !== key && word === lettersAsSeen(key).trim());
  if (similar !== undefined) {
    const strange = [...key].find((character) => lettersAsSeen(character) !== character) ?? ' ';
    const code = strange.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `is not known here: it looks like ${similar} and holds the character U+${code}; write it in plain letters`;
  }
  const near = nearestWord(key, known);
  return near === null
    ? `is not known here; known are ${known.join(', ')}`
    : `is not known here; did you mean ${near}?`;
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function typeMessage(expected: string, value: unknown): string {
  const wanted = Object.hasOwn(TYPES, expected) ? TYPES[expected] : expected;
  return value === undefined ? `is missing; it must be ${wanted}` : `must be ${wanted}`;
}

/** Words are accepted in lower and in upper case; the lower case ones come first and are enough to name them. */
function wordMessage(values: readonly unknown[], value: unknown): string {
  const words = values.slice(0, values.length / 2).map(String);
  const near = typeof value === 'string' ? nearestWord(value, words) : null;
  return `must be one of ${words.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`;
}

const bound = (origin: string, most: string): string =>
  origin === 'string' || origin === 'array' ? `have ${most}` : `be ${most}`;
function unit(origin: string, count: number | bigint): string {
  if (origin === 'array') return count === 1 ? ' entry' : ' entries';
  return origin === 'string' ? ' characters' : '';
}

/** The keys that the object at a path may have. */
function keysAt(path: Path): string[] {
  const schema = schemaAt(path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

type Schema = z.core.$ZodType | undefined;

function schemaAt(path: Path): Schema {
  let schema = objectIn(rulesetSchema);
  for (const step of path) schema = objectIn(partOf(schema, step));
  return schema;
}

const isWhole = (schema: Schema): boolean => schema instanceof z.ZodNumber && schema.format === 'safeint';

function partOf(schema: Schema, step: string): Schema {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<string, Schema>)[step];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function objectIn(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional) return objectIn(schema.unwrap());
  if (schema instanceof z.ZodUnion)
    return objectIn((schema.options as Schema[]).find((option) => option instanceof z.ZodObject));
  return schema;
}

function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
