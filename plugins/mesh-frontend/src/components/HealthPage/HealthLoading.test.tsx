import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MeshApi } from '../../api';
import { detailed } from '../../fixtures/clusters';
import { renderForEntity } from '../../__testUtils__/render';
import { HealthContent } from './HealthContent';

const answers: Partial<MeshApi> = {
  getSources: async () => ({ items: [] }),
  getClusters: async () => ({ items: [detailed] }),
  getUnmatchedWorkloads: async () => ({
    items: [],
    totalItems: 0,
    pageInfo: {},
  }),
};

const show = (more: Partial<MeshApi> = {}) =>
  renderForEntity(<HealthContent />, { api: { ...answers, ...more } });

describe('the health page', () => {
  it('has a skeleton with a name while it loads', async () => {
    await show({ getClusters: () => new Promise(() => {}) });
    expect(
      screen.getByRole('status', { name: 'Mesh health' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('says what failed, and tries again', async () => {
    const getClusters = jest
      .fn(answers.getClusters!)
      .mockRejectedValueOnce(new Error('socket hang up'));
    await show({ getClusters });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('socket hang up');
    await userEvent.click(
      within(alert).getByRole('button', { name: 'Try again' }),
    );
    expect(
      await screen.findByRole('region', { name: 'Istio, Production, Europe' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says what to configure where there is no source', async () => {
    await show();
    expect(await screen.findByText(/No source yet/)).toBeInTheDocument();
  });

  it('says so where every workload belongs to a service', async () => {
    await show();
    expect(
      await screen.findByText('Every workload belongs to a service.'),
    ).toBeInTheDocument();
  });

  it('stands where only the workloads without a service cannot be had', async () => {
    await show({
      getUnmatchedWorkloads: async () => {
        throw new Error('socket hang up');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The workloads could not be loaded',
    );
    expect(
      screen.getByRole('region', { name: 'Istio, Production, Europe' }),
    ).toBeInTheDocument();
  });
});
