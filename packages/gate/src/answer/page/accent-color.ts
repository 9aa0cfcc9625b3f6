/** An sRGB colour, each channel 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** `#rgb` or `#rrggbb`; null for everything else. */
export function parseColor(text: string): Color | null {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim());
  const digits = match?.[1];
  if (digits === undefined) return null;
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const channel = (at: number): number => Number.parseInt(full.slice(at, at + 2), 16);
  return [channel(0), channel(2), channel(4)];
}

export function colorText(color: Color): string {
  return `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

/** Contrast ratio of WCAG 2.2, 1 to 21. */
export function contrast(a: Color, b: Color): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

/**
 * The wanted colour, moved towards black or white just as far as it must be to reach the contrast on every
 * background: a brand's yellow becomes a dark gold on white, and stays itself on black.
 */
export function readableColor(wanted: Color, backgrounds: readonly Color[], ratio: number): Color {
  const isDark = backgrounds.every((background) => luminance(background) < 0.18);
  const end: Color = isDark ? [255, 255, 255] : [0, 0, 0];
  for (let step = 0; step <= 50; step += 1) {
    const color = mix(wanted, end, step / 50);
    if (backgrounds.every((background) => contrast(color, background) >= ratio)) return color;
  }
  return end;
}

/** The preferred ink where it can be read on a colour, else the other of black and white: at least 4.5:1. */
export function inkOn(background: Color, preferred: Color): Color {
  if (contrast(preferred, background) >= 4.5) return preferred;
  const white: Color = [255, 255, 255];
  const black: Color = [0, 0, 0];
  return contrast(white, background) >= contrast(black, background) ? white : black;
}

function mix(from: Color, to: Color, share: number): Color {
  const channel = (at: 0 | 1 | 2): number => Math.round(from[at] + (to[at] - from[at]) * share);
  return [channel(0), channel(1), channel(2)];
}

function luminance(color: Color): number {
  const linear = (channel: number): number => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
}
