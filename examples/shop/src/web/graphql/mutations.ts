import type { ProfileDraft } from '../../domain/accounts.ts';
import { addToCart, MAXIMUM_QUANTITY, readCart } from '../../domain/cart.ts';
import { checkOut } from '../../domain/checkout.ts';
import { findOrder } from '../../domain/orders.ts';
import { saveProfile } from '../../domain/profile.ts';
import { cartOfSession } from '../../domain/session-cart.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { readCheckout } from '../checkout-form.ts';
import { createForm } from '../form.ts';
import { readProfile } from '../profile-form.ts';
import type { ShopContext } from '../shop-context.ts';
import { createCommit, requireAccount } from '../visit.ts';
import type { GraphqlCaller } from './caller.ts';
import { describeCart, describeOrder } from './queries.ts';

interface AddToCart {
  readonly product: number;
  readonly quantity: number;
}

type Texts = Readonly<Record<string, unknown>>;

/** The pages' own functions, checks and record: only the way in is another. */
export function createMutations(context: ShopContext) {
  const { database, followUp, now } = context;
  const commit = createCommit(context);
  return {
    async addToCart({ product: productId, quantity }: AddToCart, caller: GraphqlCaller) {
      if (quantity < 1 || quantity > MAXIMUM_QUANTITY) {
        throw new ShopError('invalid', `Expected a quantity from 1 to ${MAXIMUM_QUANTITY}, got ${quantity}.`);
      }
      const { cartId, token } = await commit(caller.request, async (transaction) => {
        const own = await cartOfSession(transaction, caller.session());
        await addToCart(transaction, { cartId: own.cartId, productId, quantity });
        return own;
      });
      if (token !== null) {
        await caller.adopt(token);
      }
      return describeCart(await readCart(database, cartId, now()));
    },

    async placeOrder({ checkout }: { readonly checkout: Texts }, caller: GraphqlCaller) {
      const { id: accountId, email } = requireAccount(caller.request);
      const { cardNumber, cardExpiry, cardCode, ...delivery } = checkout;
      const { recipient, address, card } = readCheckout(
        createForm({
          ...delivery,
          'card-number': cardNumber,
          'card-expiry': cardExpiry,
          'card-code': cardCode,
        }),
      );
      const cartId = caller.session()?.cartId ?? null;
      const buyer = { accountId, email, recipient, address };
      const id = await commit(caller.request, (transaction) =>
        checkOut(transaction, { buyer, cartId, card, now: now(), followUp }),
      );
      return describeOrder(await findOrder(database, id));
    },

    async updateProfile(
      { profile }: { readonly profile: Texts },
      { request }: GraphqlCaller,
    ): Promise<ProfileDraft> {
      const { id } = requireAccount(request);
      const saved = readProfile(createForm(profile));
      await commit(request, (transaction) => saveProfile(transaction, id, saved));
      return saved;
    },
  };
}
