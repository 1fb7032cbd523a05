/**
 * GraphQL documents that stand as text beside their user and carry the types of their variables and result. `npm run documents` reads these texts, checks
 * them against `schema.graphql` and writes their types; nothing is parsed or looked up at run time.
 */

/** An operation. Its text, with the fragments that it spreads, is sent as it is. */
export interface TypedDocument<Result, Variables> {
  readonly text: string;
  /** Never set; it carries the types. */
  readonly types?: (variables: Variables) => Result;
}

/** A fragment, to be passed to the documents that spread it. `Name` distinguishes fragments. */
export interface TypedFragment<Name extends string = string> {
  /** Its own text and those of the fragments that it spreads: a document holds each once. */
  readonly texts: readonly string[];
  readonly name?: Name;
}

/** What the generated types say of an operation's text. `fragments`: the names of those that it spreads itself, as they first come. */
export interface KnownOperation {
  readonly result: unknown;
  readonly variables: unknown;
  readonly fragments: readonly string[];
}

export interface KnownFragment {
  readonly fragment: string;
  readonly fragments: readonly string[];
}

type Fragments<Known> = Known extends { readonly fragments: infer Names extends readonly string[] }
  ? { readonly [Index in keyof Names]: TypedFragment<Names[Index]> }
  : [];

type Typed<Known> = Known extends KnownFragment
  ? TypedFragment<Known['fragment']>
  : Known extends KnownOperation
    ? TypedDocument<Known['result'], Known['variables']>
    : never;

/** Makes a document of a text. A text without generated types is an error of the typecheck, and so is a fragment that is not handed over. */
export type DocumentMaker<Documents> = <const Text extends string>(
  text: Text extends keyof Documents ? Text : 'This document has no types yet: run "npm run documents".',
  ...fragments: Text extends keyof Documents ? Fragments<Documents[Text]> : readonly TypedFragment[]
) => Text extends keyof Documents ? Typed<Documents[Text]> : never;

export function documentMaker<Documents>(): DocumentMaker<Documents> {
  const make = (text: string, ...fragments: readonly TypedFragment[]) => {
    const texts = [...new Set([text, ...fragments.flatMap((fragment) => fragment.texts)])];
    return { text: texts.join('\n'), texts };
  };
  return make as unknown as DocumentMaker<Documents>;
}

export type ResultOf<Document> = Document extends { readonly types?: (variables: never) => infer Result }
  ? Result
  : never;
export type VariablesOf<Document> = Document extends { readonly types?: (variables: infer Variables) => unknown }
  ? Variables
  : never;

/** Variables may be left out where none must be given. */
export type VariablesArgument<Variables> =
  Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables];
