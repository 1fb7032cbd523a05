import { AttemptQuota } from './attempt-quota.js';

describe('W1: how many leases a worker may still claim', () => {
  it('are taken, given back to the first waiter, and used up', async () => {
    const quota = new AttemptQuota(1);
    expect(await quota.take()).toBe(true);
    const [second, third] = [quota.take(), quota.take()];
    quota.giveBack();
    expect(await second).toBe(true);
    quota.use();
    expect(await third).toBe(false);
    expect(await quota.take()).toBe(false);
  });

  it('have no end unless one is named, until they are closed', async () => {
    const quota = new AttemptQuota();
    for (let i = 0; i < 1_000; i += 1) expect(await quota.take()).toBe(true);
    quota.use();
    quota.giveBack();
    quota.close();
    expect(await quota.take()).toBe(false);
  });
});
