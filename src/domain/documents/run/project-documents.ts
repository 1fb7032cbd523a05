/** The documents of a project: rulesets, and besides them the backlog (issue-documents.ts). */
import { rulesetPath } from '../parts/file-names.js';

export interface ProjectDocument {
  /** Relative to the project's directory. */
  readonly path: string;
  readonly content: string;
}

/** A published ruleset: never changed (P1). */
export interface StoredRuleset {
  readonly version: number;
  /** As it was given, in JSON. */
  readonly document: string;
}

/** The document as it was given and nothing else, so that it can be given again. */
export const rulesetFile = ({ version, document }: StoredRuleset): ProjectDocument => ({
  path: rulesetPath(version),
  content: `${JSON.stringify(JSON.parse(document), null, 2)}\n`,
});
