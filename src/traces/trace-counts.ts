/** What became of spans (O9), counted since the process started. */
import { Injectable } from '@nestjs/common';

@Injectable()
export class TraceCounts {
  /** The collector took them. */
  delivered = 0;
  /** Of GraphQL operations: the queue was full, or the collector did not take them. They are lost. */
  dropped = 0;
  /** Of runs: the collector did not take them. They are sent again, so that a span may count several times. */
  failed = 0;
  /** Runs of which this server has events that it has not looked at, or spans that were not delivered. */
  runsWaiting = 0;
}
