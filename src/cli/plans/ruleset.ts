/** `autopack ruleset check`, `publish` and `show` (P1, docs/ruleset.md). Files are JSON or YAML; `-` is standard input. */
import type { ResultOf } from '../../common/typed-document.js';
import { DOCUMENT_MAX_BYTES } from '../../domain/rules/ruleset/json-document.js';
import { readRulesetText, type RulesetFault } from '../../domain/rules/ruleset/read-ruleset.js';
import { GraphqlClient } from '../graphql/client.js';
import type { PublishRulesetInput } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { type FileProblem, reportProblems } from './problems.js';
import { displayedFile, textOf } from './text-file.js';

export type RulesetDocument = Readonly<Record<string, unknown>>;

export interface RulesetPublishOptions extends ServerOptions {
  readonly file: string;
  readonly project?: string;
  /** The version that must be the newest one now; 0: there is none yet. */
  readonly expect?: number;
}

export interface RulesetShowOptions extends ServerOptions {
  readonly project?: string;
  readonly version?: number;
}

const PUBLISH = gql(
  `mutation PublishRuleset($input: PublishRulesetInput!) { publishRuleset(input: $input) {
    ruleset { version createdAt } errors { ...Refusal } } }`,
  REFUSAL,
);
const SHOW = gql(`query Ruleset($projectId: ID!, $version: Int) {
  project(projectId: $projectId) { rulesetVersion } ruleset(projectId: $projectId, version: $version) { version createdAt document } }`);

type Published = ResultOf<typeof PUBLISH>['publishRuleset'];
type StoredRuleset = NonNullable<ResultOf<typeof SHOW>['ruleset']>;

/** The ruleset of a file, or everything that is wrong with it. */
export async function readRulesetFile(
  file: string,
): Promise<{ readonly document: RulesetDocument } | { readonly problems: readonly FileProblem[] }> {
  const read = readRulesetText(await textOf(file, DOCUMENT_MAX_BYTES));
  return 'faults' in read ? { problems: read.faults.map(faultProblem) } : { document: read.document };
}

const faultProblem = ({ path, message, line }: RulesetFault) => ({ line, message, path });

/** Says what is wrong with a ruleset, line by line, or what it sets. Needs no server. */
export async function rulesetCheck(output: Output, { file }: { readonly file: string }): Promise<number> {
  const read = await readRulesetFile(file);
  if ('problems' in read) return reportProblems(output, file, read.problems);
  const keys = Object.keys(read.document).filter((key) => key !== '$schema');
  const sets =
    keys.length === 0 ? 'a ruleset that sets nothing' : `a ruleset that sets ${keys.map(printable).join(', ')}`;
  output.line(`${output.paint('green', 'ok')}  ${displayedFile(file)}: ${sets}`);
  output.document({ ok: true, file, keys, problems: [] });
  return EXIT.ok;
}

/** Makes a ruleset the newest one of a project. */
export async function rulesetPublish(output: Output, options: RulesetPublishOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const { file, project: projectId = DEFAULT_PROJECT } = options;
  const read = await readRulesetFile(file);
  if ('problems' in read) return reportProblems(output, file, read.problems);
  const { ruleset, errors } = await publishRuleset(client, {
    projectId,
    document: read.document,
    expectedVersion: options.expect,
  });
  // The server counts lines in its own print of the document; the message names the path.
  if (errors.length > 0) return reportProblems(output, file, errors.map(({ code, message }) => ({ code, message }))); // prettier-ignore
  if (!ruleset) throw new CommandFailed('The server published a ruleset and does not say which.');
  output.line(
    `${output.paint('green', 'ok')}  ruleset ${ruleset.version} of project ${printable(projectId)}, from ${displayedFile(file)}`,
  );
  output.document({
    ok: true,
    file,
    url: client.server.url,
    projectId,
    version: ruleset.version,
    createdAt: ruleset.createdAt,
  });
  return EXIT.ok;
}

export async function publishRuleset(client: GraphqlClient, input: PublishRulesetInput): Promise<Published> {
  return (await client.request(PUBLISH, { input })).publishRuleset;
}

/** Prints a ruleset as it was published, and nothing else on standard output, so that it can be kept in a file and published again. */
export async function rulesetShow(output: Output, options: RulesetShowOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const { project: projectId = DEFAULT_PROJECT, version } = options;
  const displayed = await readStoredRuleset(client, projectId, version);
  if (displayed === null) throw new CommandFailed(`There is no project "${printable(projectId)}".`);
  const { ruleset, newest } = displayed;
  if (!ruleset) {
    const missing =
      version === undefined || newest === 0
        ? 'no ruleset yet; the defaults hold'
        : `no ruleset ${version}; the newest is ${newest}`;
    throw new CommandFailed(`Project "${printable(projectId)}" has ${missing}.`);
  }
  const age = ruleset.version === newest ? 'the newest one' : `the newest one is ${newest}`;
  output.complain(
    `Ruleset ${ruleset.version} of project ${printable(projectId)}, published ${ruleset.createdAt}; ${age}.`,
  );
  if (!output.json) output.line(harmless(JSON.stringify(ruleset.document, null, 2)));
  output.document({ ok: true, url: client.server.url, projectId, newest, ...ruleset });
  return EXIT.ok;
}

/** The same JSON, with what a terminal could obey or read backwards written as escapes (I4). */
const harmless = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Null: there is no such project. */
export async function readStoredRuleset(
  client: GraphqlClient,
  projectId: string,
  version?: number,
): Promise<{ readonly newest: number; readonly ruleset: StoredRuleset | null } | null> {
  const { project, ruleset } = await client.request(SHOW, { projectId, version });
  return project && { newest: project.rulesetVersion, ruleset };
}
