import { HeldLease } from './held-lease.js';
import type { ClaimedWork, SupervisorApi } from './supervisor-api.js';

function held(tokenAllowance = 1_000) {
  const at = new Date();
  const later = new Date(at.getTime() + 600_000).toISOString();
  const work = {
    startedAt: at.toISOString(),
    lease: { token: 't', tokenAllowance, expiresAt: later, hardDeadlineAt: later },
  } as ClaimedWork;
  const stops: string[] = [];
  const hooks = {
    onHeartbeat: () => undefined,
    onTrouble: () => undefined,
    onStop: (why: string) => void stops.push(why),
  };
  const hold = new HeldLease({} as SupervisorApi, work, performance.now(), new AbortController().signal, hooks);
  return { hold, stops };
}
const figures = (hold: HeldLease) => [hold.tokensUsed, hold.tokensEstimated];

describe('B1, B2: what a lease has used', () => {
  it('an exact figure of the end takes the place of an estimate, also if it is lower', async () => {
    const { hold } = held();
    hold.used(900, true);
    expect(figures(hold)).toEqual([900, true]);
    hold.settle(300, false);
    expect(figures(hold)).toEqual([300, false]);
    await hold.end();
  });

  it('what was reported exactly never shrinks, and no estimate takes its place', async () => {
    const { hold } = held();
    hold.used(500);
    hold.used(800, true);
    hold.settle(400, true);
    expect(figures(hold)).toEqual([500, false]);
    hold.settle(400, false);
    expect(figures(hold)).toEqual([500, false]);
    await hold.end();
  });

  it('an estimate that passes the allowance ends the work; one that is made at the end breaks no budget', async () => {
    const running = held();
    running.hold.used(1_001, true);
    expect(running.hold.signal.aborted).toBe(true);
    expect(running.stops).toEqual(['about 1001 tokens are used, 1000 are allowed']);
    const ended = held();
    ended.hold.settle(50_000, true);
    expect(figures(ended.hold)).toEqual([1_000, true]);
    expect(ended.hold.signal.aborted).toBe(false);
    await Promise.all([running.hold.end(), ended.hold.end()]);
  });

  it('W10: an agent that runs again counts on from the figure of its first end', async () => {
    const { hold } = held();
    hold.settle(300, false);
    hold.used(300 + 150);
    expect(figures(hold)).toEqual([450, false]);
    hold.settle(300 + 200, false);
    expect(figures(hold)).toEqual([500, false]);
    hold.settle(500 + 40, true);
    expect(figures(hold)).toEqual([540, true]);
    await hold.end();
  });

  it('nothing is unknown, never zero', async () => {
    const { hold } = held();
    expect(figures(hold)).toEqual([null, false]);
    await hold.end();
  });
});
