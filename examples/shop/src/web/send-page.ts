import type { Response } from 'express';
import { ShopError } from '../domain/shop-error.ts';
import { statusOf } from './answer-errors.ts';
import { type Html, toMarkup } from './html.ts';

export function sendPage(response: Response, page: Html): void {
  response.type('html').send(toMarkup(page));
}

export interface AnswerFormOptions {
  readonly work: () => Promise<void>;
  /** The same form again, with the reason it was not accepted. */
  readonly again: (problem: string) => Promise<Html> | Html;
}

/** Carries out a form; when its contents are at fault, shows it again instead of throwing away what was typed. */
export async function answerForm(response: Response, { work, again }: AnswerFormOptions): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ShopError && ['invalid', 'conflict', 'card-declined'].includes(error.kind)) {
      sendPage(response.status(statusOf(error)), await again(error.message));
      return;
    }
    throw error;
  }
}

/** Only a path on this shop: `//evil.example` and `/\evil.example` are other sites to a browser. */
export function localPath(text: string, otherwise: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(text) ? text : otherwise;
}
