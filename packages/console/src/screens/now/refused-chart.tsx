import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import type { Traffic } from '../../api/schema.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { secondsAcross } from './counted-minutes.ts';

const heightPx = 168;

interface RefusedChartProps {
  /** Those that were counted. */
  readonly minutes: Traffic['minutes'];
  /** The first minute of the axis; what lies before the first that was counted is shaded. */
  readonly from: number;
}

/** Bars by minute, drawn on a canvas: what it says in one sentence is its name; the table beside it says it all. */
export function RefusedChart({ minutes, from }: RefusedChartProps): ReactNode {
  const { texts, format } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(null);
  const latest = useRef({ minutes, from });
  latest.current = { minutes, from };

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const draw = () => {
      chart.current?.destroy();
      chart.current = createChart(
        element,
        () => latest.current,
        (at) => format.time(at, Date.now()),
      );
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

function createChart(
  element: HTMLElement,
  shown: () => RefusedChartProps,
  time: (at: number) => string,
): UPlot {
  const style = getComputedStyle(element);
  const line = style.getPropertyValue('border-inline-start-color');
  const ink = style.getPropertyValue('color');
  const unknown = style.getPropertyValue('text-decoration-color');
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
        // Of one minute alone uPlot would make a thousand days.
        x: { time: true, range: () => secondsAcross(shown().minutes, shown().from) },
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
      hooks: { drawClear: [(plot) => shadeUncounted(plot, shown(), unknown)] },
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
    dataOf(shown().minutes),
    element,
  );
}

/** What is not known is not nothing: it is told from minutes in which nothing was refused. */
function shadeUncounted(plot: UPlot, { minutes, from }: RefusedChartProps, fill: string): void {
  const [first] = minutes;
  if (first === undefined || first.at <= from) return;
  const { left, top, height } = plot.bbox;
  plot.ctx.fillStyle = fill;
  plot.ctx.fillRect(left, top, plot.valToPos(first.at / 1_000 - 30, 'x', true) - left, height);
}
