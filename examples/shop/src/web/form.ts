import type { Request } from 'express';
import { parseMoney } from '../domain/money.ts';
import { ShopError } from '../domain/shop-error.ts';

export interface TextOptions {
  /** What the person calls the field. */
  readonly label: string;
  /** @default 200 */
  readonly maximumLength?: number;
  /** @default false */
  readonly optional?: boolean;
}

/** A form as sent: nothing in it is trusted before one of these has looked at it. */
export interface Form {
  text(name: string, options: TextOptions): string;
  /** As typed, for showing the form again; empty when it was not sent. */
  entered(name: string): string;
  integer(
    name: string,
    range: { readonly label: string; readonly minimum: number; readonly maximum: number },
  ): number;
  money(name: string): number;
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice;
  checked(name: string): boolean;
  integers(name: string): readonly number[];
  names(): readonly string[];
}

export function readForm(request: Request): Form {
  return createForm(typeof request.body === 'object' && request.body !== null ? request.body : {});
}

/** For what comes another way and is looked at alike. */
export function createForm(body: Readonly<Record<string, unknown>>): Form {
  const entered = (name: string): string => {
    const value = body[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    entered,
    text(name, { label, maximumLength = 200, optional = false }) {
      const value = entered(name).trim();
      if (value === '' && !optional) {
        throw new ShopError('invalid', `Fill in “${label}”.`);
      }
      if (value.length > maximumLength) {
        throw new ShopError(
          'invalid',
          `“${label}” may have ${maximumLength} characters; this has ${value.length}.`,
        );
      }
      return value;
    },
    integer(name, range) {
      return parseInteger(entered(name), range);
    },
    money(name) {
      return parseMoney(entered(name));
    },
    choice(name, choices) {
      return parseChoice(entered(name), choices);
    },
    checked(name) {
      return entered(name) !== '';
    },
    integers(name) {
      const value = body[name];
      const texts = Array.isArray(value) ? value.map(String) : entered(name) === '' ? [] : [entered(name)];
      return texts.map((text) => parseInteger(text, { label: name, minimum: 1, maximum: 2 ** 31 - 1 }));
    },
    names() {
      return Object.keys(body);
    },
  };
}

function parseInteger(
  text: string,
  { label, minimum, maximum }: { readonly label: string; readonly minimum: number; readonly maximum: number },
): number {
  const value = /^-?\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= minimum && value <= maximum)) {
    throw new ShopError(
      'invalid',
      `Expected “${label}” to be a whole number from ${minimum} to ${maximum}, got “${text.slice(0, 40)}”.`,
    );
  }
  return value;
}

function parseChoice<Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new ShopError('invalid', `Expected one of ${choices.join(', ')}, got “${text.slice(0, 40)}”.`);
  }
  return choice;
}

/** A number in a path, such as an order's. What is no number is no page. */
export function pathNumber(text: unknown): number {
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) {
    throw new ShopError('not-found', 'There is no such page.');
  }
  return Number(text);
}

export function queryText(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
