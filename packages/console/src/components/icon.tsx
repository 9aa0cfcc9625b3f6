import type { ReactNode } from 'react';

/** Drawn like those of the page that visitors see: one stroke, in the colour of the text around. */
const shapes = {
  check: 'M2.5 8.5l3.5 3.5 7.5-8',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  warning: 'M8 1.8L15 14H1zM8 6.2v3.4M8 11.7v.1',
  information: 'M8 1.2a6.8 6.8 0 1 1 0 13.6a6.8 6.8 0 1 1 0-13.6M8 7.2v4.3M8 4.6v.1',
  waiting: 'M8 1.2a6.8 6.8 0 1 1 0 13.6a6.8 6.8 0 1 1 0-13.6M8 4.2V8l2.6 1.7',
  menu: 'M2 4h12M2 8h12M2 12h12',
  down: 'M3.5 6l4.5 4.5L12.5 6',
  pen: 'M10.8 2.4l2.8 2.8L5.2 13.6l-3.4.6.6-3.4z',
  eye: 'M1 8c1.6-2.9 4-4.4 7-4.4S13.4 5.1 15 8c-1.6 2.9-4 4.4-7 4.4S2.6 10.9 1 8M8 6a2 2 0 1 1 0 4a2 2 0 1 1 0-4',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  unplugged:
    'M1.5 1.5l13 13M4.4 6.2a6 6 0 0 0-2.2 1.5M7 4.6a8 8 0 0 1 6.8 3.1M5.4 9.6a4 4 0 0 1 2-1.2M8 12.4v.1',
  person: 'M8 2a2.8 2.8 0 1 1 0 5.6A2.8 2.8 0 1 1 8 2M2.5 14.2c.4-3 2.6-4.4 5.5-4.4s5.1 1.4 5.5 4.4',
  key: 'M5 6.2a3 3 0 1 1 0 6a3 3 0 1 1 0-6M7.2 7.3L13.5 2M10.5 4.6l2 2.2',
} as const;

export type IconName = keyof typeof shapes;

/** Says nothing by itself: words stand beside it. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
