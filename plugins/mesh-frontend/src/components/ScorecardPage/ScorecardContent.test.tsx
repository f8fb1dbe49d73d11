import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  Counts,
  EntityMeshSummary,
} from '@meshboard/backstage-plugin-mesh-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes, useLocation } from 'react-router-dom';
import { MeshApi, meshApiRef } from '../../api';
import { meshRouteRef } from '../../routes';
import { ScorecardContent } from './ScorecardContent';

const counts = (more: Partial<Counts> = {}): Counts => ({
  total: 12,
  eligible: 10,
  exempt: 1,
  notApplicable: 1,
  notApplicableBy: {},
  unknown: 0,
  stages: {
    'not-meshed': 4,
    meshed: 3,
    encrypted: 0,
    strict: 3,
    'zero-trust': 0,
    unknown: 0,
  },
  membership: { meshed: 6, partial: 1, 'not-meshed': 3, unknown: 0 },
  health: {
    healthy: 2,
    unhealthy: 1,
    'too-few-requests': 0,
    'no-traffic': 7,
    unknown: 0,
  },
  pods: { running: 40, meshed: 25 },
  workloads: { total: 10, meshed: 6 },
  coverage: null,
  meshedShare: 0.6,
  meshedShareOfKnown: 0.6,
  strictShare: 0.3,
  healthyShare: 2 / 3,
  ...more,
});
const service: EntityMeshSummary = {
  entityRef: 'component:default/cart',
  title: 'Cart',
  owner: 'group:default/shop',
  system: null,
  domain: null,
  lifecycle: null,
  type: 'service',
  clusters: ['eu'],
  stage: 'meshed',
  membership: 'meshed',
  meshes: ['istio'],
  mtlsConfigured: 'permissive',
  mtlsObservedShare: null,
  successRate: null,
  requestsPerSecond: null,
  findings: { info: 0, warning: 0, critical: 0 },
  recommendation: { verdict: 'keep', mesh: 'istio', dataPlane: 'sidecar' },
  eligibility: 'eligible',
  health: 'no-traffic',
  asOf: null,
  meshedPods: 2,
  totalPods: 2,
};

function fakeApi(more: Partial<jest.Mocked<MeshApi>> = {}) {
  return {
    getScorecard: jest.fn().mockResolvedValue({
      asOf: '2026-05-01T10:00:00.000Z',
      partition: true,
      totals: counts(),
      groups: [
        { key: 'group:default/shop', title: 'shop', counts: counts() },
        {
          key: 'none',
          title: 'none',
          counts: counts({ eligible: 0, meshedShare: null }),
        },
      ],
    }),
    getEntities: jest.fn().mockResolvedValue({
      items: [service],
      totalItems: 60,
      pageInfo: { nextCursor: 'page-2' },
    }),
    getSources: jest.fn().mockResolvedValue({
      items: [
        { kind: 'kubernetes', cluster: 'eu', state: 'ok' },
        { kind: 'kubernetes', cluster: 'us', state: 'failed' },
      ],
    }),
    ...more,
  } as any;
}

function Address() {
  const { pathname, search } = useLocation();
  return <output>{pathname + search}</output>;
}

async function show(api: MeshApi, at: string = '/mesh') {
  await renderInTestApp(
    <TestApiProvider apis={[[meshApiRef, api]]}>
      <Address />
      <Routes>
        <Route path="/mesh" element={<ScorecardContent />} />
      </Routes>
    </TestApiProvider>,
    {
      routeEntries: [at],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/mesh': meshRouteRef,
      },
    },
  );
}

describe('the scorecard', () => {
  it('shows shares with what is in none of them', async () => {
    await show(fakeApi());
    expect(
      await screen.findByRole('link', { name: '60 %' }),
    ).toBeInTheDocument();
    expect(screen.getByText('6 of 10 eligible services')).toBeInTheDocument();
    expect(screen.getByText('66.6 %')).toBeInTheDocument();
    expect(screen.getByText('1 exempt')).toBeInTheDocument();
    expect(screen.getByText('0 unknown')).toBeInTheDocument();
  });

  it.each([
    [{ unknown: 10 }, 'not known: no metrics of these services were read'],
    [
      { unknown: 8, 'no-traffic': 2 },
      'no service with enough traffic to judge',
    ],
  ])(
    'tells unmeasured health from too little traffic: %p',
    async (health, words) => {
      const none = {
        healthy: 0,
        unhealthy: 0,
        'too-few-requests': 0,
        'no-traffic': 0,
        unknown: 0,
      };
      await show(
        fakeApi({
          getScorecard: jest.fn().mockResolvedValue({
            asOf: null,
            partition: true,
            totals: counts({
              health: { ...none, ...health },
              healthyShare: null,
            }),
            groups: [],
          }),
        }),
      );
      expect(await screen.findByText(words)).toBeInTheDocument();
    },
  );

  it('says at least where some are unknown', async () => {
    const totals = counts({ stages: { ...counts().stages, unknown: 2 } });
    await show(
      fakeApi({
        getScorecard: jest.fn().mockResolvedValue({
          asOf: null,
          partition: true,
          totals,
          groups: [],
        }),
      }),
    );
    expect(await screen.findByText('at least 60 %')).toBeInTheDocument();
    expect(screen.getByText('2 unknown')).toBeInTheDocument();
  });

  it('shows no percentage where there is nothing to share', async () => {
    await show(fakeApi());
    const row = (
      await screen.findByRole('link', { name: 'Services of none' })
    ).closest('tr')!;
    expect(row).not.toHaveTextContent('%');
    expect(within(row).getAllByText('–').length).toBeGreaterThan(0);
  });

  it('warns of clusters that were not read', async () => {
    await show(fakeApi());
    expect(await screen.findByText(/1 of 2 clusters read/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Why' })).toHaveAttribute(
      'href',
      '/mesh/health',
    );
  });

  it('stands without the permission for sources', async () => {
    await show(
      fakeApi({ getSources: jest.fn().mockRejectedValue(new Error('403')) }),
    );
    expect(
      await screen.findByRole('link', { name: '60 %' }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/clusters read/)).not.toBeInTheDocument();
  });

  it('leads from a number to its services', async () => {
    const api = fakeApi();
    await show(api);
    await userEvent.click(
      await screen.findByRole('link', { name: '3 services of shop: Strict' }),
    );
    await waitFor(() =>
      expect(api.getEntities).toHaveBeenLastCalledWith(
        expect.objectContaining({
          owner: ['group:default/shop'],
          stage: ['strict'],
          eligibility: ['eligible'],
        }),
      ),
    );
    expect(screen.getAllByRole('status')[0]).toHaveTextContent(
      '/mesh?owner=group%3Adefault%2Fshop&stage=strict&eligibility=eligible',
    );
  });

  it('has the server sort and page, and keeps both in the address', async () => {
    const api = fakeApi();
    await show(api, '/mesh?sort=-successRate&after=page-2');
    expect(await screen.findByText('Cart')).toBeInTheDocument();
    expect(api.getEntities).toHaveBeenCalledWith({
      sort: '-successRate',
      limit: '25',
      cursor: 'page-2',
    });
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    expect(screen.getAllByRole('status')[0]).toHaveTextContent(
      'after=page-2&after=page-2',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Success' }));
    expect(screen.getAllByRole('status')[0]).not.toHaveTextContent('after');
  });

  it('takes shares of the part that is looked at, not of the services picked in it', async () => {
    const api = fakeApi();
    await show(api, '/mesh?owner=group:default/shop&stage=strict&text=cart');
    expect(await screen.findByText('Cart')).toBeInTheDocument();
    expect(api.getScorecard).toHaveBeenCalledTimes(1);
    expect(api.getScorecard).toHaveBeenCalledWith({
      owner: ['group:default/shop'],
      groupBy: 'owner',
    });
    expect(api.getEntities).toHaveBeenCalledWith(
      expect.objectContaining({ stage: ['strict'], text: ['cart'] }),
    );
  });

  it('leads from a number to all of its services, whatever was picked before', async () => {
    const api = fakeApi();
    await show(api, '/mesh?health=healthy&system=system:default/web');
    await userEvent.click(
      await screen.findByRole('link', { name: '1 exempt' }),
    );
    await waitFor(() =>
      expect(api.getEntities).toHaveBeenLastCalledWith({
        system: ['system:default/web'],
        eligibility: ['exempt'],
        sort: 'title',
        limit: '25',
      }),
    );
    expect(screen.getByRole('heading', { name: 'Services' })).toHaveFocus();
  });

  it('leads nowhere from numbers that the list would not show', async () => {
    const api = fakeApi();
    await show(api, '/mesh?rollup=true');
    expect(
      await screen.findByRole('rowheader', { name: 'shop' }),
    ).toBeInTheDocument();
    expect(api.getScorecard).toHaveBeenCalledWith({
      groupBy: 'owner',
      rollup: 'true',
    });
    expect(
      screen.queryByRole('link', { name: /services of shop/i }),
    ).not.toBeInTheDocument();
    expect(screen.getByText(/by direct owner/)).toBeInTheDocument();
  });

  it('names groups as they were asked for until the answer to the new question is there', async () => {
    const api = fakeApi();
    await show(api);
    await screen.findByRole('link', { name: 'Services of shop' });
    api.getScorecard.mockReturnValue(new Promise(() => {}));
    await userEvent.selectOptions(screen.getByLabelText('Group by'), 'cluster');
    expect(
      screen.getByRole('table', {
        name: 'Eligible services by Owner and stage',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('progressbar', { name: 'Loading the scorecard' }),
    ).toBeInTheDocument();
  });

  it('marks what is exempt', async () => {
    await show(
      fakeApi({
        getEntities: jest.fn().mockResolvedValue({
          items: [{ ...service, eligibility: 'exempt' }],
          totalItems: 1,
          pageInfo: {},
        }),
      }),
    );
    const row = (await screen.findByText('Cart')).closest('tr')!;
    expect(within(row).getByText('exempt')).toBeInTheDocument();
  });

  it('shows what narrows it, and how to get out', async () => {
    await show(fakeApi(), '/mesh?stage=strict&owner=group:default/shop');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove filter Stage Strict' }),
    );
    expect(screen.getAllByRole('status')[0]).toHaveTextContent(
      '/mesh?owner=group%3Adefault%2Fshop',
    );
    expect(screen.queryByText('Stage: Strict')).not.toBeInTheDocument();
  });

  it('says what to do where the catalog has nothing', async () => {
    await show(
      fakeApi({
        getScorecard: jest.fn().mockResolvedValue({
          asOf: null,
          partition: true,
          totals: counts({ total: 0 }),
          groups: [],
        }),
      }),
    );
    expect(await screen.findByText('No services yet')).toBeInTheDocument();
  });

  it('says what failed, and tries again', async () => {
    const api = fakeApi();
    api.getScorecard.mockRejectedValueOnce(new Error('database is gone'));
    await show(api);
    expect(await screen.findByText('database is gone')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('link', { name: '60 %' }),
    ).toBeInTheDocument();
  });

  it('offers a way out of an address that the server refuses', async () => {
    const api = fakeApi();
    api.getScorecard.mockRejectedValueOnce(
      new Error("Invalid value for 'type'"),
    );
    await show(api, '/mesh?type=%00');
    await userEvent.click(
      await screen.findByRole('link', { name: /without filters/ }),
    );
    expect(
      await screen.findByRole('link', { name: '60 %' }),
    ).toBeInTheDocument();
  });
});
