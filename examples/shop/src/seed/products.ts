export interface SeedProduct {
  readonly slug: string;
  readonly name: string;
  readonly category: string;
  readonly art: string;
  readonly priceCents: number;
  readonly stock: number;
  readonly summary: string;
  readonly description: string;
}

export const SEED_PRODUCTS: readonly SeedProduct[] = [
  {
    slug: 'stoneware-mug',
    name: 'Stoneware mug',
    category: 'Kitchen',
    art: 'mug',
    priceCents: 1800,
    stock: 420,
    summary: 'Thrown by hand, glazed in lake green.',
    description:
      'Holds 300 ml and keeps warm longer than porcelain. The foot is left bare so that you feel the clay. Safe in the dishwasher and the microwave.',
  },
  {
    slug: 'pour-over-coffee-set',
    name: 'Pour-over coffee set',
    category: 'Kitchen',
    art: 'dripper',
    priceCents: 4200,
    stock: 260,
    summary: 'A glass carafe, a dripper and nothing to break down.',
    description:
      'Makes four cups. The collar is turned from ash and can be taken off for washing. Ordinary paper filters of size 4 fit.',
  },
  {
    slug: 'olive-wood-board',
    name: 'Olive wood board',
    category: 'Kitchen',
    art: 'board',
    priceCents: 3400,
    stock: 180,
    summary: 'One piece of an old tree, oiled three times.',
    description:
      'About 38 by 20 cm; no two are alike. Wash it by hand, oil it twice a year, and it outlives its owner.',
  },
  {
    slug: 'enamel-kettle',
    name: 'Enamel kettle',
    category: 'Kitchen',
    art: 'kettle',
    priceCents: 5900,
    stock: 150,
    summary: 'Two litres, for every stove, with a lid that stays on.',
    description:
      'Steel with two coats of enamel and a handle that keeps cool. Works on gas, electric and induction stoves and over a fire.',
  },
  {
    slug: 'linen-tea-towels',
    name: 'Linen tea towels, pair',
    category: 'Kitchen',
    art: 'towel',
    priceCents: 1600,
    stock: 500,
    summary: 'Dry glasses without a thread left behind.',
    description:
      'Woven from European flax, 50 by 70 cm, with a loop in the corner. They get softer with every wash at 60 degrees.',
  },
  {
    slug: 'cast-iron-pan',
    name: 'Cast-iron pan',
    category: 'Kitchen',
    art: 'pan',
    priceCents: 6400,
    stock: 120,
    summary: '26 cm, seasoned, ready for eggs on the first day.',
    description:
      'Weighs 2.4 kg and holds its heat. Use it on any stove, in the oven or over a fire; wipe it out, and leave the soap alone.',
  },
  {
    slug: 'dotted-notebook',
    name: 'Dotted notebook',
    category: 'Desk',
    art: 'notebook',
    priceCents: 1450,
    stock: 640,
    summary: '192 pages that lie flat, and a ribbon.',
    description:
      'A5, thread-bound, on cream paper of 100 g that takes fountain pen ink without showing it behind.',
  },
  {
    slug: 'brass-pen',
    name: 'Brass pen',
    category: 'Desk',
    art: 'pen',
    priceCents: 3800,
    stock: 200,
    summary: 'Heavy in the hand, lighter every year.',
    description:
      'Turned from one rod of brass, which darkens where you hold it. Takes the refill you find in every stationer’s shop.',
  },
  {
    slug: 'desk-lamp',
    name: 'Desk lamp',
    category: 'Desk',
    art: 'lamp',
    priceCents: 8900,
    stock: 90,
    summary: 'A warm circle of light, and dark around it.',
    description:
      'Steel shade, dimmer in the cord, 40 cm high. The bulb (E27, 5 W, 2700 K) comes with it and can be changed by anybody.',
  },
  {
    slug: 'felt-desk-mat',
    name: 'Felt desk mat',
    category: 'Desk',
    art: 'mat',
    priceCents: 3600,
    stock: 170,
    summary: 'Quiet under the keyboard, warm under the wrists.',
    description:
      'Pressed wool felt, 70 by 35 cm, 4 mm thick. Brush it now and then; stains come off with cold water.',
  },
  {
    slug: 'wall-calendar',
    name: 'Wall calendar',
    category: 'Desk',
    art: 'calendar',
    priceCents: 1900,
    stock: 310,
    summary: 'A month on a page and room to write.',
    description:
      'Printed in two colours on uncoated paper, 30 by 40 cm. The weeks begin on Monday; the moon is on it.',
  },
  {
    slug: 'letter-tray',
    name: 'Letter tray',
    category: 'Desk',
    art: 'tray',
    priceCents: 4500,
    stock: 110,
    summary: 'Two floors of oak for what comes in and what goes out.',
    description: 'Oiled oak, glued without a nail, for sheets up to A4. A third floor can be put on top.',
  },
  {
    slug: 'wool-blanket',
    name: 'Wool blanket',
    category: 'Living',
    art: 'blanket',
    priceCents: 12000,
    stock: 80,
    summary: 'Woven from the wool of one valley.',
    description:
      '130 by 200 cm, 1.2 kg, fringed by hand. Air it at night instead of washing it; if you must, wash it cold.',
  },
  {
    slug: 'beeswax-candle',
    name: 'Beeswax candle',
    category: 'Living',
    art: 'candle',
    priceCents: 1500,
    stock: 700,
    summary: 'Burns for thirty hours and smells of summer.',
    description: 'Pure wax from two beekeepers we know by name, with a cotton wick. 12 cm high, 6 cm across.',
  },
  {
    slug: 'table-clock',
    name: 'Table clock',
    category: 'Living',
    art: 'clock',
    priceCents: 5400,
    stock: 95,
    summary: 'Tells the time and makes no sound about it.',
    description:
      'Walnut, 14 cm across, with hands that sweep without ticking. One battery (AA) lasts about two years.',
  },
  {
    slug: 'glass-vase',
    name: 'Glass vase',
    category: 'Living',
    art: 'vase',
    priceCents: 3200,
    stock: 140,
    summary: 'For one branch, or three tulips.',
    description:
      'Blown from recycled glass, so it has a bubble here and there. 22 cm high with a narrow neck that holds stems upright.',
  },
  {
    slug: 'linen-cushion',
    name: 'Linen cushion',
    category: 'Living',
    art: 'cushion',
    priceCents: 3900,
    stock: 210,
    summary: 'Washed linen, filled with spelt.',
    description:
      '50 by 50 cm, with a cover that comes off. The filling rustles a little for the first week and then is quiet.',
  },
  {
    slug: 'willow-basket',
    name: 'Willow basket',
    category: 'Living',
    art: 'basket',
    priceCents: 4800,
    stock: 75,
    summary: 'For firewood, laundry or a sleeping cat.',
    description: 'Woven from peeled willow by one family, 45 cm across and 35 cm high. It carries 15 kg.',
  },
  {
    slug: 'terracotta-pot',
    name: 'Terracotta pot',
    category: 'Garden',
    art: 'pot',
    priceCents: 1200,
    stock: 460,
    summary: 'Breathes, so roots do not drown.',
    description:
      '16 cm across, with a saucer. Fired hot enough to stay outside in winter when it stands dry.',
  },
  {
    slug: 'watering-can',
    name: 'Watering can',
    category: 'Garden',
    art: 'can',
    priceCents: 4400,
    stock: 130,
    summary: 'Five litres, balanced, with a fine rose.',
    description:
      'Galvanised steel, painted twice. The long neck reaches the back of the bed, the brass rose rains and does not pour.',
  },
  {
    slug: 'hand-trowel',
    name: 'Hand trowel',
    category: 'Garden',
    art: 'trowel',
    priceCents: 2200,
    stock: 240,
    summary: 'Forged in one piece, for stony ground.',
    description:
      'Stainless steel with an ash handle that can be replaced. 31 cm long, with a scale to see how deep you are.',
  },
  {
    slug: 'wildflower-seeds',
    name: 'Wildflower seeds',
    category: 'Garden',
    art: 'seeds',
    priceCents: 450,
    stock: 900,
    summary: 'Thirty kinds for ten square metres.',
    description:
      'Native annual and perennial flowers, no grass. Sow from March to May on bare ground, press down, and leave it alone.',
  },
  {
    slug: 'bird-feeder',
    name: 'Bird feeder',
    category: 'Garden',
    art: 'feeder',
    priceCents: 2900,
    stock: 160,
    summary: 'A roof, a perch, and no way in for squirrels.',
    description:
      'Larch, unpainted, which turns grey by itself. Opens at the bottom for cleaning; holds a pound of seed.',
  },
  {
    slug: 'olive-soap',
    name: 'Olive soap',
    category: 'Bath',
    art: 'soap',
    priceCents: 750,
    stock: 820,
    summary: 'Three ingredients, none of them perfume.',
    description: 'Boiled for a week and dried for a year. 200 g, cut by hand, wrapped in paper.',
  },
];
