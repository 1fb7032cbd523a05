import { type RefCallback, useLayoutEffect, useState } from 'react';

/** Pixels between two steps of the width: a scroll bar that comes and goes draws nothing anew. */
const STEP = 8;

/** The width of an element, as it changes; 0 until it is in the page, which may be later than the component. */
export function useWidth(): [RefCallback<Element>, number] {
  const [element, setElement] = useState<Element | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element) return undefined;
    const measure = () => setWidth(Math.floor(element.clientWidth / STEP) * STEP);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width];
}
