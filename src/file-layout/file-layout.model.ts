import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { Payload } from '../graphql/payload.js';
import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';
import { IsShortText } from '../graphql/types/validation.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import type { ArtefactDocument } from './file-layout.service.js';

@ObjectType('Artefact', {
  implements: () => [NodeModel],
  description:
    'A file of a run: a projection of the database, which is the truth; or an attachment that an attempt submitted.',
})
export class ArtefactModel {
  /** `read` reads the text of an attachment from the disk, if it is requested. */
  constructor(
    private readonly document: ArtefactDocument,
    private readonly read: (() => Promise<string | null>) | null = null,
  ) {}

  get id(): string {
    return nodeId('file', this.document.runId, this.document.path);
  }
  @Field(() => String, { description: 'Relative to the run’s directory.' })
  get path(): string {
    return this.document.path;
  }
  @Field(() => String, {
    description:
      '`run_summary`, `tier_summary`, `phase_summary`, `phase_issues`, `run_issue_index` or `strategy`; of an incident pack `incident_index`, `incident_events` or `incident_issues`; of a body `patch`, `log`, `report` or `result`.',
  })
  get kind(): string {
    return this.document.kind;
  }
  @Field(() => SafeInt, { description: 'Size in bytes.' })
  get sizeBytes(): number {
    return this.document.sizeBytes;
  }
  @Field(() => String, { description: 'SHA-256 of the bytes, in hexadecimal.' })
  get sha256(): string {
    return this.document.sha256;
  }
  @Field(() => Int, {
    description:
      'Seq of the last event that changed its content; for an attachment: the run’s version when it was submitted.',
  })
  get runVersion(): number {
    return this.document.runVersion;
  }
  @Field(() => DateTime, { description: 'Instant of that event; for an attachment: when it was submitted.' })
  get updatedAt(): Date {
    return this.document.updatedAt;
  }
  @Field(() => String, {
    nullable: true,
    description: 'The text; null above 1 MiB, and for a body that is not the bytes that were kept.',
  })
  get content(): string | null | Promise<string | null> {
    return this.read ? this.read() : this.document.content;
  }
}

/** `files` and `upToDate` are the resolver's: read only when selected. */
@ObjectType('FileLayout', { implements: () => [NodeModel], description: 'The files of a run below the runs root.' })
export class FileLayoutModel {
  @Field(() => ID, { description: 'The run.' })
  readonly runId: string;
  @Field({ description: 'The root as configured, joined with the run’s id.' })
  readonly root: string;

  constructor(runId: string, root: string) {
    this.runId = runId;
    this.root = root;
  }

  get id(): string {
    return nodeId('files', this.runId);
  }
}

@ObjectType('FileLayoutPayload', { description: 'The answer of rebuildFileLayout.' })
export class FileLayoutPayload extends Payload {
  @Field(() => FileLayoutModel, {
    nullable: true,
    description: 'The files as they are now; null if there is no such run.',
  })
  fileLayout: FileLayoutModel | null;
}

@InputType('RebuildFileLayoutInput', { description: 'A run whose files are to be written again from its rows.' })
export class RebuildFileLayoutInput extends RunCommandInput {}

@ArgsType()
export class ArtefactArgs extends RunIdArgs {
  @IsShortText(1_000)
  @Field({ description: 'Relative to the run’s directory, as `files` lists it.' })
  path: string;
}
