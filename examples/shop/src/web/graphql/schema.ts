import { buildSchema } from 'graphql';

/** One file of types, so that the whole interface is read at a glance. Resolvers: queries.ts and mutations.ts. */
export const shopSchema = buildSchema(`
  type Query {
    products(category: String): [Product!]!
    product(slug: String!): Product
    "Every word must occur somewhere."
    search(words: String!, first: Int = 20): [Product!]!
    "What is in the cart of this session."
    cart: Cart!
    "Needs a session that is logged in."
    myOrders: [Order!]!
  }

  "An operation carries out one of them; several come as a batch."
  type Mutation {
    addToCart(product: Int!, quantity: Int! = 1): Cart!
    placeOrder(checkout: CheckoutInput!): Order!
    updateProfile(profile: ProfileInput!): Profile!
  }

  type Product {
    id: Int!
    slug: String!
    name: String!
    category: String!
    summary: String!
    description: String!
    priceCents: Int!
    stock: Int!
  }

  type Cart {
    lines: [CartLine!]!
    items: Int!
    totalCents: Int!
  }

  type CartLine {
    productId: Int!
    slug: String!
    name: String!
    unitCents: Int!
    quantity: Int!
  }

  type Order {
    id: Int!
    status: String!
    "ISO 8601"
    placedAt: String!
    paidCents: Int!
    refundedCents: Int!
    expectedItems: Int!
    writtenItems: Int!
  }

  type Profile {
    name: String!
    phone: String!
    about: String!
  }

  input CheckoutInput {
    recipient: String!
    street: String!
    postcode: String!
    city: String!
    country: String!
    cardNumber: String!
    "MM/YY"
    cardExpiry: String!
    cardCode: String!
  }

  input ProfileInput {
    name: String!
    phone: String = ""
    about: String = ""
  }
`);
