/** Commands that make no sense, and failures of the server: a clear error with its code, and nothing left behind (I1, S2, A4). */
import { phase, plan, stored } from '../support/api/api.js';
import { type CommandName } from '../support/api/commands.js';
import type { StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { Json } from '../support/graphql-client.js';
import {
  acceptChanges,
  type Answer,
  aStart,
  badField,
  client,
  mutation,
  overSocket,
  server,
  transports,
  useServerThatRefuses,
} from './bad-input.fixture.js';

useServerThatRefuses();

describe('plans that make no sense (I1, P8, S9)', () => {
  const errorsOf = async (input: Partial<StartRunInput>) => {
    const { run, errors } = await client.startRun({ runId: 'new', tiers: plan({ T1: ['p1'] }), ...input });
    expect(run).toBeNull();
    return errors.map(({ __typename, code, path, retryable }) => [__typename, code, path!.join('.'), retryable]);
  };

  it('with an id twice are refused, each at its place', async () => {
    const tiers = [...plan({ T1: ['p1', 'p1'], T2: ['p2'] }), ...plan({ T1: ['p2'] })];
    expect(await errorsOf({ tiers })).toEqual([
      ['InputError', 'INVALID_INPUT', 'input.tiers.0.phases.1.phaseId', false],
      ['InputError', 'INVALID_INPUT', 'input.tiers.2.tierId', false],
      ['InputError', 'INVALID_INPUT', 'input.tiers.2.phases.0.phaseId', false],
    ]);
  });

  it('without a phase, or with an empty tier, are refused', async () => {
    for (const tiers of [[], plan({ T1: [] })])
      expect(await errorsOf({ tiers })).toEqual([['InputError', 'INVALID_INPUT', 'input.tiers', false]]);
    expect(await errorsOf({ tiers: plan({ T1: ['p1'], T2: [] }) })).toEqual([
      ['InputError', 'INVALID_INPUT', 'input.tiers', false],
    ]);
  });

  it('with more phases than maxPhases are too large, by the server’s default too', async () => {
    const phases = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);
    expect(await errorsOf({ tiers: plan({ T1: phases(26) }) })).toEqual([
      ['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false],
    ]);
    expect(await errorsOf({ maxPhases: 2, tiers: plan({ T1: ['a'], T2: ['b', 'c'] }) })).toEqual([
      ['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false],
    ]);
    expect(await errorsOf({ maxPhases: 1_000, tiers: plan({ T1: phases(1_001) }) })).toEqual([
      ['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false],
    ]);
    expect(await errorsOf({ draft: true, maxPhases: 1, tiers: plan({ T1: ['a', 'b'] }) })).toEqual([
      ['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false],
    ]);
  });

  it('with two tiers in a single-tier run are refused (P8)', async () => {
    const refusedAs = [['InputError', 'INVALID_INPUT', 'input.tiers', false]];
    expect(await errorsOf({ runScope: 'SINGLE_TIER', tiers: plan({ T1: ['a'], T2: ['b'] }) })).toEqual(refusedAs);
    expect(await errorsOf({ runScope: 'SINGLE_TIER', draft: true, tiers: plan({ T1: ['a'], T2: ['b'] }) })).toEqual(
      refusedAs,
    );
  });

  it('under an id that is taken, in whatever case, are refused', async () => {
    for (const runId of ['base', 'BASE', 'Draft'])
      expect(await errorsOf({ runId })).toEqual([['ConflictError', 'ALREADY_EXISTS', 'input.runId', false]]);
  });
});

describe('commands on what is stored (S2)', () => {
  it('a run, tier or phase that does not exist is NOT_FOUND in the payload, null or empty in a query', async () => {
    const missing = { runId: 'nobody' };
    for (const [name, input] of [
      ['sealPlan', missing],
      ['deleteRun', missing],
      ['rebuildFileLayout', missing],
      ['cancelRun', { ...missing, reason: 'x' }],
      ['addTier', { ...missing, tier: plan({ T2: ['p9'] })[0] }],
      ['addPhase', { ...missing, tierId: 'T1', phase: phase('p9') }],
      ['updatePhaseStatus', { ...missing, phaseId: 'p1', state: 'EXECUTING' }],
    ] as const) {
      const payload = await (
        client.command as (name: CommandName, input: Json) => Promise<{ errors: readonly unknown[] }>
      )(name, input);
      expect([name, payload.errors]).toEqual([
        name,
        [
          expect.objectContaining({
            __typename: 'NotFoundError',
            code: 'NOT_FOUND',
            path: ['input', 'runId'],
            message: 'There is no run "nobody".',
          }),
        ],
      ]);
    }
    const transition = await client.updatePhaseStatus({ runId: 'base', phaseId: 'p9', state: 'EXECUTING' });
    expect([transition.phase, transition.run!.runId, transition.errors[0]]).toEqual([
      null,
      'base',
      expect.objectContaining({ code: 'NOT_FOUND', path: ['input', 'phaseId'], retryable: false }),
    ]);
    const grown = await client.command('addPhase', { runId: 'draft', tierId: 'T9', phase: phase('p9') });
    expect(grown.errors).toEqual([
      expect.objectContaining({ code: 'NOT_FOUND', path: ['input', 'tierId'], retryable: true }),
    ]);
    expect(
      await server.request(
        gql(`{ run(runId: "nobody") { runId } tier(runId: "base", tierId: "T9") { name } tiers(runId: "nobody") { name }
        phase(runId: "base", phaseId: "p9") { name } nextPhase(runId: "nobody") { name } fileLayout(runId: "nobody") { root }
        artefact(runId: "nobody", path: "run_summary.md") { path } none: artefact(runId: "base", path: "phases/phase_09_x.md") { path } }`),
      ),
    ).toEqual({
      run: null,
      tier: null,
      tiers: [],
      phase: null,
      nextPhase: null,
      fileLayout: null,
      artefact: null,
      none: null,
    });
  });

  it('a name that differs in case is another name: nothing is found', async () => {
    expect(await server.request(gql('{ run(runId: "BASE") { runId } }'))).toEqual({ run: null });
    expect((await client.command('cancelRun', { runId: 'BASE', reason: 'x' })).errors[0]!.code).toBe('NOT_FOUND');
  });

  it('an illegal transition is refused and says what would be accepted', async () => {
    const transition = await client.updatePhaseStatus({
      runId: 'base',
      phaseId: 'p1',
      state: 'COMPLETE',
      addTokens: 5,
    });
    expect(transition.errors).toEqual([
      expect.objectContaining({
        __typename: 'TransitionRefusedError',
        code: 'TRANSITION_REFUSED',
        currentState: 'QUEUED',
        allowedStates: ['EXECUTING', 'FAILED', 'SKIPPED'],
      }),
    ]);
    expect([transition.phase!.state, transition.phase!.tokensUsed, transition.run!.version]).toEqual(['QUEUED', 0, 1]);
  });

  it('a stale expectedRunVersion is refused by every command on a run, with the present version', async () => {
    const stale = { runId: 'base', expectedRunVersion: 7 };
    for (const [name, input] of [
      ['cancelRun', { ...stale, reason: 'x' }],
      ['deleteRun', stale],
      ['sealPlan', stale],
      ['rebuildFileLayout', stale],
      ['addTier', { ...stale, tier: plan({ T9: ['p9'] })[0] }],
      ['addPhase', { ...stale, tierId: 'T1', phase: phase('p9') }],
      ['updatePhaseStatus', { ...stale, phaseId: 'p1', state: 'EXECUTING' }],
    ] as const) {
      const payload = await (
        client.command as (name: CommandName, input: Json) => Promise<{ errors: readonly unknown[] }>
      )(name, input);
      expect([name, payload.errors]).toEqual([
        name,
        [
          expect.objectContaining({
            __typename: 'ConflictError',
            code: 'VERSION_CONFLICT',
            currentVersion: 1,
            path: ['input', 'expectedRunVersion'],
          }),
        ],
      ]);
    }
  });

  it('a cursor of another list, of another server or out of thin air is bad input', async () => {
    const made = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const { runs, phases } = await server.request(gql('{ runs { edges { cursor } } phases { edges { cursor } } }'));
    const at = '2026-01-01T00:00:00.000Z';
    const foreign = [
      'x',
      'not a cursor',
      made(null),
      made([]),
      made({}),
      made(['runs']),
      made(['runs', at]),
      made(['others', at, 'a']),
      made(['runs', at, 7]),
      made(['runs', at, 'a', 'b']),
      made(['runs', 'soon', 'a']),
      made(['runs', 'May 1', 'a']),
      made(['runs', 'x 1', 'a']),
      made(['runs', '-271821-04-20T00:00:00.000Z', 'a']),
      made(['runs', 7, 'a']),
      made(['runs', at, 'a\u0000']),
      made(['runs', `${at}' or 1=1`, 'a']),
    ];
    for (const after of [...foreign, phases.edges[0]!.cursor]) {
      expect([
        after,
        badField(
          await server.requestRaw('query ($after: String) { runs(after: $after) { nodes { runId } } }', { after }),
          'after',
        ),
      ]).toEqual([after, expect.stringContaining('cursor')]);
    }
    const others = [
      made(['others', at, 'a', 1]),
      made(['phases', at, 'a', 1.5]),
      made(['phases', at, 'a', '1']),
      made(['phases', at, 'a', 2 ** 31]),
      made(['phases', at, 'a']),
      runs.edges[0]!.cursor,
    ];
    for (const after of [...foreign, ...others]) {
      badField(
        await server.requestRaw('query ($after: String) { phases(after: $after) { nodes { id } } }', { after }),
        'after',
      );
    }
  });

  it('tierId without runId is bad input', async () => {
    expect(
      badField(await server.requestRaw('{ phases(filter: { tierId: "T1" }) { totalCount } }'), 'filter.tierId'),
    ).toContain('runId');
  });
});

describe('the same run started at once (I1, C6)', () => {
  it('has one winner, whatever the case of its id; the others are refused because it is taken', async () => {
    for (const [round, ids] of [
      ['twin', 'twin'],
      ['Twins', 'tWINS', 'TWINS', 'twins', 'twinS', 'TwinS', 'tWiNs', 'TWins'],
    ].entries()) {
      const answers = await Promise.all(
        ids.map((runId) => client.startRun({ runId, tiers: plan({ T1: ['p1', 'p2'] }) })),
      );
      const won = answers.filter((answer) => answer.run !== null);
      expect([round, won.length]).toEqual([round, 1]);
      const lost = answers.filter((answer) => answer.run === null).map((answer) => answer.errors);
      expect(lost).toEqual(
        lost.map(() => [
          expect.objectContaining({ __typename: 'ConflictError', code: 'ALREADY_EXISTS', path: ['input', 'runId'] }),
        ]),
      );
      const [counted] = await server.database.query(
        `select (select count(*)::int from run where lower(run_id) = $1) as runs, (select count(*)::int from tier where lower(run_id) = $1) as tiers,
          (select count(*)::int from phase where lower(run_id) = $1) as phases, (select count(*)::int from run_event where lower(run_id) = $1) as events,
          (select count(*)::int from run_id where run_key = $1) as ids`,
        [ids[0]!.toLowerCase()],
      );
      expect(counted).toEqual({ runs: 1, tiers: 1, phases: 2, events: 1, ids: 1 });
      const folders = Object.keys((await stored(server)).files).filter(
        (path) => /^twins?$/i.test(path) && path.length === ids[0]!.length,
      );
      expect(folders).toEqual([won[0]!.run!.runId]);
    }
    await acceptChanges();
  });
});

describe('failures of the server itself (A4)', () => {
  const SECRETS =
    /select|insert|relation|phase_away|does not exist|node_modules|\/src\/|\/work|\.[tj]s\b|\bat .*\(|postgres|stack/i;
  const away = () => server.database.query('alter table phase rename to phase_away');
  const back = () => server.database.query('alter table if exists phase_away rename to phase');
  afterEach(back);

  const masked = (answer: Answer): string => {
    expect(JSON.stringify(answer)).not.toMatch(SECRETS);
    const [error] = answer.errors!;
    expect(error!.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(error!.message).toContain(error!.extensions.requestId as string);
    return error!.extensions.requestId as string;
  };

  it.each(transports)('are masked over %s with a request id of their own, and say where', async (_transport, send) => {
    await away();
    const answers = [
      await send('{ phase(runId: "base", phaseId: "p1") { state } }'),
      await send('{ run(runId: "base") { runId phases { state } } }'),
      await send('{ phases { nodes { id } } }'),
      await send(mutation('startRun'), { input: aStart() }),
      await send(mutation('updatePhaseStatus'), { input: { runId: 'base', phaseId: 'p1', state: 'EXECUTING' } }),
    ];
    await back();
    expect(new Set(answers.map(masked)).size).toBe(answers.length);
    expect(answers[1]!.errors![0]!.path).toEqual(['run', 'phases']);
  });

  it('in the middle of a subscription are masked too, and the socket lives on', async () => {
    await server.database.query('alter table run_event rename to event_away');
    try {
      masked(await overSocket('subscription { runEvents(runId: "base") { seq } }'));
    } finally {
      await server.database.query('alter table event_away rename to run_event');
    }
    expect((await overSocket('{ server { version } }')).errors).toBeUndefined();
  });

  it('are over when their cause is: the next request is answered', async () => {
    await away();
    await server.requestRaw('{ phases { nodes { id } } }');
    await back();
    expect((await server.request(gql('{ phase(runId: "base", phaseId: "p1") { state } }'))).phase).toEqual({
      state: 'QUEUED',
    });
  });
});
