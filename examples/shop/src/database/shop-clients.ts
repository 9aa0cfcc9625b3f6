/**
 * Who connects to the shop's database, each by role and the name that it gives itself. The billing script is not among them: nobody told
 * anybody about it.
 */
export const shopClients: readonly string[] = [
  'shop/shop',
  'shop/shop-jobs',
  'shop/shop-queues',
  'shop/shop-worker',
  'shop_repair',
];
