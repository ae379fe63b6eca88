/** Draws many readings with few points and loses no peak: of each column of pixels the lowest and the highest, as they came. */

export interface Readings {
  /** Unix seconds, rising. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** The first place whose time is at or above `time`. */
export function placeOf(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Points of [from, to] for `columns` pixels: at most two a column, the lowest and the highest, in order of time, all of them real readings.
 * Where two neighbours are more than `gap` seconds apart, a null between them breaks the line.
 */
export function decimated(readings: Readings, from: number, to: number, columns: number, gap: number): [number[], (number | null)[]] {
  const { times, values } = readings;
  const first = Math.max(0, placeOf(times, from) - 1);
  const end = Math.min(times.length, placeOf(times, to) + 1);
  const xs: number[] = [];
  const ys: (number | null)[] = [];
  const push = (place: number): void => {
    const time = times[place] as number;
    const last = xs[xs.length - 1];
    if (last !== undefined && time - last > gap) {
      xs.push((time + last) / 2);
      ys.push(null);
    }
    xs.push(time);
    ys.push(values[place] as number);
  };
  if (end - first <= columns * 2) {
    for (let place = first; place < end; place++) push(place);
    return [xs, ys];
  }
  const width = (to - from) / columns;
  let place = first;
  while (place < end) {
    const column = Math.floor(((times[place] as number) - from) / width);
    let low = place;
    let high = place;
    for (; place < end && Math.floor(((times[place] as number) - from) / width) === column; place++) {
      if ((values[place] as number) < (values[low] as number)) low = place;
      if ((values[place] as number) > (values[high] as number)) high = place;
    }
    push(Math.min(low, high));
    if (low !== high) push(Math.max(low, high));
  }
  return [xs, ys];
}
