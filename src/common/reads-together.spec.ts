import { ReadsTogether } from './reads-together.js';

/**
 * Answers each number twice as much, and keeps what it was asked; a negative one it cannot read, and 0 loses the
 * connection.
 */
function doubling() {
  const requested: (readonly number[])[] = [];
  const reads = new ReadsTogether<number, number>({
    inFlight: 1,
    size: 10,
    read: async (items) => {
      requested.push(items);
      if (items.includes(0)) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      if (items.some((item) => item < 0)) throw new Error('not readable');
      return items.map((item) => item * 2);
    },
  });
  return { asked: requested, reads };
}

describe('reads that are requested together', () => {
  it('are made by one read, and each is answered its own', async () => {
    const { asked: requested, reads } = doubling();
    expect(await Promise.all([1, 2, 3].map((item) => reads.ask(item)))).toEqual([2, 4, 6]);
    expect(requested).toEqual([[1, 2, 3]]);
  });

  it('are made one by one when one of them cannot be read, which fails alone', async () => {
    const { asked: requested, reads } = doubling();
    const answers = await Promise.allSettled([1, -1, 3].map((item) => reads.ask(item)));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason)))).toEqual([
      2,
      'Error: not readable',
      6,
    ]);
    expect(requested).toEqual([[1, -1, 3], [1], [-1], [3]]);
  });

  it('fail together when the connection is lost, with no further read', async () => {
    const { asked: requested, reads } = doubling();
    const answers = await Promise.allSettled([1, 0].map((item) => reads.ask(item)));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(requested).toEqual([[1, 0]]);
  });
});
