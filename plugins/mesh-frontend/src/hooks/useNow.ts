import { useState } from 'react';
import useInterval from 'react-use/esm/useInterval';

/** The current time, renewed so that ages on the page stay true. */
export function useNow(everyMs: number = 15_000): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), everyMs);
  return now;
}
