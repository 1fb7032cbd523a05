/** What is said before tokens are spent (P12): by a start, by a dry run, and about a project. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { plan } from '../support/api/api.js';
import type { StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { git, TestRepository } from '../support/git/git-repositories.js';
import type { Json } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: WorkApi;
const repositories: TestRepository[] = [];
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
});
afterEach(async () => {
  for (const repository of repositories.splice(0)) await repository.remove();
});
afterAll(async () => server.close());

const STEP = { name: 'tests', argv: ['true'], timeoutSeconds: 60, report: 'report.xml' };
interface Finding {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}
const codesOf = (warnings: readonly { readonly code: string }[]): string[] => warnings.map(({ code }) => code);
let made = 0;

async function aProject(
  more: Json = {},
  steps: Json[] | null = [STEP],
): Promise<{ projectId: string; repository: TestRepository }> {
  const repository = await TestRepository.make({ kind: 'work-tree', branch: 'trunk' });
  repositories.push(repository);
  const projectId = `warned-${++made}`;
  await client.command('createProject', { projectId, repositoryPath: repository.path, allowPromotion: true, ...more });
  const document = steps === null ? {} : { ci: { profiles: { normal: steps } } };
  await client.command('publishRuleset', { projectId, document });
  return { projectId, repository };
}

async function check(projectId: string): Promise<{ ok: boolean; codes: string[]; findings: readonly Finding[] }> {
  const { projectCheck } = await server.request(
    gql('query ($id: ID!) { projectCheck(projectId: $id) { ok findings { code message path } } }'),
    {
      id: projectId,
    },
  );
  return { ...projectCheck, codes: codesOf(projectCheck.findings) };
}

const start = (projectId: string, more: Partial<StartRunInput> = {}) =>
  client.startRun({ projectId, tiers: plan({ T1: ['a'] }), ...more });

describe('P12: a start', () => {
  it('P12: warns of what can not end well, and refuses nothing; the same call again warns again', async () => {
    const { projectId } = await aProject({ allowPromotion: false }, null);
    const first = await start(projectId, { idempotencyKey: `warn ${projectId}` });
    expect(first).toMatchObject({ errors: [], run: { state: 'RUN_CREATED' } });
    expect(first.warnings.map(({ code, path }) => [code, path])).toEqual([
      ['no_ci_steps', ['ci', 'profiles', 'normal']],
      ['promotion_not_allowed', ['allowPromotion']],
    ]);
    const again = await start(projectId, { idempotencyKey: `warn ${projectId}` });
    expect([again.run!.runId, again.warnings]).toEqual([first.run!.runId, first.warnings]);
  });

  it('P12: warns of steps without a report, and of an audit that nobody comes to; an Auditor that asked for work ends that', async () => {
    const { report: _, ...lint } = STEP;
    const { projectId } = await aProject({}, [lint]);
    const tiers = [{ tierId: 'T', name: 'T', phases: [{ phaseId: 'p', name: 'P', taskCategory: 'schema_change' }] }];
    expect(codesOf((await start(projectId, { tiers })).warnings)).toEqual(['no_ci_report', 'no_auditor_seen']);
    await client.claim('AUDITOR');
    expect(codesOf((await start(projectId, { tiers })).warnings)).toEqual(['no_ci_report']);
  });

  it('P12, O5: warns of a cap that phases of this kind used up before, with the figures', async () => {
    const { projectId } = await aProject();
    const runId = `past-${projectId}`;
    const phases = Array.from({ length: 20 }, (_, i) => `p${i}`);
    await client.startRun({ runId, projectId, tiers: plan({ T1: phases }) });
    // What they used is all that counts here.
    await server.database.query(
      `update phase set state = 'COMPLETE', tokens_used = 1000 * (phase_index + 1) where run_id = $1`,
      [runId],
    );
    const document = { ci: { profiles: { normal: [STEP] } }, defaults: { phase: { incidentTokenCap: 17_999 } } };
    await client.command('publishRuleset', { projectId, document });
    const { warnings } = await start(projectId);
    expect(warnings).toEqual([
      {
        code: 'caps_below_past_use',
        path: ['defaults', 'phase', 'incidentTokenCap'],
        message: expect.stringContaining(
          'may use 17999 tokens (incidentTokenCap); of the last 20 phases without a category',
        ),
      },
    ]);
    expect(warnings[0]!.message).toContain('one in ten used 18000 or more');
  });

  it('P12: says nothing where nothing is wrong, of a draft, or of what was refused', async () => {
    const { projectId } = await aProject();
    expect((await start(projectId)).warnings).toEqual([]);
    const draft = await start(projectId, { draft: true, runId: `draft-${projectId}` });
    expect([draft.run!.state, draft.warnings]).toEqual(['PLAN_BOOTSTRAP', []]);
    const refused = await start('no-such-project');
    expect([codesOf(refused.errors), refused.warnings]).toEqual([['NOT_FOUND'], []]);
  });

  it('P12, P6: from Markdown, sealed, and in a dry run the same is said', async () => {
    const { projectId } = await aProject({}, null);
    const planMarkdown = '## T1: Tier\n\n### p1: Phase\n';
    const started = await client.command('startRunFromPlan', { projectId, planMarkdown });
    expect(codesOf(started.warnings)).toEqual(['no_ci_steps']);
    const preview = gql(
      'query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { warnings { code } } }',
    );
    const { previewStrategy } = await server.request(preview, { input: { projectId, planMarkdown } });
    expect(codesOf(previewStrategy.warnings)).toEqual(['no_ci_steps']);
    const fixed = await server.request(preview, {
      input: { projectId, planMarkdown, ruleset: { ci: { profiles: { normal: [STEP] } } } },
    });
    expect(fixed.previewStrategy.warnings).toEqual([]);
    const runId = `sealed-${projectId}`;
    await start(projectId, { draft: true, runId });
    expect(codesOf((await client.command('sealPlan', { runId })).warnings)).toEqual(['no_ci_steps']);
  });
});

describe('P12: a project', () => {
  it('P12: nothing is an obstacle to a run', async () => {
    const { projectId } = await aProject();
    expect(await check(projectId)).toMatchObject({ ok: true, findings: [] });
    expect(await check('default')).toMatchObject({ ok: true, findings: [] });
  });

  it('P12: a project that is not there', async () => {
    expect(await check('nowhere')).toMatchObject({ ok: false, codes: ['no_project'] });
  });

  it.each<[string, (made: { projectId: string; repository: TestRepository }) => Promise<unknown>, string]>([
    ['a repository that is gone', ({ repository }) => repository.remove(), 'repository_unavailable'],
    [
      'a default branch that is gone',
      ({ repository }) => git(repository.path, 'branch', '-m', 'trunk', 'other'),
      'no_default_branch',
    ],
    [
      'a branch where those of runs belong',
      ({ repository }) => git(repository.path, 'branch', 'autonomous'),
      'ref_in_the_way',
    ],
    [
      'a work tree with changes',
      ({ repository }) => writeFile(join(repository.path, 'README.md'), 'mine\n'),
      'target_checked_out',
    ],
  ])('P12: %s is found, with a sentence', async (_, prepare, code) => {
    const one = await aProject();
    await prepare(one);
    const { ok, codes, findings } = await check(one.projectId);
    expect([ok, codes]).toEqual([false, [code]]);
    expect(findings[0]!.message).toMatch(/^.{20,}[.!)]$/);
  });

  it('P12: a partial clone is distinguished from a full one', async () => {
    const { repository } = await aProject();
    await git(repository.clone, 'config', 'uploadpack.allowFilter', 'true');
    const partial = join(repository.folder, 'partial');
    await git(
      repository.folder,
      'clone',
      '-q',
      '--filter=blob:none',
      '--no-checkout',
      `file://${repository.clone}`,
      partial,
    );
    const projectId = `partial-${made}`;
    await client.command('createProject', { projectId, repositoryPath: partial, allowPromotion: true });
    await client.command('publishRuleset', { projectId, document: { ci: { profiles: { normal: [STEP] } } } });
    expect((await check(projectId)).codes).toContain('partial_clone');
    // A run would end after some attempts, each of which finds the same.
    const refused = await start(projectId);
    expect([codesOf(refused.errors), refused.run]).toEqual([['INVALID_INPUT'], null]);
    const [, command] =
      /partial clone: 2 objects of "trunk" are not in it, .* Fetch them \(git (.*?)\)/.exec(
        refused.errors[0]!.message,
      ) ?? [];
    await git(partial, ...command!.split(' '), '-q');
    await git(partial, 'reset', '-q', '--hard');
    expect(await check(projectId)).toMatchObject({ ok: true });
    expect(await start(projectId)).toMatchObject({ errors: [], run: { state: 'RUN_CREATED' } });
  });

  it('P12: so is a repository that has lost an object', async () => {
    const { projectId, repository } = await aProject();
    const lost = await git(repository.path, 'rev-parse', 'HEAD:README.md');
    await rm(join(repository.path, '.git/objects', lost.slice(0, 2), lost.slice(2)));
    const { codes, findings } = await check(projectId);
    expect(codes).toContain('objects_missing');
    expect(findings[0]!.message).toMatch(/is damaged: it lacks 1 object of "trunk"\..* git fsck /);
    const { errors } = await start(projectId);
    expect([codesOf(errors), errors[0]!.message]).toEqual([
      ['INVALID_INPUT'],
      expect.stringContaining('it lacks 1 object'),
    ]);
  });

  it('P12: all obstacles at once', async () => {
    const { projectId } = await aProject({ allowPromotion: false }, null);
    expect((await check(projectId)).codes).toEqual(['no_ci_steps', 'no_ci_steps', 'promotion_not_allowed']);
  });
});
