import { describe, expect, it } from 'vitest';
import { parsePolicy, parsePolicyWithWarnings } from './parse-policy.ts';

function problemOf(input: unknown): string {
  try {
    parsePolicy(input);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const office = (cidr: unknown) => ({ networks: [{ name: 'office', cidr }] });

describe('trusted', () => {
  it.each([
    [
      office('10.1.2.3/8'),
      'policy.trusted.networks[0].cidr: expected a network such as "10.0.0.0/8" or "2001:db8::/32", got "10.1.2.3/8". Bits after the prefix are set. Did you mean "10.0.0.0/8"?',
    ],
    [office('203.0.113.7'), 'Did you mean "203.0.113.7/32"?'],
    [office('2001:db8::1/32'), 'Did you mean "2001:db8::/32"?'],
    [office('010.0.0.0/8'), 'no IPv4 or IPv6 address'],
    [office('10/8'), 'no IPv4 or IPv6 address'],
    [office('10.0.0.0/33'), 'from 0 to 32'],
    [office('10.0.0.0/08'), 'from 0 to 32'],
    [office('fe80::%eth0/64'), 'no IPv4 or IPv6 address'],
    [office('office.example.com'), 'It is no network'],
    [
      office('0.0.0.0/0'),
      'expected a network that is not all addresses, got "0.0.0.0/0". Everybody would count',
    ],
    [office('::/0'), 'expected a network that is not all addresses'],
    [office('::ffff:0:0/96'), 'expected a network that is not all addresses'],
    [office(7), 'got 7'],
    [
      { networks: [{ cidr: '10.0.0.0/8' }] },
      'policy.trusted.networks[0].name: expected plain text, got nothing',
    ],
    [{ networks: ['10.0.0.0/8'] }, 'policy.trusted.networks[0]: expected an object such as'],
    [
      { proxies: ['0.0.0.0/0'] },
      'policy.trusted.proxies[0]: expected a network that is not all addresses, got "0.0.0.0/0". A proxy there could claim any address',
    ],
    [{ proxies: ['::/0'] }, 'not all addresses'],
    [{ proxies: ['10.0.0.2'] }, 'Did you mean "10.0.0.2/32"?'],
    [{ proxies: '10.0.0.2/32' }, 'Write [ … ] around it'],
    [{ proxies: [{ cidr: '10.0.0.2/32' }] }, 'got an object'],
    [{ adminHosts: ['https://admin.example'] }, 'policy.trusted.adminHosts[0]: expected a host name'],
    [{ adminHosts: ['admin.example:443'] }, 'Leave the port away'],
    [{ adminHosts: [''] }, 'got ""'],
    [{ addressHeader: 'X-Forwarded-For' }, 'Did you mean "x-forwarded-for"?'],
    [{ addressHeader: 'cf-connecting-ip' }, 'expected one of "x-forwarded-for", "forwarded", "x-real-ip"'],
    [{ networkz: [] }, 'policy.trusted.networkz: unknown key; did you mean networks?'],
  ])('%j is refused', (trusted, problem) => {
    expect(problemOf({ trusted })).toContain(problem);
  });

  it('keeps the one spelling of every network and host', () => {
    const { trusted } = parsePolicy({
      trusted: {
        networks: [{ name: 'office', cidr: '2001:DB8:0::/48' }],
        proxies: ['::ffff:10.0.0.0/104'],
        adminHosts: ['Admin.Example', 'admin.example'],
      },
    });
    expect(trusted.networks[0]?.cidr).toBe('2001:db8::/48');
    expect(trusted.proxies).toEqual(['10.0.0.0/8']);
    expect(trusted.adminHosts).toEqual(['admin.example']);
  });

  it.each([
    [office('127.0.0.0/8'), /127\.0\.0\.0\/8 is this machine itself.*every visitor comes from there/],
    [office('127.0.0.1/32'), /this machine itself/],
    [office('::1/128'), /this machine itself/],
    [office('126.0.0.0/7'), /this machine itself/],
    [office('128.0.0.0/1'), /a large part of all addresses/],
    [{ proxies: ['0.0.0.0/1'] }, /policy\.trusted\.proxies\[0\]: "0\.0\.0\.0\/1" is a large part/],
    [
      { ...office('10.0.0.0/8'), proxies: ['10.0.0.2/32'] },
      /holds the proxy 10\.0\.0\.2\/32: .* counts as office/,
    ],
  ])('%j is worth a warning', (trusted, warning) => {
    expect(parsePolicyWithWarnings({ trusted }).warnings.join('\n')).toMatch(warning);
  });

  it('finds nothing wrong with loopback behind a named proxy, or with ordinary networks', () => {
    const quiet = [
      { ...office('127.0.0.0/8'), proxies: ['10.0.0.2/32'] },
      office('203.0.113.0/24'),
      office('fc00::/7'),
      { proxies: ['127.0.0.1/32'] },
    ];
    for (const trusted of quiet) expect(parsePolicyWithWarnings({ trusted }).warnings).toEqual([]);
  });
});

describe('bypass', () => {
  it.each([
    [
      { write: ['Admin'] },
      'policy.bypass.write[0]: expected one of "admin", "support", "allowed", got "Admin". Did you mean "admin"?',
    ],
    [{ write: ['visitor'] }, 'got "visitor"'],
    [{ write: 'admin' }, 'Write [ … ] around it'],
    [{ write: ['allowed'] }, 'when bypass.allowed.write is true'],
    [
      { writeByRoleAlone: ['support'] },
      '"support" may not write at all. Remove it, or add "support" to bypass.write',
    ],
    [{ writeByRoleAlone: ['allowed'], allowed: { subjects: ['maria'] } }, 'set bypass.allowed.write to true'],
    [{ allowed: ['maria'] }, 'policy.bypass.allowed: expected an object'],
    [{ allowed: { subjects: ['maria '] } }, 'remove the spaces around it'],
    [
      { allowed: { subjects: ['maria', 'maria'] } },
      'policy.bypass.allowed.subjects[1]: "maria" is there already',
    ],
    [{ allowed: { subjects: ['ma\u0000ria'] } }, 'control character'],
    [{ allowed: { subjects: [7] } }, 'got 7'],
    [{ role: 'admin' }, 'policy.bypass.role: unknown key'],
  ])('%j is refused', (bypass, problem) => {
    expect(problemOf({ bypass })).toContain(problem);
  });

  it('may be empty: then nobody writes', () => {
    expect(parsePolicy({ bypass: { write: [] } }).bypass.write).toEqual([]);
  });

  it('warns of writing with one credential', () => {
    const { policy, warnings } = parsePolicyWithWarnings({ bypass: { writeByRoleAlone: ['admin'] } });
    expect(policy.bypass.writeByRoleAlone).toEqual(['admin']);
    expect(warnings.join()).toContain('a stolen session is enough');
  });
});
