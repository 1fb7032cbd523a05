/** Where ids come from: injected, so that a test can name them. */
import { randomBytes, randomInt } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';

const READABLE = 'abcdefghjkmnpqrstvwxyz23456789';

@Injectable()
export class IdSource {
  /** A time-ordered unique id. */
  uuid(): string {
    return v7();
  }

  /** So many random bytes in base64url, for what nobody may guess. */
  secret(bytes: number): string {
    return randomBytes(bytes).toString('base64url');
  }

  /** A short readable run id, for a caller that gives none (I1). Not proven unique: the database decides. */
  runId(): string {
    let text = 'run-';
    for (let i = 0; i < 8; i++) text += READABLE[randomInt(READABLE.length)];
    return text;
  }
}
