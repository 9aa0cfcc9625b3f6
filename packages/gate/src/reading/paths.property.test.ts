import { paths } from '../../test/properties/paths.ts';
import { testFamily } from '../../test/properties/test-family.ts';

testFamily(paths);
