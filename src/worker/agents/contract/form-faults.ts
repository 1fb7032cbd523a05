/** What is wrong with a document that an agent or an operator wrote, in sentences: which key, and what it must be. Nothing is ignored silently. */
import type { z } from 'zod';

import type { DocumentFault } from '../../../domain/rules/ruleset/json-document.js';

type Issue = z.core.$ZodIssue;

const MAX_DISPLAYED = 20;
const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** The schema's findings in a document; each message is the end of a sentence that begins with the path. */
export const formOf = (issues: readonly Issue[], document: unknown): DocumentFault[] =>
  issues.slice(0, MAX_DISPLAYED).flatMap((issue) => faultsOf(issue, issue.path.map(String), document));

/** A fault as a sentence: `probes.0.exitCode must be a whole number`. */
export const inWords = ({ path, message }: DocumentFault, document: string): string =>
  `${path.length === 0 ? document : path.map(step).join('.')} ${message}`;

const step = (text: string): string => {
  const displayed = text.length > 40 ? `${[...text].slice(0, 40).join('')}…` : text;
  return /^[\w$-]+$/.test(displayed) ? displayed : JSON.stringify(displayed);
};

function faultsOf(issue: Issue, path: readonly string[], document: unknown): DocumentFault[] {
  const missing = isMissing(document, path) ? 'is missing; it ' : '';
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MAX_DISPLAYED).map((key) => ({ path: [...path, key], message: 'is not known here' }));
    case 'invalid_type':
      return [{ path, message: `${missing}must be ${wanted(issue)}` }];
    case 'invalid_value':
      return [
        { path, message: `${missing}must be ${issue.values.length === 1 ? '' : 'one of '}${words(issue.values)}` },
      ];
    case 'invalid_union':
      return unionFaults(issue, path, document);
    case 'too_small':
      return [{ path, message: `must ${amount(issue.origin, 'at least', issue.minimum)}` }];
    case 'too_big':
      return [{ path, message: `must ${amount(issue.origin, 'at most', issue.maximum)}` }];
    default:
      return [{ path, message: issue.message }];
  }
}

/** Of several forms, what is wrong with the one that is nearest: the one with the deepest fault. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: readonly string[], document: unknown): DocumentFault[] {
  if (issue.errors.length === 0) return [{ path, message: 'has no known form' }];
  const branches = issue.errors.map((errors) =>
    errors.flatMap((each) => faultsOf(each, [...path, ...each.path.map(String)], document)),
  );
  const depth = (faults: readonly DocumentFault[]): number => Math.max(0, ...faults.map((fault) => fault.path.length));
  const nearest = [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  return depth(nearest) > path.length
    ? nearest
    : [{ path, message: branches.map((faults) => faults[0]?.message).join(', or ') }];
}

const wanted = (issue: z.core.$ZodIssueInvalidType): string => TYPES[issue.expected] ?? issue.expected;

function isMissing(document: unknown, path: readonly string[]): boolean {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return true;
    value = (value as Record<string, unknown>)[key];
  }
  return value === undefined;
}

/** Words are accepted in both cases; one of them is enough to name them. */
function words(values: readonly unknown[]): string {
  const seen = new Set(values.map((value) => String(value).toLowerCase()));
  return [...new Set(values.map(String))]
    .filter((value) => seen.size === values.length || value === value.toUpperCase())
    .join(', ');
}

function amount(origin: string, how: string, bound: number | bigint): string {
  if (origin === 'string') return `have ${how} ${bound} characters`;
  if (origin === 'array') return `have ${how} ${bound} ${Number(bound) === 1 ? 'entry' : 'entries'}`;
  return `be ${how} ${bound}`;
}
