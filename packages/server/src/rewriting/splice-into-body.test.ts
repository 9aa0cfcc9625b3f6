import { describe, expect, it } from 'vitest';
import { createStageTransform } from './body-stages.ts';
import { createSplice } from './splice-into-body.ts';

const maxSearchBytes = 256 * 1024;
const insertion = Buffer.from('[notice]');

async function splice(page: string, size = Number.POSITIVE_INFINITY): Promise<string> {
  const splicer = createStageTransform([createSplice(insertion)]);
  for (let at = 0; at < page.length; at += size) splicer.write(page.slice(at, at + size), 'latin1');
  splicer.end();
  return Buffer.concat(await splicer.toArray()).toString('latin1');
}

/** A head of exactly this many bytes. */
function headOf(bytes: number): string {
  return `<head><script>${'x'.repeat(bytes - 30)}</script></head>`;
}

describe('createSplice', () => {
  it.each([1000, 65_536, Number.POSITIVE_INFINITY])(
    'searches 256 KiB and no further, in chunks of %s',
    async (size) => {
      const tag = '<body>';
      const inside = `${headOf(maxSearchBytes - tag.length)}${tag}Hi`;
      expect(await splice(inside, size)).toBe(inside.replace(tag, `${tag}[notice]`));
      const beyond = `${headOf(maxSearchBytes - tag.length + 1)}${tag}Hi`;
      expect(await splice(beyond, size)).toBe(beyond);
    },
  );

  it('puts the notice behind a head that never ends, before an unfinished tag', async () => {
    expect(await splice('<!doctype html><title>x</title>\n<div cla', 3)).toBe(
      '<!doctype html><title>x</title>\n[notice]<div cla',
    );
  });

  it('puts it in once', async () => {
    expect(await splice('<body>one<body>two</body><body>', 1)).toBe(
      '<body>[notice]one<body>two</body><body>',
    );
  });

  it('lets the page through when the search fails', async () => {
    const failing = {
      read: (): never => {
        throw new Error('broken parser');
      },
      finish: (): never => {
        throw new Error('broken parser');
      },
    };
    const splicer = createStageTransform([createSplice(insertion, failing)]);
    splicer.write('<body>one');
    splicer.end('two');
    expect(Buffer.concat(await splicer.toArray()).toString()).toBe('<body>onetwo');
  });

  it('stops reading when nobody takes the result', () => {
    const splicer = createStageTransform([createSplice(insertion)]);
    const piece = Buffer.alloc(16_384, '<p>Hi</p>');
    let written = 0;
    while (splicer.write(piece) && written < 100) written += 1;
    expect(written).toBeLessThan(20);
    splicer.destroy();
  });
});
