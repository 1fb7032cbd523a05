import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { ResultPayload } from '../work/work.payloads.js';
import { ReportCiResultInput } from './ci.inputs.js';
import { CiService } from './ci.service.js';

@Resolver()
export class CiResolver {
  constructor(private readonly service: CiService) {}

  @Mutation(() => ResultPayload, {
    description:
      'Reports one try of CI: GREEN needs executed tests, none of them failed. The Supervisor reads the tests and decides.',
  })
  async reportCiResult(@Args('input', { description: 'The try.' }) input: ReportCiResultInput): Promise<ResultPayload> {
    return this.service.report(input);
  }
}
