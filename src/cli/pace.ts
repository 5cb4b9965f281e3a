// How fast a long run goes, and how long it will take.

/** `38 a second, 15 s left`; slower ones are counted by the minute. Empty until something is done. */
export function paceOf(done: number, total: number, seconds: number): string {
  if (done === 0 || seconds <= 0) return '';
  const rate = done / seconds;
  const shown = rate >= 1 ? `${Math.round(rate)} a second` : `${(rate * 60).toFixed(rate * 60 < 10 ? 1 : 0)} a minute`;
  return `${shown}, ${durationOf((total - done) / rate)} left`;
}

/** `40 s`, `12 min`, `3 h 5 min`. */
export function durationOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
