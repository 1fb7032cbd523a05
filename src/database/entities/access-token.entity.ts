import { Check, Entity, Index } from 'typeorm';

import { type Role, ROLES } from '../../domain/model/caller.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';

/** A token by which somebody logs in (A2). Its text is nowhere: only the SHA-256 of it is kept. */
@Entity('access_token')
@Check('ck_access_token_role', oneOf('role', ROLES))
@Index('uq_access_token_secret_hash', ['secretHash'], { unique: true })
export class AccessTokenEntity {
  @PrimaryColumn('text', { name: 'token_id', primaryKeyConstraintName: 'pk_access_token' })
  tokenId: string;
  @Column('text', { update: false })
  name: string;
  @Column('text', { update: false })
  role: Role;
  /** Null: it is bound to no project and reaches all. */
  @Column('jsonb', { name: 'project_ids', nullable: true, update: false })
  projectIds: readonly string[] | null;
  @Column('text', { name: 'secret_hash', update: false })
  secretHash: string;
  @Column({ ...instant, name: 'created_at', update: false })
  createdAt: Date;
  @Column({ ...instant, name: 'expires_at', nullable: true, update: false })
  expiresAt: Date | null;
  /** Written now and then, not with every use. */
  @Column({ ...instant, name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
  @Column({ ...instant, name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
  /** The write that made it: shows, after a lost connection, whether it landed. */
  @Column('uuid', { name: 'write_id', update: false })
  writeId: string;
}
