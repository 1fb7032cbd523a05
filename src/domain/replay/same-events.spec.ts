import type { RunEvent } from '../model/run-event.js';
import { firstDifference } from './same-events.js';

const event = (data: Record<string, unknown>): RunEvent =>
  ({
    ...{ runId: 'r', seq: 4, type: 'PHASE_STATE_CHANGED', subject: 'phase/P1', actor: 'ci/w', cause: 'reportCiResult' },
    ...{ at: new Date(0), fromState: 'CI_RUNNING', toState: 'FAILED', data },
  }) as unknown as RunEvent;
const failed = (code: string, message: string) => event({ failure: { reasons: [{ code, message }] } });

it('X4: an event whose message is worded otherwise beside the same code is the same event', () => {
  expect(firstDifference([failed('ci_red', 'Tests failed.')], [failed('ci_red', 'The tests failed.')], [])).toBeNull();
});

it('X4: an event with another code, or with another value, is another event', () => {
  const played = [failed('ci_red', 'Tests failed.')];
  expect(firstDifference([failed('ci_missing', 'Tests failed.')], played, [])).toMatchObject({ seq: 4 });
  expect(firstDifference([event({ tokens: 5 })], [event({ tokens: 6 })], [])).toMatchObject({ seq: 4 });
  expect(firstDifference([], played, [])).toMatchObject({ seq: 4 });
});
