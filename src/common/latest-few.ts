/** A map that keeps the entries used last, up to a number, and forgets the rest. */
export class LatestFew<Key, Value> {
  private readonly entries = new Map<Key, Value>();

  constructor(private readonly most: number) {}

  get(key: Key): Value | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.most) this.entries.delete(this.entries.keys().next().value!);
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }

  all(): IterableIterator<[Key, Value]> {
    return this.entries.entries();
  }

  values(): IterableIterator<Value> {
    return this.entries.values();
  }
}
