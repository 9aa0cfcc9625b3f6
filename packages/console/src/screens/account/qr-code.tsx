import { type ReactNode, useMemo } from 'react';
import { encode } from 'uqr';

/** Light around it, as readers need. */
const border = 3;

/** Black on white in both themes: readers take the reverse for noise. */
export function QrCode({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  const { path, size } = useMemo(() => {
    const { data, size: side } = encode(text, { border, ecc: 'M' });
    const cells = data.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
    );
    return { path: cells.join(''), size: side };
  }, [text]);
  return (
    <svg
      className="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
