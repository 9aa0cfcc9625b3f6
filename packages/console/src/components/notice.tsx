import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

export interface NoticeProps {
  /** How much it matters: `good` and `bad` news, something to `mind`, or just to know. */
  readonly kind: 'good' | 'mind' | 'bad' | 'plain';
  readonly title?: string;
  readonly children?: ReactNode;
  /** Read out at once when it appears. @default false */
  readonly isUrgent?: boolean;
}

const icons: Readonly<Record<NoticeProps['kind'], IconName>> = {
  good: 'check',
  mind: 'warning',
  bad: 'warning',
  plain: 'information',
};

export function Notice({ kind, title, children, isUrgent = false }: NoticeProps): ReactNode {
  return (
    <div className={`notice notice-${kind}`} role={isUrgent ? 'alert' : undefined}>
      <Icon name={icons[kind]} />
      <div className="notice-text">
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
