/** Two servers with a file layout on one database and one runs root, for a test file; each test has a run id and a folder outside the root. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestDatabase } from '../support/server/databases.js';
import { closePair, openPair, type TestServer } from './file-layout.fixture.js';

/** Files of an incident pack without open issues. */
export const PACK = 2;

export let database: TestDatabase;
export let server: TestServer;
/** On the same database and root; its commits leave work in the outbox and no files. */
export let crashing: TestServer;
/** A folder outside the runs root, removed after the test. */
export let outside: string;
/** Another one for each test. */
export let runId: string;
let made = 0;

/** Opens the servers before the tests of the file and closes them after the last one. */
export function useLayoutServers(): void {
  beforeAll(async () => {
    ({ database, server, crashing } = await openPair());
  });
  afterAll(() => closePair({ database, server, crashing }));
  beforeEach(() => {
    runId = `Run-${(made += 1)}`;
    outside = mkdtempSync(join(tmpdir(), 'autopack-outside-'));
  });
  afterEach(() => rmSync(outside, { recursive: true, force: true }));
}

/** The files are the ones that all rows together give: nothing else, nothing less, byte for byte. */
export async function expectFilesOf(id: string): Promise<void> {
  const documents = (await server.layout.layout(id))!;
  const files = server.files(id);
  expect([...files.keys()].sort()).toEqual(documents.map(({ path }) => path).sort());
  const different = documents.find(({ path, content }) => content !== null && files.get(path) !== content);
  if (different) expect(files.get(different.path)).toBe(different.content);
  expect(await server.layout.isUpToDate(id)).toBe(true);
}

export const changedFiles = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after.keys()].filter((path) => after.get(path) !== before.get(path));

export const versionOf = (content: string): number => Number(/^run_version: (\d+)$/m.exec(content)![1]);
