import { screen, waitFor } from '@testing-library/react';
import { EntitySignals } from '@meshboard/backstage-plugin-mesh-common';
import { noRequests, signals } from '../../fixtures/traffic';
import { renderForEntity } from '../../__testUtils__/render';
import { SuccessSparkline } from './SuccessSparkline';

const show = (getSignals: () => Promise<EntitySignals>) =>
  renderForEntity(<SuccessSparkline entityRef="component:default/payments" />, {
    api: { getSignals },
  });

describe('SuccessSparkline', () => {
  it('says in words what it draws; the last rate that was seen is not called the present one', async () => {
    await show(async () => signals);
    expect(await screen.findByRole('img')).toHaveAccessibleName(
      'Success rate over 24 hours: from 98.1 % to 99.99 %, last 99.99 %',
    );
  });

  it.each<[string, () => Promise<EntitySignals>]>([
    ['there were no requests', async () => noRequests],
    [
      'there is one point only',
      async () => ({ ...signals, points: signals.points.slice(0, 1) }),
    ],
    [
      'it cannot be had',
      async () => {
        throw new Error('socket hang up');
      },
    ],
  ])('draws nothing where %s', async (_, answer) => {
    const getSignals = jest.fn(answer);
    await show(getSignals);
    await waitFor(() => expect(getSignals).toHaveBeenCalledTimes(1));
    await getSignals.mock.results[0].value.catch(() => {});
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
