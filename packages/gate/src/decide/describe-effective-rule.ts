import type { Role } from '../model/identity.ts';
import {
  type DeclaredReads,
  type EffectiveRule,
  type EffectiveRuleInput,
  effectiveRuleOf,
  type LetIn,
  type Listed,
  type ModeRule,
  type Ways,
} from './effective-rule.ts';

/**
 * The rule in force as one English sentence for operators, made from the policy itself: "Anyone can read;
 * nobody can change anything except signed-in admins from the office network."
 */
export function describeEffectiveRule(input: EffectiveRuleInput): string {
  return describeRule(effectiveRuleOf(input));
}

export function describeRule({ site, areas, actionsFollowStrictest }: EffectiveRule): string {
  const clauses = [clauseOf(site), ...areas.map(({ name, rule }) => `but in ${name}, ${clauseOf(rule)}`)];
  if (areas.length > 0) clauses.push('where areas overlap, the stricter rule holds');
  if (actionsFollowStrictest) {
    clauses.push('server actions that no rule lists follow the strictest of these rules on every page');
  }
  const sentence = clauses.join('; ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function clauseOf({ mode, readers, writers, insidersOnly, declaredReads }: ModeRule): string {
  const protection = insidersOnly.first.length === 0 ? [] : [`${listed(insidersOnly)}: insiders only`];
  switch (mode) {
    case 'open':
      return 'anyone can read and change everything the application allows';
    case 'read-only':
      return `anyone can read${notes([...protection, ...declaredReads.map(declared)])}; nobody can change anything${except(writers)}`;
    case 'closed':
      return `nobody gets in${except(readers)}; nobody can change anything${except(writers)}${notes(protection)}`;
  }
}

function declared({ kind, routes }: DeclaredReads): string {
  switch (kind) {
    case 'requests':
      return `${listed(routes)} included`;
    case 'calls':
      return `at ${listed(routes)} only calls that read`;
    case 'sockets':
      return `WebSockets at ${listed(routes)}`;
    case 'messages':
      return `declared messages on WebSockets at ${listed(routes)}`;
  }
}

function except(who: readonly LetIn[]): string {
  if (who.length === 0) return '';
  const phrases = who.map(describeLetIn);
  return ` except ${phrases.length === 1 ? phrases.join('') : `${phrases.slice(0, -1).join(', ')}, and ${phrases.at(-1)}`}`;
}

/** One of those who are let through, as in the sentence: "signed-in admins from the office network". */
export function describeLetIn(who: LetIn): string {
  switch (who.kind) {
    case 'roles':
      return `signed-in ${either(who.roles.map(plural))}${ways(who.by)}`;
    case 'named':
      return `${who.subjects.first.length === 0 ? `${who.subjects.more} named people` : either(who.subjects.first)}${ways(who.by)}`;
    case 'pass':
      return 'holders of a pass';
    case 'write-pass':
      return `holders of a write pass${ways(who.by)}`;
    case 'health':
      return 'health checks';
    case 'sign-in':
      return 'everybody to sign in';
    case 'exceptions':
      return `everybody through ${listed(who.routes)}`;
  }
}

function ways({ anywhere, networks, hosts, ownPass }: Ways): string {
  const phrases = [
    ...(anywhere ? ['from anywhere'] : []),
    ...networks.map((name) => (/\bnetwork$/i.test(name) ? `from the ${name}` : `from the ${name} network`)),
    ...hosts.map((host) => `through ${host}`),
    ...(ownPass ? ['with a write pass of their own'] : []),
  ];
  return phrases.length === 0 ? '' : ` ${either(phrases)}`;
}

function plural(role: Role): string {
  return role === 'admin' ? 'admins' : role === 'allowed' ? 'allowed people' : role;
}

function notes(items: readonly string[]): string {
  return items.length === 0 ? '' : ` (${items.join('; ')})`;
}

function either(items: readonly string[]): string {
  return items.join(' or ');
}

function listed({ first, more }: Listed): string {
  return more === 0 ? either(first) : `${first.join(', ')} or ${more} more`;
}
