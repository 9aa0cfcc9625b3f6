import { describe, expect, test } from 'vitest';
import { isSameAuthority, readHost } from './read-host.ts';

describe('readHost', () => {
  test.each([
    ['shop.example', 'shop.example'],
    ['SHOP.Example', 'shop.example'],
    ['shop.example.', 'shop.example'],
    ['Shop.Example.:8443', 'shop.example'],
    ['shop.example:80', 'shop.example'],
    ['shop.example:0', 'shop.example'],
    ['shop.example:', 'shop.example'],
    ['[::1]:', '[::1]'],
    ['localhost', 'localhost'],
    ['192.0.2.7:65535', '192.0.2.7'],
    ['my_host-2.internal', 'my_host-2.internal'],
    ['[2001:DB8::1]', '[2001:db8::1]'],
    ['[2001:db8:0:0:0:0:0:1]:8443', '[2001:db8::1]'],
    ['az.AZ', 'az.az'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    [`${'a.'.repeat(126)}aa`, `${'a.'.repeat(126)}aa`],
  ])('%s names %s', (value, host) => {
    expect(readHost(value)).toBe(host);
  });

  test.each([
    [''],
    ['.'],
    ['.shop.example'],
    ['shop..example'],
    ['shop.example..'],
    ['-shop.example'],
    ['shop.example, admin.shop.example'],
    ['shop.example admin'],
    ['shop.example/admin'],
    ['shop.example#'],
    ['shop.example?x'],
    ['shop.example%00'],
    ['shop.example\u0000'],
    ['user@shop.example'],
    ['shop.example\\admin'],
    ['shop.example:65536'],
    ['shop.example:99999'],
    ['shop.example:+80'],
    ['shop.example:80:80'],
    ['shop.example:000080'],
    [':80'],
    ['[::1'],
    ['[::1]x'],
    ['[::1]:65536'],
    ['[]'],
    ['[192.0.2.7]'],
    ['[fe80::1%eth0]'],
    ['[v1.x]'],
    ['::1'],
    // The Kelvin sign is a K in lower case to JavaScript.
    ['\u212aaos.example'],
    ['sh\u00f6p.example'],
    ['[::1]x80'],
    [`${'a'.repeat(64)}.example`],
    ['1'.repeat(64)],
    ['A'.repeat(64)],
    ['a-'.repeat(32)],
    [`${'a.'.repeat(126)}aaa`],
    ['a.'.repeat(140)],
  ])('%j is no host', (value) => {
    expect(readHost(value)).toBeNull();
  });

  test('an absent Host names nothing', () => {
    expect(readHost(null)).toBeNull();
  });
});

describe('isSameAuthority', () => {
  test.each([
    ['shop.example', 'SHOP.example', 80, true],
    ['shop.example:80', 'shop.example', 80, true],
    ['shop.example', 'shop.example.:80', 80, true],
    ['shop.example:443', 'shop.example', 443, true],
    ['shop.example:', 'shop.example', 443, true],
    ['shop.example:', 'shop.example:0', 80, false],
    ['[::1]:80', '[::1]', 80, true],
    ['[::1]:81', '[::1]', 80, false],
    ['shop.example:443', 'shop.example', 80, false],
    ['shop.example:8080', 'shop.example', 80, false],
    ['admin.shop.example', 'shop.example', 80, false],
    ['user@shop.example', 'shop.example', 80, false],
    ['', '', 80, false],
  ] as const)('%s and %s by default port %i: %s', (a, b, port, same) => {
    expect(isSameAuthority(a, b, port)).toBe(same);
  });
});
