import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Pixels between two steps of the width: a scroll bar that comes and goes draws nothing anew. */
const STEP = 8;

/** The width of an element, as it changes; 0 until it is in the page. */
export function useWidth<Kind extends Element>(): [RefObject<Kind | null>, number] {
  const element = useRef<Kind>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor((element.current?.clientWidth ?? 0) / STEP) * STEP);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
