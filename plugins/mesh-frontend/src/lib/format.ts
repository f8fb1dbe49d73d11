/**
 * A share as percent. Rounds towards zero near both ends and never reaches 0 or 100 by rounding,
 * so that a missed objective is not shown as met.
 */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent <= 0) return '0 %';
  if (percent >= 100) return '100 %';
  if (percent < 0.01) return '< 0.01 %';
  const factor = percent < 1 || percent >= 99 ? 100 : 10;
  // The tiny term undoes what binary floating point takes off 99.97.
  return `${Math.floor(percent * factor + 1e-6) / factor} %`;
}

function significant(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  if (value >= 10) return String(Math.round(value * 10) / 10);
  return String(Math.round(value * 100) / 100);
}

/** Requests per second; a trickle is not shown as 0. */
export function formatRps(rps: number): string {
  if (rps > 0 && rps < 0.01) return '< 0.01 rps';
  return `${significant(rps)} rps`;
}

/** Milliseconds, from one second up as seconds. */
export function formatMs(ms: number): string {
  if (ms >= 999.5) return `${Math.round(ms / 10) / 100} s`;
  if (ms > 0 && ms < 0.1) return '< 0.1 ms';
  return ms < 10 ? `${Math.round(ms * 10) / 10} ms` : `${Math.round(ms)} ms`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function span(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** How long ago, in the largest unit that fits. A time ahead of this clock is 0 s ago. */
export function formatAge(at: string, now: number): string {
  const seconds = Math.floor((now - Date.parse(at)) / 1000);
  return `${span(Math.max(0, seconds))} ago`;
}

/** A time in UTC, with its date unless that is today. */
export function formatTime(at: string, now: number): string {
  const iso = new Date(at).toISOString();
  const today = new Date(now).toISOString().slice(0, 10);
  const clock = `${iso.slice(11, 16)} UTC`;
  return iso.startsWith(today) ? clock : `${iso.slice(0, 10)} ${clock}`;
}

/** The date of a time, in UTC. */
export function formatDate(at: string): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** An ISO-8601 duration of hours, minutes and seconds in words; others unchanged. */
export function formatWindow(duration: string): string {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration);
  if (!match) return duration;
  const [, hours, minutes, seconds] = match;
  const parts = [
    hours && `${hours} h`,
    minutes && `${minutes} min`,
    seconds && `${seconds} s`,
  ].filter(Boolean);
  return parts.join(' ') || duration;
}
