export interface SeedOrder {
  readonly email: string;
  readonly daysAgo: number;
  readonly basket: readonly (readonly [slug: string, quantity: number])[];
  readonly promoCode?: string;
  readonly afterwards?: 'shipped' | 'refunded';
  /** Written by the legacy order writer, which loses all products but the first. */
  readonly damaged: boolean;
}

export const SEED_ORDERS: readonly SeedOrder[] = [
  {
    email: 'mia@shop.example',
    daysAgo: 41,
    basket: [
      ['desk-lamp', 1],
      ['brass-pen', 1],
    ],
    afterwards: 'shipped',
    damaged: false,
  },
  {
    email: 'luc@shop.example',
    daysAgo: 33,
    basket: [['dotted-notebook', 3]],
    afterwards: 'shipped',
    damaged: false,
  },
  {
    email: 'amara@shop.example',
    daysAgo: 27,
    basket: [
      ['watering-can', 1],
      ['terracotta-pot', 4],
    ],
    promoCode: 'QUIET10',
    afterwards: 'shipped',
    damaged: false,
  },
  {
    email: 'mia@shop.example',
    daysAgo: 19,
    basket: [['wool-blanket', 1]],
    afterwards: 'shipped',
    damaged: false,
  },
  {
    email: 'hana@shop.example',
    daysAgo: 16,
    basket: [
      ['bird-feeder', 1],
      ['wildflower-seeds', 2],
    ],
    afterwards: 'shipped',
    damaged: false,
  },
  {
    email: 'jonas@shop.example',
    daysAgo: 12,
    basket: [['pour-over-coffee-set', 1]],
    afterwards: 'refunded',
    damaged: false,
  },
  {
    email: 'luc@shop.example',
    daysAgo: 9,
    basket: [
      ['letter-tray', 1],
      ['wall-calendar', 1],
    ],
    afterwards: 'shipped',
    damaged: false,
  },
  {
    email: 'amara@shop.example',
    daysAgo: 6,
    basket: [['olive-soap', 2]],
    afterwards: 'shipped',
    damaged: false,
  },
  { email: 'jonas@shop.example', daysAgo: 3, basket: [['stoneware-mug', 2]], damaged: false },
  {
    email: 'mia@shop.example',
    daysAgo: 1.2,
    basket: [
      ['terracotta-pot', 1],
      ['beeswax-candle', 1],
      ['glass-vase', 1],
    ],
    damaged: true,
  },
  {
    email: 'hana@shop.example',
    daysAgo: 0.6,
    basket: [
      ['linen-tea-towels', 1],
      ['olive-wood-board', 1],
    ],
    damaged: true,
  },
  { email: 'mia@shop.example', daysAgo: 0.3, basket: [['hand-trowel', 1]], damaged: false },
];
