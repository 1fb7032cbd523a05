/** What many listeners are told is resolved once (E2), and nobody is ever told something older than before. */
import { buildSchema, type ExecutionArgs, type ExecutionResult, type GraphQLSchema, parse } from 'graphql';

import { audienceKey, News, SharedResults } from './shared-results.js';

const DOCUMENT =
  'subscription ($after: Int, $deep: Boolean = false) { reported(after: $after) { key state deep @include(if: $deep) } }';
let state = 0;
let executions = 0;
let fails = false;
/** Resolvers wait for it, if there is one. */
let gate: Promise<void> | null = null;
beforeEach(() => {
  [state, executions, fails, gate] = [0, 0, false, null];
});

const schema: GraphQLSchema = buildSchema(
  'type Query { x: Int } type Told { key: String state: Int deep: Int } type Subscription { reported(after: Int): Told together: Told plain: Int }',
);
const { reported, together, plain } = schema.getSubscriptionType()!.getFields() as Record<
  string,
  { subscribe?: unknown; resolve?: unknown }
>;
reported!.subscribe = async function* (_root: unknown, { after }: { after?: number | null }) {
  for (let i = (after ?? 0) + 1; i <= 5; i += 1) yield new News(`k${i}`, i);
};
reported!.resolve = async ({ key }: News<number>) => {
  executions += 1;
  if (fails) throw new Error('out of order');
  const seen = state;
  await gate;
  return { key, state: seen, deep: 1 };
};
/** Three that were read together, then one. */
together!.subscribe = async function* () {
  const read = [1, 2, 3].map((i) => new News(`t${i}`, i));
  for (const [i, { key, facts }] of read.entries()) yield new News(key, facts, read.slice(i + 1));
  yield new News('t4', 4);
};
together!.resolve = reported!.resolve;
plain!.subscribe = async function* () {
  yield 1;
};
plain!.resolve = () => (executions += 1);

const argsOf = (variableValues: Record<string, unknown> = {}, text = DOCUMENT): ExecutionArgs => ({
  schema,
  document: parse(text),
  variableValues,
});
type Stream = AsyncIterableIterator<ExecutionResult>;
const listen = async (shared: SharedResults, variables?: Record<string, unknown>, text?: string) =>
  (await shared.subscribe(argsOf(variables, text))) as Stream;
const next = async (stream: Stream) =>
  (await stream.next()).value as ExecutionResult<{ reported: { key: string; state: number } }>;

test('E2: fifty listeners cost one execution for each event', async () => {
  const shared = new SharedResults();
  const streams = await Promise.all(Array.from({ length: 50 }, () => listen(shared)));
  for (let i = 1; i <= 5; i += 1) {
    const results = await Promise.all(streams.map(next));
    expect(new Set(results).size).toBe(1);
    expect([results[0]!.data!.reported.key, executions]).toEqual([`k${i}`, i]);
  }
  await Promise.all(streams.map((stream) => stream.next()));
  expect(shared.count).toBe(0);
});

test('E2: who comes later, or resumes at another place, shares from the first event that is resolved after that on', async () => {
  const shared = new SharedResults();
  const first = await listen(shared);
  await Promise.all([next(first)]);
  const later = await listen(shared, { after: 1 });
  const [a, b] = await Promise.all([next(first), next(later)]);
  expect([a, executions]).toEqual([b, 2]);
});

test('E2: nobody is told something that is older than what he was told, or than his coming', async () => {
  const shared = new SharedResults();
  const [first, second] = [await listen(shared), await listen(shared)];
  for (let i = 1; i <= 3; i += 1) {
    state = i;
    await next(first);
  }
  state = 9;
  const late = await listen(shared);
  // Resolved at 1, 2 and 3 for the others; this one came when it was 9.
  for (const expected of ['k1', 'k2', 'k3'])
    expect((await next(late)).data!.reported).toMatchObject({ key: expected, state: 9 });
  const seen: number[] = [];
  for (let i = 1; i <= 3; i += 1) seen.push((await next(second)).data!.reported.state);
  expect(seen).toEqual([...seen].sort((x, y) => x - y));
});

test('E2: what began before something that a listener was told had ended is not for him', async () => {
  const shared = new SharedResults();
  const [slow, quick, other] = [
    await listen(shared, { after: 0 }),
    await listen(shared, { after: 1 }),
    await listen(shared, { after: 0 }),
  ];
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const waiting = [next(slow), next(quick), next(other)];
  await new Promise(setImmediate);
  state = 7;
  open();
  await Promise.all(waiting);
  // k2 was resolved beside k1, so that for those who were told k1 it is resolved again.
  expect((await next(other)).data!.reported).toMatchObject({ key: 'k2', state: 7 });
  expect(executions).toBe(3);
});

test.each([1, 2, 20])(
  'E2: news that were read together are resolved together, for %i listeners once',
  async (count) => {
    const shared = new SharedResults();
    const text = 'subscription { together { key state } }';
    const streams = await Promise.all(Array.from({ length: count }, () => listen(shared, {}, text)));
    const seen: unknown[] = [];
    for (let i = 1; i <= 4; i += 1) {
      state = i;
      const results = await Promise.all(streams.map(next));
      expect(new Set(results).size).toBe(1);
      seen.push([(results[0]!.data as unknown as { together: object }).together, executions]);
    }
    expect(seen).toEqual([
      [{ key: 't1', state: 1 }, 3],
      [{ key: 't2', state: 1 }, 3],
      [{ key: 't3', state: 1 }, 3],
      [{ key: 't4', state: 4 }, 4],
    ]);
    const late = await listen(shared, {}, text);
    expect(await next(late)).toEqual({ data: { together: { key: 't1', state: 4 } } });
    for (const stream of [...streams, late]) await stream.return!();
    expect(shared.count).toBe(0);
  },
);

test('E2: other variables below the root field, another text and another operation have answers of their own', async () => {
  const shared = new SharedResults();
  const streams = [
    await listen(shared),
    await listen(shared, { deep: true }),
    await listen(shared, { deep: null, after: 0 }),
    await listen(shared, {}, 'subscription { reported { key state } }'),
  ];
  const results = await Promise.all(streams.slice(0, 2).concat(streams[3]!).map(next));
  expect(executions).toBe(3);
  expect(results.map(({ data }) => Object.keys(data!.reported))).toEqual([
    ['key', 'state'],
    ['key', 'state', 'deep'],
    ['key', 'state'],
  ]);
  const spread =
    'subscription ($deep: Boolean!) { ...F } fragment F on Subscription { reported { deep @include(if: $deep) } }';
  expect(audienceKey(argsOf({ deep: true }, spread))).not.toBe(audienceKey(argsOf({ deep: false }, spread)));
  expect(audienceKey(argsOf({ after: 3 }))).toBe(audienceKey(argsOf({ after: 4, unknown: 1 })));
  expect(audienceKey({ ...argsOf(), operationName: 'A' })).not.toBe(audienceKey({ ...argsOf(), operationName: 'B' }));
});

test('E2: what fails is told to those who wait, and resolved again for whoever comes after', async () => {
  const shared = new SharedResults();
  const [first, second, third] = [await listen(shared), await listen(shared), await listen(shared)];
  fails = true;
  const failed = await Promise.all([next(first), next(second)]);
  for (const { errors } of failed) expect(errors).toHaveLength(1);
  fails = false;
  expect(await next(third)).toEqual({ data: { reported: { key: 'k1', state: 0 } } });
  expect(executions).toBe(2);
});

test('E2: a listener that leaves while something is resolved takes nothing from the others; the last one leaves nothing behind', async () => {
  const shared = new SharedResults();
  const [leaver, stayer] = [await listen(shared), await listen(shared)];
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const pending = [next(leaver), next(stayer)];
  const left = leaver.return!();
  open();
  await left;
  expect((await pending[1])!.data!.reported.key).toBe('k1');
  expect((await next(stayer)).data!.reported.key).toBe('k2');
  await leaver.return!();
  expect(shared.count).toBe(1);
  await stayer.return!();
  expect(shared.count).toBe(0);
});

test('E2: a source that cannot be made is told as errors, and a stream of something else is resolved for each listener', async () => {
  const shared = new SharedResults();
  expect(await shared.subscribe(argsOf({ after: 'x' }))).toMatchObject({ errors: [expect.anything()] });
  const streams = [
    await listen(shared, {}, 'subscription { plain }'),
    await listen(shared, {}, 'subscription { plain }'),
  ];
  expect(await Promise.all(streams.map(next))).toEqual([{ data: { plain: 1 } }, { data: { plain: 2 } }]);
});
