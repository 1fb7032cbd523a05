/** Words of a project. */
import type { StateLook } from '../../parts/states.js';
import type { Tab } from '../../parts/tabs.js';

export const dispatchLook = (isDispatching: boolean): StateLook =>
  isDispatching
    ? { sign: '▶', word: 'Hands out work', tone: 'good' }
    : { sign: '‖', word: 'Dispatch is stopped', tone: 'warn' };

export const TABS: readonly Tab[] = [
  { id: 'overview', word: 'Overview' },
  { id: 'start', word: 'Start a plan' },
  { id: 'rulesets', word: 'Rulesets' },
  { id: 'calibration', word: 'Calibration' },
];
