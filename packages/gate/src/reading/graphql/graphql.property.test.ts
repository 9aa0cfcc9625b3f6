import { graphql } from '../../../test/properties/graphql.ts';
import { testFamily } from '../../../test/properties/test-family.ts';

testFamily(graphql);
