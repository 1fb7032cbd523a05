/**
 * Trusted documents: with AUTOPACK_TRUSTED_DOCUMENTS the server runs only operations whose documents its operator
 * listed, and those of its own command line and workers. A client sends the document, or over HTTP its hash as
 * `documentId`. Whoever holds a token can then do no more than the programs that it was given for.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type DocumentNode, GraphQLError, parse, print } from 'graphql';

import { PACKAGE_ROOT } from '../common/package-root.js';
import { type Settings, SettingsError } from '../config/settings.js';

/** The documents of the command line and of workers, written by `npm run documents`. */
const OWN_DOCUMENTS = join(PACKAGE_ROOT, 'trusted-documents.json');

export class TrustedDocuments {
  private constructor(
    private readonly forms: ReadonlySet<string>,
    private readonly texts: ReadonlyMap<string, string>,
  ) {}

  /** Of the settings: null, every document runs. */
  static of({ trustedDocuments: files }: Pick<Settings, 'trustedDocuments'>): TrustedDocuments | null {
    return files === undefined ? null : TrustedDocuments.fromFiles(files);
  }

  /**
   * Reads manifests: an object of hash and document, as graphql-codegen and Relay write it, or Apollo's
   * `persisted-query-manifest`. Throws SettingsError that names the file and what is wrong with it.
   */
  static fromFiles(paths: readonly string[]): TrustedDocuments {
    const forms = new Set<string>();
    const texts = new Map<string, string>();
    for (const path of [OWN_DOCUMENTS, ...paths]) {
      for (const [id, text] of documentsOf(path)) {
        const form = formOf(parsed(text, id, path));
        forms.add(form);
        texts.set(id.replace(/^sha256:/, ''), text);
        texts.set(createHash('sha256').update(text).digest('hex'), text);
      }
    }
    return new TrustedDocuments(forms, texts);
  }

  /** Why a document does not run; null: it is trusted. Blanks, comments and the order of its definitions do not count. */
  refusalOf(document: DocumentNode): GraphQLError | null {
    if (this.forms.has(formOf(document))) return null;
    const message =
      'This server runs trusted documents only, and this is none. Its operator adds it to a file of AUTOPACK_TRUSTED_DOCUMENTS.';
    return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
  }

  /** The text of `documentId`, with or without `sha256:` before it; undefined: there is no such document. */
  textOf(documentId: string): string | undefined {
    return this.texts.get(documentId.replace(/^sha256:/, ''));
  }
}

const fault = (what: string): SettingsError => new SettingsError([`AUTOPACK_TRUSTED_DOCUMENTS: ${what}`]);

const formOf = (document: DocumentNode): string =>
  createHash('sha256').update(document.definitions.map(print).sort().join('\n')).digest('base64');

function parsed(text: string, id: string, path: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    throw fault(`the document ${id} of ${path} cannot be read: ${(error as Error).message}`);
  }
}

function documentsOf(path: string): [string, string][] {
  const content = contentOf(path);
  const { operations } = content as { operations?: unknown };
  const entries: [unknown, unknown][] = Array.isArray(operations)
    ? operations.map((operation: { id?: unknown; body?: unknown } | null) => [operation?.id, operation?.body])
    : Object.entries(content);
  const isDocument = (entry: [unknown, unknown]): entry is [string, string] =>
    entry.every((part) => typeof part === 'string');
  if (!entries.every(isDocument)) {
    throw fault(`${path} is no list of documents: write an object {"hash": "document"}`);
  }
  return entries;
}

function contentOf(path: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  } catch (error) {
    throw fault(`${path} cannot be read: ${(error as Error).message}`);
  }
  throw fault(`${path} is no list of documents: write an object {"hash": "document"}`);
}
