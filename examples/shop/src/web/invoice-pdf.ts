import type { InvoiceLine } from '../domain/invoice.ts';

const PAGE = { width: 595, height: 842, margin: 64, lineHeight: 18, textSize: 11 } as const;

/** One A4 page in Courier, whose letters are all 0.6 em wide, so the right column needs no font metrics. */
export function drawInvoice(lines: readonly InvoiceLine[]): Buffer {
  const columns = Math.floor((PAGE.width - 2 * PAGE.margin) / (PAGE.textSize * 0.6));
  const rows = lines.map(({ left, right }) => {
    const room = columns - right.length - 1;
    return `(${escapeText(left.slice(0, room).padEnd(room + 1) + right)}) Tj T*`;
  });
  const content = [
    'BT',
    `/F1 ${PAGE.textSize} Tf ${PAGE.lineHeight} TL`,
    `${PAGE.margin} ${PAGE.height - PAGE.margin} Td`,
    ...rows,
    'ET',
  ].join('\n');
  return writePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>',
  ]);
}

/** ISO 32000-1, 7.5: header, objects, a table of where each begins, trailer. */
function writePdf(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${end}`, 'latin1');
}

/** WinAnsi is Latin-1 but for 0x80 to 0x9f, where the euro sign sits; what it lacks becomes a question mark. */
function escapeText(text: string): string {
  return [...text]
    .map((character) => {
      if (character === '€') {
        return '\\200';
      }
      if ('()\\'.includes(character)) {
        return `\\${character}`;
      }
      return (character.codePointAt(0) ?? 0) > 0xff ? '?' : character;
    })
    .join('');
}
