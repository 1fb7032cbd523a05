import { PlaceSweeper } from './place-sweeper.js';

/** Takes are let through one by one; the work at a place ends when it is broken off. */
class Sweeper extends PlaceSweeper {
  readonly takes: { readonly busy: readonly string[]; readonly places: number; readonly go: () => void }[] = [];
  private began: (() => void) | null = null;
  ended = 0;

  constructor() {
    super('test', 1_000_000, 2);
  }

  override tick(): Promise<void> {
    return this.beginDue();
  }

  /** Resolves at the next take. */
  nextTake(): Promise<void> {
    return new Promise((resolve) => (this.began = resolve));
  }

  protected async takeDue(busy: readonly string[], places: number): Promise<void> {
    await new Promise<void>((go) => {
      this.takes.push({ busy, places, go });
      this.began?.();
    });
    this.begin(`place-${this.takes.length}`, this.work());
  }

  private async work(): Promise<boolean> {
    await new Promise((resolve) => this.stop.signal.addEventListener('abort', resolve));
    this.ended += 1;
    return false;
  }
}

test('A7: two takes at once do not take one place twice, nor more than there is room for', async () => {
  const sweeper = new Sweeper();
  const first = sweeper.nextTake();
  const both = [sweeper.tick(), sweeper.tick()];
  await first;
  expect(sweeper.takes).toHaveLength(1);
  const second = sweeper.nextTake();
  sweeper.takes[0]!.go();
  await second;
  expect(sweeper.takes[1]).toMatchObject({ busy: ['place-1'], places: 1 });
  sweeper.takes[1]!.go();
  await Promise.all(both);
  await sweeper.beforeApplicationShutdown();
});

test('A7: what is being taken when the server stops is begun, broken off, and waited for', async () => {
  const sweeper = new Sweeper();
  const taking = sweeper.nextTake();
  const taken = sweeper.tick();
  await taking;
  const stopped = sweeper.beforeApplicationShutdown();
  sweeper.takes[0]!.go();
  await taken;
  await stopped;
  expect(sweeper.ended).toBe(1);
});
