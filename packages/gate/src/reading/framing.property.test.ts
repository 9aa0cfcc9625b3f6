import { framing } from '../../test/properties/framing.ts';
import { testFamily } from '../../test/properties/test-family.ts';

testFamily(framing);
