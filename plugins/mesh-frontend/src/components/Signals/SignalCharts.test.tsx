import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntitySignals } from '@meshboard/backstage-plugin-mesh-common';
import { useLocation } from 'react-router-dom';
import { noRequests, signals, unseenSignals } from '../../fixtures/traffic';
import { renderForEntity } from '../../__testUtils__/render';
import { SignalCharts } from './SignalCharts';

const REF = 'component:default/payments';

function Address() {
  const { pathname, search, hash } = useLocation();
  return <div data-testid="address">{pathname + search + hash}</div>;
}

function show(
  getSignals: (ref: string, range: string) => Promise<EntitySignals>,
  path?: string,
) {
  return renderForEntity(
    <>
      <Address />
      <SignalCharts entityRef={REF} />
    </>,
    { api: { getSignals }, path },
  );
}

async function openTable() {
  const opener = await screen.findByRole('button', {
    name: 'Traffic over time, as a table',
  });
  act(() => opener.focus());
  await userEvent.keyboard('{Enter}');
  return within(
    await screen.findByRole('table', { name: 'Traffic over time, as a table' }),
  ).getAllByRole('row');
}

const range = (name: string) => screen.getByRole('button', { name });

describe('SignalCharts', () => {
  it('is of a day where the address names no range, or none that there is', async () => {
    const getSignals = jest.fn(async () => signals);
    await show(getSignals, '/?range=1y');
    await screen.findByText('Requests');
    expect(getSignals).toHaveBeenCalledWith(REF, '24h');
    expect(range('24 hours')).toHaveAttribute('aria-pressed', 'true');
    expect(
      screen.getByRole('group', { name: 'Time range' }),
    ).toBeInTheDocument();
  });

  it('keeps the range in the address, beside what was there', async () => {
    const getSignals = jest.fn(async () => signals);
    await show(getSignals, '/?cluster=prod-eu&range=1h#mesh-signals');
    await screen.findByText('Requests');
    expect(getSignals).toHaveBeenLastCalledWith(REF, '1h');
    act(() => range('7 days').focus());
    await userEvent.keyboard('{Enter}');
    await screen.findByText('Requests');
    expect(getSignals).toHaveBeenLastCalledWith(REF, '7d');
    expect(screen.getByTestId('address')).toHaveTextContent(
      '/?cluster=prod-eu&range=7d',
    );
  });

  it('has a skeleton with a name while it loads, and no old chart under a new range', async () => {
    const getSignals = jest
      .fn<Promise<EntitySignals>, []>()
      .mockResolvedValueOnce(signals)
      .mockReturnValue(new Promise(() => {}));
    await show(getSignals);
    await screen.findByText('Requests');
    await userEvent.click(range('7 days'));
    expect(
      await screen.findByRole('status', { name: 'Loading traffic over time' }),
    ).toBeInTheDocument();
    expect(screen.queryByText('Requests')).not.toBeInTheDocument();
  });

  it('says what failed, and tries again', async () => {
    const getSignals = jest
      .fn<Promise<EntitySignals>, []>()
      .mockRejectedValueOnce(new Error('socket hang up'))
      .mockResolvedValue(signals);
    await show(getSignals);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Traffic over time could not be loaded');
    expect(alert).toHaveTextContent('socket hang up');
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByText('Requests')).toBeInTheDocument();
  });

  it('marks the objective and when it joined the mesh, in words', async () => {
    await show(async () => signals);
    expect(await screen.findByText(/objective 99.9 %/)).toBeInTheDocument();
    expect(screen.getAllByText(/joined the mesh/)).not.toHaveLength(0);
  });

  it('does not mark a joining that lies before what it shows', async () => {
    await show(async () => ({
      ...signals,
      joinedMeshAt: '2026-01-01T00:00:00.000Z',
    }));
    await screen.findByText('Requests');
    expect(screen.queryByText(/joined the mesh/)).not.toBeInTheDocument();
  });

  it('has a table with every point, newest first, opened from the keyboard', async () => {
    await show(async () => signals);
    const [head, ...rows] = await openTable();
    expect(head).toHaveTextContent(
      'TimeSuccess rateRequestsP50P95P99Encrypted',
    );
    expect(rows).toHaveLength(signals.points.length);
    expect(rows[0]).toHaveTextContent('10:46 UTC');
    expect(rows[3]).toHaveTextContent('98.1 %148 rps4 ms21 ms64 ms100 %');
  });

  it('never shows a gap as 0, nor a minute without requests as 0 %', async () => {
    await show(async () => signals);
    const [, quiet, , gap] = await openTable();
    const cells = (row: HTMLElement) =>
      [...row.children].slice(1).map(cell => cell.textContent);
    expect(cells(gap)).toEqual(Array(6).fill('not seen'));
    expect(cells(quiet).slice(0, 2)).toEqual(['not seen', '0 rps']);
  });

  it('breaks the line where nothing was seen', async () => {
    const { container } = await show(async () => signals);
    await screen.findByText('Requests');
    const [success] = container.querySelectorAll('figure');
    const line = success.querySelector('path')!.getAttribute('d')!;
    expect(line.match(/M/g)).toHaveLength(2);
  });

  it('says that no requests were seen, without a chart', async () => {
    const { container } = await show(async () => noRequests);
    expect(
      await screen.findByText('No requests were seen in this time.'),
    ).toBeInTheDocument();
    expect(container.querySelector('figure')).toBeNull();
  });

  it('says that it does not know where the metrics could not be read, and why', async () => {
    await show(async () => unseenSignals);
    expect(
      await screen.findByText('Prometheus thanos could not be asked.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Not known/)).toBeInTheDocument();
    expect(screen.queryByText(/No requests/)).not.toBeInTheDocument();
  });

  it('tells what is missing under the charts', async () => {
    await show(async () => signals);
    expect(
      await screen.findByText(/thanos answered in part/),
    ).toBeInTheDocument();
  });

  it('tells the quantiles apart by name', async () => {
    const { container } = await show(async () => signals);
    await screen.findByText('Latency');
    const captions = [...container.querySelectorAll('figcaption')];
    expect(captions.map(c => c.textContent)).toEqual([
      expect.stringContaining('Success rate'),
      expect.stringContaining('Requests'),
      expect.stringMatching(/Latency.*P50.*P95.*P99/),
    ]);
  });
});
