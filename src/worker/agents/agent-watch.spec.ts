import { AgentWatch } from './agent-watch.js';
import type { AgentTask } from './contract/agent.js';

const task: AgentTask = {
  role: 'BUILDER',
  workspace: '/nowhere',
  brief: 'x',
  briefJson: {},
  resultFile: '/nowhere/result.json',
  environment: {},
  timeoutMs: 1,
  maxOutputBytes: 1,
  signal: new AbortController().signal,
  onTokens: () => undefined,
  onNote: () => undefined,
};

describe('B1: an agent that reports no tokens', () => {
  it.each([
    ['that is done and known to use a model has used some', true, { isDone: true, isOut: false, worked: true }, true],
    ['that is done and whose provider failed has not', true, { isDone: true, isOut: true, worked: false }, false],
    [
      "that is a command of one's own and done: nobody knows",
      false,
      { isDone: true, isOut: false, worked: true },
      false,
    ],
    ['that was ended has', false, { isDone: false, isOut: false, worked: false }, true],
    ['whose provider failed in the middle has', false, { isDone: false, isOut: true, worked: true }, true],
    ['whose provider failed before it answered has not', false, { isDone: false, isOut: true, worked: false }, false],
  ])('%s', (_, usesModel, facts, spent) => {
    expect(new AgentWatch(task, {}, { silenceMs: 0, usesModel }).hasSpent(facts)).toBe(spent);
  });
});
