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
 * Where two readings that follow each other are more than `gap` seconds apart, a null between them breaks the line.
 */
export function decimated(readings: Readings, from: number, to: number, columns: number, gap: number): [number[], (number | null)[]] {
  const { times, values } = readings;
  const first = Math.max(0, placeOf(times, from) - 1);
  const end = Math.min(times.length, placeOf(times, to) + 1);
  const width = end - first <= columns * 2 ? 0 : (to - from) / columns;
  const columnOf = (place: number): number => (width === 0 ? place : Math.floor(((times[place] as number) - from) / width));
  const isBreak = (place: number): boolean => place > first && (times[place] as number) - (times[place - 1] as number) > gap;
  const xs: number[] = [];
  const ys: (number | null)[] = [];
  const push = (place: number): void => {
    xs.push(times[place] as number);
    ys.push(values[place] as number);
  };
  for (let place = first; place < end; ) {
    if (isBreak(place)) {
      xs.push(((times[place] as number) + (times[place - 1] as number)) / 2);
      ys.push(null);
    }
    const column = columnOf(place);
    let low = place;
    let high = place;
    for (place++; place < end && columnOf(place) === column && !isBreak(place); place++) {
      if ((values[place] as number) < (values[low] as number)) low = place;
      if ((values[place] as number) > (values[high] as number)) high = place;
    }
    push(Math.min(low, high));
    if (low !== high) push(Math.max(low, high));
  }
  return [xs, ys];
}
