/** A bucket of tokens to spend, the plain way to limit a rate: it holds a minute's worth and fills steadily. */
export interface Bucket {
  readonly left: number;
  /** Milliseconds by a clock that only goes on. */
  readonly at: number;
}

export const fullBucket = (perMinute: number, now: number): Bucket => ({ left: perMinute, at: now });

/** Takes `count`, all or none. `waitMs`: 0, or how long until there are as many. More than the bucket holds waits until it is full. */
export function takeFrom(
  bucket: Bucket,
  count: number,
  perMinute: number,
  now: number,
): { readonly bucket: Bucket; readonly waitMs: number } {
  const left = Math.min(perMinute, bucket.left + ((now - bucket.at) * perMinute) / 60_000);
  const wanted = Math.min(count, perMinute);
  if (left >= wanted) return { bucket: { left: left - wanted, at: now }, waitMs: 0 };
  return { bucket: { left, at: now }, waitMs: ((wanted - left) * 60_000) / perMinute };
}
