import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import type { Traffic } from '../../api/schema.ts';
import { useTexts } from '../../texts/texts-context.tsx';

const heightPx = 168;

/** Bars by minute, drawn on a canvas: what it says in one sentence is its name; the table beside it says it all. */
export function RefusedChart({ minutes }: Pick<Traffic, 'minutes'>): ReactNode {
  const { texts, format } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(null);
  const latest = useRef(minutes);
  latest.current = minutes;

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const draw = () => {
      chart.current?.destroy();
      chart.current = createChart(element, latest.current, (at) => format.time(at, Date.now()));
    };
    draw();
    const sized = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: heightPx }),
    );
    sized.observe(element);
    // Colours are read when it is drawn.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const preferred = matchMedia('(prefers-color-scheme: dark)');
    preferred.addEventListener('change', draw);
    return () => {
      sized.disconnect();
      themed.disconnect();
      preferred.removeEventListener('change', draw);
      chart.current?.destroy();
      chart.current = null;
    };
  }, [format]);

  useEffect(() => chart.current?.setData(dataOf(minutes)), [minutes]);

  const most = minutes.reduce<Traffic['minutes'][number] | null>(
    (best, minute) => (best === null || minute.refused > best.refused ? minute : best),
    null,
  );
  const name =
    most === null ? texts.now.perMinute : texts.now.chartOf(most.refused, format.time(most.at, Date.now()));
  return <div ref={place} className="chart" role="img" aria-label={name} />;
}

function dataOf(minutes: Traffic['minutes']): UPlot.AlignedData {
  return [minutes.map(({ at }) => at / 1_000), minutes.map(({ refused }) => refused)];
}

function createChart(element: HTMLElement, minutes: Traffic['minutes'], time: (at: number) => string): UPlot {
  const style = getComputedStyle(element);
  const line = style.getPropertyValue('border-inline-start-color');
  const ink = style.getPropertyValue('color');
  const axis = {
    stroke: ink,
    font: `12px ${style.fontFamily}`,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return new UPlot(
    {
      width: element.clientWidth,
      height: heightPx,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: true, range: (_, first, last) => [first - 30, last + 30] },
        y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 30,
          gap: 8,
          space: 90,
          values: (_, splits) => splits.map((seconds) => time(seconds * 1_000)),
        },
        {
          ...axis,
          size: 40,
          space: 34,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000],
        },
      ],
      series: [
        {},
        {
          fill: style.getPropertyValue('outline-color'),
          width: 0,
          points: { show: false },
          ...(UPlot.paths.bars && { paths: UPlot.paths.bars({ size: [0.72, 14] }) }),
        },
      ],
    },
    dataOf(minutes),
    element,
  );
}
