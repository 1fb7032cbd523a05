/**
 * What a tool is (A6): an input, GraphQL documents and a text. A tool knows neither Nest nor HTTP; `ask` runs its documents, in the
 * server through the schema in the same process, in the command line over HTTP. So limits, roles and errors are those of GraphQL.
 */
import type { ToolAnnotations } from '@modelcontextprotocol/server';
import type { z } from 'zod';

import type { TypedDocument } from '../../common/typed-document.js';
import type { Role } from '../../domain/model/caller.js';
import { gql } from './gql.js';

/** Runs one document as the caller. Throws an error whose message is for the client. */
export type Ask = <Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
) => Promise<Result>;

/**
 * Waits until a run has an event after the given one. True: it has; false: the run has ended or is gone, nobody waits any more, or the run cannot be
 * followed. The caller may see the run: a tool looks at it first.
 */
export type NextEvent = (runId: string, after: number, signal: AbortSignal) => Promise<boolean>;

/** Of one call of a tool. */
export interface Call {
  readonly ask: Ask;
  readonly nextEvent: NextEvent;
  /** The role whose tools the client was given. */
  readonly role: Role;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface ToolAnswer {
  /** Markdown. */
  readonly text: string;
  /** What a loop reads, in the form of the tool's `output`. The text is put beside it: programs that get both show their model this alone. */
  readonly structured?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

export interface Tool {
  readonly name: string;
  readonly roles: readonly Role[];
  /** An agent gets it too, without `lease_token`: it has one lease (A6). */
  readonly agents?: true;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output?: z.ZodObject;
  readonly hints: ToolAnnotations;
  call(input: unknown, call: Call): Promise<ToolAnswer>;
}

interface Definition<Input extends z.ZodObject> extends Omit<Tool, 'call' | 'input'> {
  readonly input: Input;
  readonly call: (input: z.infer<Input>, call: Call) => Promise<ToolAnswer>;
}

/** The client's SDK has parsed the input by the schema of the tool before `call` gets it. */
export const tool = <Input extends z.ZodObject>(definition: Definition<Input>): Tool => definition as unknown as Tool;

/** Only reads; the same call again answers what is true then. */
export const READS: ToolAnnotations = { readOnlyHint: true };
/** Changes something, and takes nothing away. A second call is a second command, unless both have one key. */
export const CHANGES: ToolAnnotations = { readOnlyHint: false, destructiveHint: false };
/** What it does cannot be undone. */
export const DESTROYS: ToolAnnotations = { readOnlyHint: false, destructiveHint: true };

export const REFUSAL = gql(`fragment McpRefusal on CommandError { code message path ... on InputError { line } }`);

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly path?: readonly string[] | null;
  readonly line?: number | null;
}

/** Refusals as a list: code, place and sentence. */
export const refusalLines = (errors: readonly Refused[]): string =>
  errors
    .map(({ code, message, path, line }) => {
      const place = line == null ? (path?.join('.') ?? '') : `line ${line}`;
      return `- ${code}${place === '' ? '' : ` (${place})`}: ${message}`;
    })
    .join('\n');

/** A command that was refused is an error of the tool; null: it was not. */
export const refusedAnswer = (errors: readonly Refused[]): ToolAnswer | null =>
  errors.length === 0 ? null : { text: `Refused:\n${refusalLines(errors)}`, isError: true };
