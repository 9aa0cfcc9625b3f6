import { type ReactNode, useEffect, useRef } from 'react';

interface PreviewFrameProps {
  readonly title: string;
  readonly url: string;
  readonly screen: 'desktop' | 'phone';
}

const widths = { desktop: 1_200, phone: 390 } as const;

/** The page in a frame as wide as the screen it stands for, made smaller as a whole. Nothing in it runs. */
export function PreviewFrame({ title, url, screen }: PreviewFrameProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const fit = () => {
      const scale = Math.min(1, element.clientWidth / widths[screen]);
      element.style.setProperty('--scale', String(scale));
    };
    const sized = new ResizeObserver(fit);
    sized.observe(element);
    fit();
    return () => sized.disconnect();
  }, [screen]);
  return (
    <div ref={place} className="preview-frame" data-screen={screen}>
      <iframe title={title} src={url} sandbox="" referrerPolicy="no-referrer" />
    </div>
  );
}
