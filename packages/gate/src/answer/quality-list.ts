/** One element of a header such as `Accept` or `Accept-Language`. */
export interface QualityItem {
  /** Lower case, without parameters. */
  readonly value: string;
  /** 0 to 1; 0 = not acceptable. */
  readonly quality: number;
  /** Place in the header. */
  readonly order: number;
}

/** More than any browser sends; the rest of a longer header is not read. */
const longestHeader = 2048;
const mostItems = 64;

/** Reads `a;q=0.5, b` (RFC 9110, 12.4.2). A weight that is no number makes its element not acceptable. */
export function parseQualityList(header: string): readonly QualityItem[] {
  return header
    .slice(0, longestHeader)
    .split(',', mostItems)
    .map((element, order) => {
      const [value = '', ...parameters] = element.split(';');
      const weight = parameters.map((parameter) => /^q\s*=(.*)$/i.exec(parameter.trim())?.[1]?.trim());
      const written = weight.find((found) => found !== undefined);
      return {
        value: value.trim().toLowerCase(),
        quality: written === undefined ? 1 : parseWeight(written),
        order,
      };
    })
    .filter((item) => item.value !== '');
}

function parseWeight(text: string): number {
  return /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Math.min(1, Number(text)) : 0;
}
