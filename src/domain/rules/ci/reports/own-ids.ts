/**
 * Gives each test of a report an id of its own (V2): tests that the report does not distinguish get `#2`, `#3` … in the
 * order in which it names them.
 */
import { HashSet, nameHash } from './name-hash.js';

export class OwnIds {
  private readonly taken = new HashSet();
  /** The last number of an id that came more than once. */
  private readonly numbers = new Map<number, number>();

  /** `numbered` puts a number behind an id. */
  constructor(private readonly numbered: (id: string, number: number) => string) {}

  of(id: string): string {
    const hash = nameHash(id);
    if (this.taken.add(hash)) return id;
    let number = this.numbers.get(hash) ?? 1;
    let own: string;
    do {
      number += 1;
      own = this.numbered(id, number);
    } while (!this.taken.add(nameHash(own)));
    this.numbers.set(hash, number);
    return own;
  }

  /** A test that is reported by its hash alone has its id. */
  take(hash: number): void {
    this.taken.add(hash);
  }
}
