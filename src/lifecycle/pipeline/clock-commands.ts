/**
 * Commands of the clock: end runs past their deadline (B5), end expired leases (W3), let linked runs begin (P10). A
 * command is refused before its time.
 */
import { Injectable } from '@nestjs/common';

import type { RunChange } from '../../domain/decisions/change/change.js';
import { unchanged } from '../../domain/decisions/change/decision.js';
import { decideExpiry } from '../../domain/decisions/run/run-commands.js';
import { decideRelease } from '../../domain/decisions/start/release-run.js';
import { decideLeaseExpiry } from '../../domain/decisions/work/lease-end.js';
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import { FactsStore, type SeenWaiting } from '../facts/facts.store.js';
import type { Rows, WorkRows } from '../facts/rows.js';
import type { Seen } from '../facts/seen.js';
import { type SeenWork, WorkFactsStore } from '../facts/work-facts.store.js';
import type { Command } from './command.js';
import { type Follower, onRun } from './on-run.js';
import { onWork } from './on-work.js';

@Injectable()
export class ClockCommands {
  constructor(
    private readonly facts: FactsStore,
    private readonly work: WorkFactsStore,
  ) {}

  runExpiry(runId: string, follower: Follower): Command<Seen, RunChange, Rows> {
    return onRun({ runId }, follower, {
      name: 'deadline',
      actor: 'clock',
      first: { deadline: 'decided', refs: 'leave' },
      load: () => this.facts.run(runId, null),
      decide: ({ run, open = null }, context) => decideExpiry({ run, open }, context),
    });
  }

  release(runId: string, follower: Follower): Command<SeenWaiting, RunChange, Rows> {
    return onRun({ runId }, follower, {
      name: 'predecessor',
      actor: 'clock',
      load: () => this.facts.waiting(runId),
      decide: ({ run, predecessorState, predecessorHead, open = null }, context) =>
        decideRelease({ run, predecessorState, predecessorHead, open }, context),
    });
  }

  leaseExpiry(runId: string, follower: Follower): Command<SeenWork, WorkChange, WorkRows> {
    return onWork(follower, {
      name: 'leaseExpiry',
      key: null,
      actor: 'clock',
      first: { lease: 'decided' },
      load: () => this.work.of({ headOf: runId }, null),
      decide: ({ work, open = null }, context) => (work ? decideLeaseExpiry({ ...work, open }, context) : unchanged),
    });
  }
}
