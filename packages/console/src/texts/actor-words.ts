import type { Catalogue } from './catalogue.ts';

/** Somebody as the record names him: there it is `operator:mia`. */
export function actorWords(actor: string, { common }: Catalogue): string {
  const [, kind = '', name = ''] = /^(\w+):(.*)$/su.exec(actor) ?? [];
  const actors: Readonly<Record<string, (name: string) => string>> = common.actors;
  const say = Object.hasOwn(actors, kind) ? actors[kind] : undefined;
  return say === undefined ? actor : say(name);
}
