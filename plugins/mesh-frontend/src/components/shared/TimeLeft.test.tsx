import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/test-utils';
import { TimeLeft } from './TimeLeft';

const HOUR_MS = 3_600_000;

describe('TimeLeft', () => {
  it.each([
    [30 * 24, '30 days left'],
    [48, '2 days left'],
    [47, '47 hours left'],
    [1, '1 hour left'],
    [0, 'under an hour left'],
    [-1, 'expired'],
  ])('%d hours ahead: %s', async (hours, text) => {
    const notAfter = new Date(Date.now() + (hours + 0.5) * HOUR_MS);
    await renderInTestApp(<TimeLeft notAfter={notAfter.toISOString()} />);
    expect(await screen.findByText(text)).toBeInTheDocument();
  });
});
