/** Do the files of a run show what its rows say? Through the API, and on disk where the probe may look there. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { GraphqlClient } from '../graphql/client.js';
import { filesInPlace } from '../graphql/files-in-place.js';
import { gql } from '../graphql/gql.js';
import type { FileView, RunView } from '../graphql/run-view.js';
import type { Checks } from '../shared/checks.js';

const FILES = gql(`query FileContents($runId: ID!, $summary: String!) {
  run(runId: $runId) { fileLayout { files { path content } } }
  artefact(runId: $runId, path: $summary) { content }
}`);
const SUMMARY = 'run_summary.md';

const FILE = gql('query FileContent($runId: ID!, $path: String!) { artefact(runId: $runId, path: $path) { content } }');

/** Null: there is no such file. */
export async function contentOf(client: GraphqlClient, runId: string, path: string): Promise<string | null> {
  return (await client.request(FILE, { runId, path })).artefact?.content ?? null;
}

/** One check: everything that is wrong with the files, or that nothing is. */
export async function checkFiles(
  client: GraphqlClient,
  checks: Checks,
  name: string,
  run: RunView,
  dir: string | undefined,
): Promise<void> {
  const faults = (await filesInPlace(client, run.runId)) ? [] : ['the server says that they are not up to date'];
  const found = await client.request(FILES, { runId: run.runId, summary: SUMMARY });
  const contents = new Map(found.run?.fileLayout.files.map(({ path, content }) => [path, content]));
  if ((found.artefact?.content ?? null) !== contents.get(SUMMARY))
    faults.push(`${SUMMARY} reads differently by itself and in the layout`);
  for (const file of run.fileLayout.files) {
    faults.push(...contentFaults(file, contents.get(file.path) ?? null, run));
    if (dir !== undefined) faults.push(...(await diskFaults(file, join(dir, run.runId, file.path))));
  }
  if (faults.length === 0) checks.ok(`${name} show the rows${dir === undefined ? '' : ', on disk too'}`);
  else checks.fail(`${name} show the rows`, faults.join('; '));
}

function contentFaults(file: FileView, content: string | null, run: RunView): string[] {
  if (content === null) return [`${file.path} has no content`];
  if (sha256(content) !== file.sha256) return [`${file.path} has another hash than the layout says`];
  return file.path.endsWith('.json') ? jsonFaults(file, content, run) : documentFaults(file, content, run);
}

function documentFaults(file: FileView, content: string, run: RunView): string[] {
  const front = frontMatter(content);
  const expected = expectedState(front, run);
  const faults: string[] = [];
  if (expected === undefined) faults.push(`${file.path} is about something that the run does not have`);
  else if (front.get('state') !== expected)
    faults.push(`${file.path} says ${front.get('state') ?? 'nothing'}, the row ${expected}`);
  const version = Number(front.get('run_version'));
  faults.push(...versionFaults(file, version, run));
  if (front.get('document') === 'run_summary' && version !== run.version)
    faults.push(`${file.path} is of version ${version}, the run of ${run.version}`);
  return faults;
}

const versionFaults = (file: FileView, version: number, run: RunView): string[] =>
  version >= 1 && version <= run.version ? [] : [`${file.path} has no version of this run`];

/** The strategy with its hash, issues with the counters of their phase. */
function jsonFaults(file: FileView, content: string, run: RunView): string[] {
  const json = parsed(content);
  if (json === undefined) return [`${file.path} is no JSON object`];
  const faults = versionFaults(file, Number(json.run_version), run);
  const expect = (key: string, row: unknown): void => {
    if (json[key] !== row)
      faults.push(`${file.path} says ${key} ${JSON.stringify(json[key]) ?? 'nothing'}, the row ${JSON.stringify(row)}`);
  };
  expect('run_id', run.runId);
  if (file.kind === 'strategy') expect('hash', run.strategy?.hash);
  if (file.kind === 'phase_issues') {
    const phase = run.phases.find((one) => one.phaseId === json.phase_id);
    if (!phase) return [...faults, `${file.path} is about something that the run does not have`];
    expect('minor_issue_count', phase.minorIssuesCount);
    expect('major_issue_count', phase.majorIssuesCount);
    expect('issue_state', phase.issueState.toLowerCase());
  }
  return faults;
}

function parsed(content: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function diskFaults(file: FileView, path: string): Promise<string[]> {
  try {
    return sha256(await readFile(path)) === file.sha256 ? [] : [`${path} differs from what the server shows`];
  } catch (error) {
    return [`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`];
  }
}

/** State of the row that a document shows. */
function expectedState(front: ReadonlyMap<string, string>, run: RunView): string | undefined {
  switch (front.get('document')) {
    case 'run_summary':
    case 'incident_index':
      return run.state;
    case 'tier_summary':
      return run.tiers.find((tier) => tier.tierId === front.get('tier_id'))?.state;
    case 'phase_summary':
      return run.phases.find((phase) => phase.phaseId === front.get('phase_id'))?.state;
    default:
      return undefined;
  }
}

/** The plain keys of a document's head. */
function frontMatter(content: string): ReadonlyMap<string, string> {
  const lines = content.split('\n');
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---' || end < 0) return new Map();
  return new Map(
    lines.slice(1, end).flatMap((line) => {
      const entry = /^(\w+): (.*)$/.exec(line);
      return entry?.[1] !== undefined && entry[2] !== undefined ? [[entry[1], entry[2]] as const] : [];
    }),
  );
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
