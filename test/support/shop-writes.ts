import type { APIRequestContext, APIResponse } from 'playwright-core';
import { DEMO_API_TOKENS, DEMO_LOGINS } from 'portcullis-example-shop';

type RequestOptions = NonNullable<Parameters<APIRequestContext['fetch']>[1]>;

/** One thing a customer does that changes the shop, sent without its page. */
export interface ShopWrite {
  readonly name: string;
  readonly path: string;
  readonly request: Pick<RequestOptions, 'form' | 'multipart' | 'data' | 'headers'>;
  /** The page with its form; null when only programs do it. */
  readonly page: string | null;
}

const address = { street: 'Birkenweg 3', postcode: '20095', city: 'Hamburg', country: 'Germany' };
const { customer } = DEMO_LOGINS;

/** A PNG of one pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/**
 * The eleven, each of which the open shop accepts in this order from a signed-in customer: the cart is filled
 * before it is paid, and signing up comes last because it ends the session.
 */
export const shopWrites: readonly ShopWrite[] = [
  {
    name: 'add to cart',
    path: '/cart/add',
    request: { form: { product: '9', quantity: '2' } },
    page: '/products/dotted-notebook',
  },
  { name: 'promo code', path: '/cart/promo', request: { form: { code: 'QUIET10' } }, page: '/cart' },
  {
    name: 'checkout',
    path: '/checkout',
    request: {
      form: {
        recipient: 'Mia Lindqvist',
        ...address,
        'card-number': '4242 4242 4242 4242',
        'card-expiry': '12/49',
        'card-code': '123',
      },
    },
    page: '/checkout',
  },
  {
    name: 'gift card',
    path: '/gift-cards/redeem',
    request: { form: { code: 'GIFT-0007-LARK' } },
    page: '/gift-cards',
  },
  {
    name: 'profile',
    path: '/account/profile',
    request: { form: { name: 'Mia L.', phone: '', about: 'Ring twice' } },
    page: '/account/profile',
  },
  { name: 'address', path: '/account/address', request: { form: address }, page: '/account/profile' },
  {
    name: 'avatar upload',
    path: '/account/avatar',
    request: { multipart: { picture: { name: 'mia.png', mimeType: 'image/png', buffer: picture } } },
    page: '/account/profile',
  },
  {
    name: 'JSON API write',
    path: '/api/orders',
    request: {
      headers: { authorization: `Bearer ${DEMO_API_TOKENS.readWrite.token}` },
      data: {
        email: customer.email,
        recipient: 'Mia Lindqvist',
        address,
        items: [{ productId: 9, quantity: 1 }],
      },
    },
    page: null,
  },
  {
    name: 'password reset',
    path: '/password-reset',
    request: { form: { email: customer.email } },
    page: '/password-reset',
  },
  {
    name: 'password change',
    path: '/account/password',
    request: { form: { current: customer.password, password: 'mia-likes-new-words' } },
    page: '/account/profile',
  },
  {
    name: 'sign-up',
    path: '/signup',
    request: { form: { name: 'Nora Berg', email: 'nora@shop.example', password: 'nora-comes-by-train' } },
    page: '/signup',
  },
];

/** Sends it with the session of the browser whose `request` this is; follows no redirect. */
export function sendWrite(
  request: APIRequestContext,
  origin: string,
  { path, request: body }: ShopWrite,
): Promise<APIResponse> {
  return request.fetch(`${origin}${path}`, { method: 'POST', maxRedirects: 0, ...body });
}
