/**
 * Announces that the server is about to stop, before anything is closed: services with waiting clients answer them now.
 */
import { Injectable } from '@nestjs/common';

@Injectable()
export class ServerStop {
  private readonly listeners: (() => void)[] = [];
  private begun = false;

  get isStopping(): boolean {
    return this.begun;
  }

  /** Called once, at the very beginning of a stop; at once if it has begun. */
  onBegin(listener: () => void): void {
    if (this.begun) listener();
    else this.listeners.push(listener);
  }

  /** The first step of a shutdown, before requests in flight are waited for. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    for (const listener of this.listeners.splice(0)) listener();
  }
}
