import type { Database } from '../../database/database.js';
import { LeaseRenewals } from './lease-renewals.js';

/** A database without a live lease that fails first: `how` throws before it returns a promise, as a driver may. */
function failing(times: number, how: () => Promise<never>): LeaseRenewals {
  let left = times;
  const read = () => (left-- > 0 ? how() : Promise.resolve([]));
  return new LeaseRenewals({ read } as unknown as Database);
}

describe('W6: heartbeats that are answered together', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('away'))],
    [
      'throws',
      () => {
        throw new Error('away');
      },
    ],
  ])('W6: the heartbeats of a statement that %s get its error, and later ones are renewed', async (_, how) => {
    const renewals = failing(1, how);
    const reported = await Promise.allSettled([renewals.renew('a', null), renewals.renew('b', null)]);
    expect(reported.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await renewals.renew('c', null)).toBeNull();
  });

  it('W6: an error in the callback of an answer does not stop later heartbeats', async () => {
    const rows = [{ lease: null }];
    const read = () => Promise.resolve(rows.splice(0));
    const renewals = new LeaseRenewals({ read } as unknown as Database);
    await expect(renewals.renew('a', null)).rejects.toThrow();
    expect(await renewals.renew('b', null)).toBeNull();
  });
});
