import { forwarding } from '../../test/properties/forwarding.ts';
import { testFamily } from '../../test/properties/test-family.ts';

testFamily(forwarding);
