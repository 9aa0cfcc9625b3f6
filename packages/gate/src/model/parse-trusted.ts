import { type Cidr, containsCidr, formatCidr, parseCidr } from './cidr.ts';
import type { Role } from './identity.ts';
import {
  type Given,
  readBoolean,
  readChoice,
  readFields,
  readList,
  readString,
  readStringList,
  refuse,
} from './parse-given.ts';
import { quote } from './parse-problems.ts';
import { readHostName } from './parse-route-pattern.ts';
import { readText, textProblem } from './parse-text.ts';
import type { Bypass, Trusted } from './policy.ts';

const mostNetworks = 1_000;

interface Network {
  readonly given: Given;
  readonly name: string;
  readonly cidr: Cidr;
}

export function readTrusted(given: Given): Trusted {
  const fields = readFields(given, ['networks', 'adminHosts', 'proxies', 'addressHeader']);
  const networks = readNetworks(fields.networks);
  const proxies = (readList(fields.proxies, { of: 'networks', most: mostNetworks }) ?? []).flatMap((item) => {
    const cidr = readCidr(item, 'a proxy there could claim any address for its clients');
    return cidr === null ? [] : [{ given: item, name: formatCidr(cidr), cidr }];
  });
  noteNetworkTraps(networks, proxies);
  const adminHosts = (readList(fields.adminHosts, { of: 'host names', most: 100 }) ?? []).map(readHostName);
  return {
    networks: networks.map(({ name, cidr }) => ({ name, cidr: formatCidr(cidr) })),
    adminHosts: [...new Set(adminHosts)],
    proxies: proxies.map(({ cidr }) => formatCidr(cidr)),
    addressHeader: readChoice(
      fields.addressHeader,
      ['x-forwarded-for', 'forwarded', 'x-real-ip'],
      'x-forwarded-for',
    ),
  };
}

function readNetworks(given: Given): readonly Network[] {
  const items = readList(given, { of: 'networks', most: mostNetworks }) ?? [];
  return items.flatMap((item) => {
    if (typeof item.value === 'string') {
      refuse(item, 'an object such as { "name": "office", "cidr": "203.0.113.0/24" }');
      return [];
    }
    const fields = readFields(item, ['name', 'cidr']);
    const name = readText(fields.name, { longest: 80, lines: false });
    const cidr = readCidr(fields.cidr, 'everybody would count as coming from there');
    return cidr === null ? [] : [{ given: fields.cidr, name, cidr }];
  });
}

function readCidr(given: Given, whyNotAll: string): Cidr | null {
  const text = readString(given, {
    expected: 'a network such as "10.0.0.0/8" or "2001:db8::/32"',
    longest: 64,
  });
  if (text === '') return null;
  const result = parseCidr(text);
  if (result.kind === 'refused') {
    const advice = result.suggestion === null ? '' : ` Did you mean "${result.suggestion}"?`;
    refuse(given, 'a network such as "10.0.0.0/8" or "2001:db8::/32"', `${sentence(result.reason)}${advice}`);
    return null;
  }
  const { cidr } = result;
  if (cidr.prefixLength === 0) {
    refuse(given, 'a network that is not all addresses', `${sentence(whyNotAll)} Name the networks.`);
    return null;
  }
  if (cidr.prefixLength < (cidr.version === 4 ? 8 : 7)) {
    given.problems.warn(
      given.path,
      `${quote(text)} is a large part of all addresses. Name the networks you mean`,
    );
  }
  return cidr;
}

const loopbacks: readonly Cidr[] = ['127.0.0.0/8', '::1/128'].flatMap((text) => {
  const result = parseCidr(text);
  return result.kind === 'network' ? [result.cidr] : [];
});

function noteNetworkTraps(networks: readonly Network[], proxies: readonly Network[]): void {
  for (const { given, name, cidr } of networks) {
    const isLoopback = loopbacks.some(
      (loopback) => containsCidr(loopback, cidr) || containsCidr(cidr, loopback),
    );
    if (isLoopback && proxies.length === 0) {
      given.problems.warn(
        given.path,
        `${formatCidr(cidr)} is this machine itself and trusted.proxies is empty: behind a proxy or a tunnel on this machine every visitor comes from there and would count as ${name}. Use trusted.adminHosts, or name the proxy in trusted.proxies`,
      );
    }
    const proxy = proxies.find((candidate) => containsCidr(cidr, candidate.cidr));
    if (proxy !== undefined) {
      given.problems.warn(
        given.path,
        `${formatCidr(cidr)} holds the proxy ${proxy.name}: a request that it passes on without an address header counts as ${name}. Make sure that it always sets the header`,
      );
    }
  }
}

const insiderRoles: readonly [Role, ...Role[]] = ['admin', 'support', 'allowed'];

export function readBypass(given: Given): Bypass {
  const fields = readFields(given, ['write', 'writeByRoleAlone', 'allowed']);
  const allowed = readAllowed(fields.allowed);
  const write = readRoles(fields.write) ?? ['admin'];
  const writeByRoleAlone = readRoles(fields.writeByRoleAlone) ?? [];
  if (write.includes('allowed')) {
    given.problems.add(
      fields.write.path,
      'allowed people write when bypass.allowed.write is true. Set that, and remove "allowed" here',
    );
  }
  for (const role of writeByRoleAlone) {
    const mayWrite = role === 'allowed' ? allowed.write : write.includes(role);
    if (mayWrite) continue;
    const where = role === 'allowed' ? 'set bypass.allowed.write to true' : `add "${role}" to bypass.write`;
    given.problems.add(
      fields.writeByRoleAlone.path,
      `"${role}" may not write at all. Remove it, or ${where}`,
    );
  }
  if (writeByRoleAlone.length > 0) {
    given.problems.warn(
      fields.writeByRoleAlone.path,
      `${writeByRoleAlone.join(', ')} may change things by signing in alone, from anywhere, while the site is not open: a stolen session is enough. To ask for a trusted network, an admin host or a pass as well, leave this empty (with a preset: "twoChecks": true)`,
    );
  }
  return { write, writeByRoleAlone, allowedSubjects: allowed.subjects, allowedWrite: allowed.write };
}

function readRoles(given: Given): readonly Role[] | null {
  const items = readList(given, { of: 'roles', most: insiderRoles.length });
  return items === null ? null : [...new Set(items.map((item) => readChoice(item, insiderRoles)))];
}

function readAllowed(given: Given): { subjects: readonly string[]; write: boolean } {
  if (given.value === undefined) return { subjects: [], write: false };
  const fields = readFields(given, ['subjects', 'write']);
  const subjects = readStringList(fields.subjects, { of: 'subjects', most: 1_000 }, subjectRules);
  return { subjects: subjects ?? [], write: readBoolean(fields.write, false) };
}

const subjectRules = {
  expected: 'a subject as the identity source names it',
  longest: 256,
  problemOf: (value: string) =>
    value === value.trim()
      ? textProblem(value, false)
      : 'Subjects are compared exactly: remove the spaces around it.',
};

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
