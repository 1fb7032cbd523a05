/**
 * Histories that the attempts of one worker share: of each repository one copy, which a clone reads as its alternate. git writes nothing into an
 * alternate, so that whatever an agent asks of git in its clone leaves it as it is; and it is a copy, so that nothing leads an agent to the
 * repository of the project. The copy grows by what later commits add, and is made anew when it has been added to often, or somebody has
 * touched it. It dies with the worker: no copy that an earlier life left is believed.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { removeFolder } from '../remove-folder.js';
import { makeHistoriesFolder } from './attempt-folder.js';
import type { OwnRepository } from './own-repository.js';
import { PackSeal } from './pack-seal.js';
import { isFurther, type PackedHistory, packFurther, packHistory } from './packed-history.js';
import { WorkspaceFault } from './workspace-fault.js';

/** A history that holds the base commit of an attempt until it is given back. */
export interface LentHistory extends PackedHistory {
  /** The folder of its objects. */
  readonly objects: string;
  /** Never rejects; a repeat does nothing. */
  giveBack(): Promise<void>;
}

interface Copy {
  readonly folder: string;
  readonly shallow: readonly string[];
  /** Commits whose history it holds, the latest last. */
  readonly tips: string[];
  seal: PackSeal;
  additions: number;
  lentTo: number;
  isOld: boolean;
}

/** More packs would make every look at an object slow. */
const MOST_ADDITIONS = 40;
/** git looks at each of them. */
const MOST_TIPS = 20;
/** Commits between two bases of a run, at most. */
const FURTHER = 50;
/** A worker that serves many projects keeps the copies of those that it served last. */
const MOST_COPIES = 8;

export class Histories {
  private folder: Promise<string> | null = null;
  private readonly copies = new Map<string, Copy>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private made = 0;

  /** `root`: the worker's folder. Nothing is written before something is lent. */
  constructor(private readonly root: string) {}

  /** A history with this commit, which the repository has. Throws a WorkspaceFault. */
  async lend(own: OwnRepository, base: string, signal?: AbortSignal): Promise<LentHistory> {
    const key = own.objects.folder;
    const turn = (this.turns.get(key) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.copyWith(own, base, signal));
    this.turns.set(key, turn);
    const copy = await turn;
    let isLent = true;
    return {
      objects: objectsOf(copy),
      shallow: copy.shallow,
      giveBack: async () => {
        if (isLent) copy.lentTo -= 1;
        isLent = false;
        await this.removeIfUnused(copy);
      },
    };
  }

  /** Removes everything; nothing may be lent any more. Never rejects: what stays is removed at the next start. */
  async close(): Promise<void> {
    const folder = await this.folder?.catch(() => null);
    if (folder) await removeFolder(folder).catch(() => undefined);
    this.copies.clear();
  }

  private async copyWith(own: OwnRepository, base: string, signal?: AbortSignal): Promise<Copy> {
    const key = own.objects.folder;
    const present = this.copies.get(key);
    const copy =
      present && (await this.has(present, own, base, signal)) ? present : await this.copyOf(own, base, signal);
    this.copies.delete(key);
    this.copies.set(key, copy);
    copy.lentTo += 1;
    if (present && present !== copy) await this.retire(present);
    for (const [other, old] of [...this.copies].slice(0, -MOST_COPIES)) {
      this.copies.delete(other);
      await this.retire(old);
    }
    return copy;
  }

  /** Adds what the copy lacks; false: another one must be made. */
  private async has(copy: Copy, own: OwnRepository, base: string, signal?: AbortSignal): Promise<boolean> {
    if (!(await copy.seal.isIntact())) return false;
    if (copy.tips.includes(base)) return true;
    const last = copy.tips.at(-1)!;
    if (copy.additions >= MOST_ADDITIONS) return false;
    try {
      if (copy.shallow.length > 0 && !(await isFurther(own, base, last, FURTHER))) return false;
      await packFurther(own, base, copy, join(objectsOf(copy), 'pack'), signal);
    } catch (error) {
      // A tip may have gone from the repository.
      if (!(error instanceof WorkspaceFault) || error.kind === 'stopped') throw error;
      return false;
    }
    copy.additions += 1;
    copy.tips.push(base);
    copy.tips.splice(0, copy.tips.length - MOST_TIPS);
    copy.seal = await PackSeal.of(objectsOf(copy), own.objects.format);
    return true;
  }

  private async copyOf(own: OwnRepository, base: string, signal?: AbortSignal): Promise<Copy> {
    this.folder ??= makeHistoriesFolder(this.root);
    const folder = join(await this.folder, `${(this.made += 1)}`);
    try {
      const packs = join(objectsOf({ folder }), 'pack');
      await mkdir(packs, { recursive: true });
      const { shallow } = await packHistory(own, base, packs, signal);
      const seal = await PackSeal.of(objectsOf({ folder }), own.objects.format);
      return { folder, shallow, tips: [base], seal, additions: 0, lentTo: 0, isOld: false };
    } catch (error) {
      await removeFolder(folder).catch(() => undefined);
      throw error;
    }
  }

  private async retire(copy: Copy): Promise<void> {
    copy.isOld = true;
    await this.removeIfUnused(copy);
  }

  private async removeIfUnused({ isOld, lentTo, folder }: Copy): Promise<void> {
    if (isOld && lentTo === 0) await removeFolder(folder).catch(() => undefined);
  }
}

const objectsOf = ({ folder }: Pick<Copy, 'folder'>): string => join(folder, 'objects');
