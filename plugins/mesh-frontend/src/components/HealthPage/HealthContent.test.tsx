import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { ResponseError } from '@backstage/errors';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { meshApiRef } from '../../api';
import { HealthContent } from './HealthContent';

const api = (more: object = {}) =>
  ({
    getSources: async () => ({
      items: [
        {
          name: 'eu',
          kind: 'kubernetes',
          cluster: 'eu',
          state: 'ok',
          lastSuccess: new Date().toISOString(),
          lastAttempt: null,
        },
        {
          name: 'us',
          kind: 'kubernetes',
          cluster: 'us',
          state: 'failed',
          lastSuccess: null,
          lastAttempt: null,
          message: 'HTTP 500',
        },
      ],
    }),
    getClusters: async () => ({
      items: [
        {
          name: 'eu',
          state: 'ok',
          asOf: '2026-05-01T10:00:00.000Z',
          meshes: [
            {
              mesh: 'istio',
              versions: ['1.30.1'],
              revisions: ['default'],
              controlPlane: null,
              dataPlaneVersions: [{ version: '1.29.0', pods: 3 }],
            },
          ],
          pods: { running: 10, meshed: 3 },
        },
        {
          name: 'us',
          state: 'failed',
          asOf: null,
          meshes: [],
          pods: { running: 0, meshed: 0 },
        },
      ],
    }),
    getUnmatchedWorkloads: async () => ({
      items: [
        {
          cluster: 'eu',
          namespace: 'tools',
          kind: 'Deployment',
          name: 'cron',
          membership: 'not-meshed',
          meshes: [],
          meshedPods: 0,
          totalPods: 1,
          infrastructure: false,
          labels: {},
        },
      ],
      totalItems: 1,
      pageInfo: {},
    }),
    ...more,
  } as any);

const Address = () => <div data-testid="address">{useLocation().search}</div>;

const show = (fake: any, at: string = '/') =>
  renderInTestApp(
    <TestApiProvider apis={[[meshApiRef, fake]]}>
      <Address />
      <HealthContent />
    </TestApiProvider>,
    { routeEntries: [at] },
  );

describe('the health page', () => {
  it('shows the worst source first, with what it says', async () => {
    await show(api());
    const [, first] = (
      await screen.findByRole('table', { name: 'Sources' })
    ).querySelectorAll('tr');
    expect(first).toHaveTextContent('us');
    expect(first).toHaveTextContent('Failed');
    expect(first).toHaveTextContent('never read');
    expect(first).toHaveTextContent('HTTP 500');
  });

  it('calls nothing absent in a cluster that was never read', async () => {
    await show(api());
    const table = await screen.findByRole('table', { name: 'Clusters' });
    const [, eu, us] = table.querySelectorAll('tr');
    expect(eu).toHaveTextContent('Istio 1.30.1');
    expect(eu).toHaveTextContent('Istio: not known');
    expect(eu).toHaveTextContent('1.29.0 (3 pods)');
    expect(us).not.toHaveTextContent('no mesh found');
    expect(us).not.toHaveTextContent('0 of 0');
    expect(us).toHaveTextContent('not known: never read');
  });

  it('says that a mesh has no control plane there, and no share of nothing', async () => {
    const mesh = {
      mesh: 'open-service-mesh',
      versions: [],
      revisions: [],
      controlPlane: { ready: 0, total: 0 },
      dataPlaneVersions: [],
    };
    await show(
      api({
        getClusters: async () => ({
          items: [
            {
              name: 'eu',
              state: 'ok',
              asOf: '2026-05-01T10:00:00.000Z',
              meshes: [mesh],
              pods: { running: 10, meshed: 3 },
            },
          ],
        }),
      }),
    );
    const table = await screen.findByRole('table', { name: 'Clusters' });
    expect(table).toHaveTextContent('Open Service Mesh: none in this cluster');
    expect(table).not.toHaveTextContent('0 of 0');
  });

  it('lists workloads that belong to no service', async () => {
    await show(api());
    expect(await screen.findByText('Deployment cron')).toBeInTheDocument();
  });

  it('keeps the page of workloads in the address', async () => {
    const getUnmatchedWorkloads = jest.fn(async () => ({
      items: [],
      totalItems: 30,
      pageInfo: { nextCursor: 'page-2' },
    }));
    await show(api({ getUnmatchedWorkloads }), '/?after=page-1');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Next page' }),
    );
    expect(getUnmatchedWorkloads.mock.calls).toEqual([
      [{ limit: '25', cursor: 'page-1' }],
      [{ limit: '25', cursor: 'page-2' }],
    ]);
    expect(screen.getByTestId('address')).toHaveTextContent(
      '?after=page-1&after=page-2',
    );
  });

  it('says which permission is missing', async () => {
    const forbidden = await ResponseError.fromResponse(
      new Response('{}', { status: 403 }) as any,
    );
    await show(
      api({
        getSources: async () => {
          throw forbidden;
        },
      }),
    );
    expect(
      await screen.findByText(/mesh\.infrastructure\.read/),
    ).toBeInTheDocument();
  });
});
