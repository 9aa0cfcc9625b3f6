import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Names of the files that are mutated, without their endings. */
const mutated = (process.env.PORTCULLIS_MUTATED_FILES ?? '').split(',');

/** A mutant is gone with the first test that fails: most likely one beside it. */
export class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isNear = ({ moduleId }: TestSpecification) => mutated.includes(basename(moduleId, '.test.ts'));
    return [...sorted.filter(isNear), ...sorted.filter((file) => !isNear(file))];
  }
}
