import { bodies } from '../../../test/properties/bodies.ts';
import { testFamily } from '../../../test/properties/test-family.ts';

testFamily(bodies);
