import type { AgentTokens } from './contract/agent.js';
import { TokenAccount } from './token-account.js';

const reported = (total: number, cached?: number): AgentTokens => ({
  total,
  source: 'reported',
  ...(cached === undefined ? {} : { cached }),
});
const derived = (total: number): AgentTokens => ({ total, source: 'derived' });

function account(hasRecords = true) {
  const charged: (readonly [number, boolean])[] = [];
  return {
    charged,
    of: new TokenAccount({ brief: 'x'.repeat(400), onTokens: (...each) => charged.push(each) }, hasRecords),
  };
}

describe('B1: what an agent has used, from all that reports it', () => {
  it('exact figures are reported as they grow; a derived one only as long as there is none', () => {
    const { charged, of } = account(false);
    of.fromOutput(derived(900));
    of.fromRecords(reported(100, 5));
    of.fromOutput(derived(2_000));
    of.fromRecords(reported(80, 5));
    of.fromOutput(reported(150, 5));
    expect(charged).toEqual([
      [900, true],
      [100, false],
      [150, false],
    ]);
    expect(of.final(true, 0)).toEqual(reported(150, 5));
  });

  it('a guess does not end the work where records report each call exactly', () => {
    const { charged, of } = account();
    of.fromOutput(derived(10_315));
    expect(charged).toEqual([]);
    of.fromRecords(reported(1_050, 400));
    expect(charged).toEqual([[1_050, false]]);
  });

  it('a final, exact, lower figure takes the place of a derived one', () => {
    const { of } = account();
    of.fromOutput(derived(10_951));
    of.fromOutput(reported(5_250, 2_000));
    expect(of.final(false, 0)).toEqual(reported(5_250, 2_000));
  });

  it('records know better than a figure that counts what a cache served, and better than one that saw fewer calls', () => {
    const { charged, of } = account();
    of.fromOutput({ ...reported(7_250), cost: 0.5 });
    expect(charged).toEqual([]);
    of.fromRecords(reported(5_250, 2_000));
    expect(of.final(false, 0)).toEqual({ ...reported(5_250, 2_000), cost: 0.5 });
    of.fromOutput(reported(4_000, 10));
    expect(of.final(false, 0).total).toBe(5_250);
  });

  it('without records such a figure is what the agent says', () => {
    const { charged, of } = account(false);
    of.fromOutput(reported(7_250));
    expect(charged).toEqual([[7_250, false]]);
    expect(of.final(false, 0)).toEqual(reported(7_250));
  });

  it('a figure that does not report what a cache served is an estimate where the records that would report it are missing', () => {
    const { of } = account();
    of.fromOutput(reported(7_250));
    expect(of.final(false, 0)).toEqual(derived(7_250));
  });

  it('where nothing is reported, who was at work is charged by the size of what was said, never nothing; a noisy one not without end', () => {
    expect(account().of.final(true, 400)).toEqual(derived(200));
    expect(new TokenAccount({ brief: '', onTokens: () => undefined }).final(true, 0)).toEqual(derived(1));
    expect(account().of.final(true, 1e9).total).toBeLessThan(300_000);
    expect(account().of.final(false, 400)).toEqual({ total: null, source: 'absent' });
  });
});
