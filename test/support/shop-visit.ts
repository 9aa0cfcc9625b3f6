import type { Page } from 'playwright-core';
import type { DemoLogin } from 'portcullis-example-shop';

/** Signs in on the page that `origin` shows, as a person does. */
export async function logIn(page: Page, origin: string, { email, password }: DemoLogin): Promise<void> {
  await page.goto(`${origin}/login`);
  const form = page.locator('form[action="/login"]');
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('Password').fill(password);
  await form.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('**/account/orders');
}

export async function putIntoCart(page: Page, origin: string, ...slugs: readonly string[]): Promise<void> {
  for (const slug of slugs) {
    await page.goto(`${origin}/products/${slug}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.waitForURL('**/cart?done=added');
  }
}

/** Pays for the cart and stays on the order's page; resolves with the order's number. */
export async function checkOut(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}/checkout`);
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await page.getByLabel('Expires').fill('12/49');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay / }).click();
  await page.waitForURL(/\/account\/orders\/\d+\?placed=yes$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}
