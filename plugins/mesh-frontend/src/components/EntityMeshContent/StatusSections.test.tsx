import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { useLocation } from 'react-router-dom';
import { MeshApi } from '../../api';
import {
  cannotTell,
  noWorkload,
  olderBackend,
  twoClusters,
  zeroTrust,
} from '../../fixtures/status';
import { edges, signals } from '../../fixtures/traffic';
import { renderForEntity } from '../../__testUtils__/render';
import { EntityMeshContent } from './EntityMeshContent';
import { SECTIONS } from './Section';

function Address() {
  const { search } = useLocation();
  return <div data-testid="address">{search}</div>;
}

async function show(
  status: EntityMeshStatus,
  options: { path?: string; api?: Partial<MeshApi> } = {},
) {
  await renderForEntity(
    <>
      <Address />
      <EntityMeshContent />
    </>,
    {
      api: {
        getEntityStatus: async () => status,
        getEdges: async () => edges,
        getSignals: async () => signals,
        ...options.api,
      },
      path: options.path,
    },
  );
  await screen.findByRole('region', { name: 'Verdict' });
}

const section = (name: string) => screen.queryByRole('region', { name });
const NEWER = ['Who may call it', 'What the mesh does', 'What a review asks'];

describe('sections of the tab', () => {
  it('are all there, in the order of urgency, where everything is told', async () => {
    await show(zeroTrust);
    expect(screen.getAllByRole('region').map(({ id }) => id)).toEqual(
      Object.values(SECTIONS),
    );
    expect(await screen.findByRole('table', { name: 'Callers' })).toBeVisible();
    expect(await screen.findByText('Requests')).toBeVisible();
  });

  it('are left out where an older backend does not tell them, and the rest stands', async () => {
    await show(olderBackend);
    for (const name of NEWER) expect(section(name)).not.toBeInTheDocument();
    expect(section('Sources')).toBeInTheDocument();
    expect(
      screen.queryByRole('table', { name: 'Proxies' }),
    ).not.toBeInTheDocument();
    expect(screen.queryByText('Could not be checked')).not.toBeInTheDocument();
  });

  it('still stand where callers and charts are not answered, as of an older backend', async () => {
    const away = async () => {
      throw new Error('Request failed with 404');
    };
    await show(olderBackend, { api: { getEdges: away, getSignals: away } });
    expect(
      await within(section('Who talks to it')!).findByRole('alert'),
    ).toHaveTextContent('Request failed with 404');
    expect(
      await within(section('Golden signals')!).findByRole('alert'),
    ).toHaveTextContent('Request failed with 404');
    expect(section('Golden signals')).toHaveTextContent('99.97 %');
    expect(section('Workloads')).toHaveTextContent('payments');
  });

  it('say what could not be checked and why, beside no finding', async () => {
    await show(cannotTell);
    const todo = section('What to do')!;
    expect(todo).toHaveTextContent('Could not be checked');
    expect(todo).toHaveTextContent(
      'authorizationpolicies.policy.linkerd.io: forbidden',
    );
    expect(within(todo).getAllByRole('listitem')).toHaveLength(2);
  });

  it('tell unknown as unknown throughout, with the cause', async () => {
    await show(cannotTell);
    expect(section('mTLS')).toHaveTextContent(
      'Servers of policy.linkerd.io may not be listed.',
    );
    expect(
      within(section('mTLS')!).queryByText(/^(Yes|No)$/),
    ).not.toBeInTheDocument();
    expect(section('Who may call it')).toHaveTextContent(
      'Not known. AuthorizationPolicies may not be listed.',
    );
    expect(section('What the mesh does')).toHaveTextContent(/Nothing is known/);
    expect(section('What a review asks')).toHaveTextContent(
      'Is its traffic encrypted?Not knownno metrics of its traffic',
    );
    expect(section('Certificates and versions')).toHaveTextContent(
      'No certificate was read.',
    );
    expect(section('Certificates and versions')).toHaveTextContent(
      'The image of the proxy names no version.',
    );
  });

  it('ask for no chart where no metrics cover it', async () => {
    const getSignals = jest.fn(async () => signals);
    await show(cannotTell, { api: { getSignals } });
    expect(section('Golden signals')).not.toHaveTextContent(/\d+ %/);
    expect(getSignals).not.toHaveBeenCalled();
  });

  it('ask for no caller where there is no workload', async () => {
    const getEdges = jest.fn(async () => edges);
    await show(noWorkload, { api: { getEdges } });
    expect(section('Who talks to it')).not.toBeInTheDocument();
    expect(getEdges).not.toHaveBeenCalled();
  });

  it('keep cluster and range in the address while the other is changed', async () => {
    await show(twoClusters, { path: '/?range=7d' });
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'Cluster' }),
      'prod-us',
    );
    expect(screen.getByTestId('address')).toHaveTextContent(
      '?range=7d&cluster=prod-us',
    );
    await userEvent.click(screen.getByRole('button', { name: '1 hour' }));
    expect(screen.getByTestId('address')).toHaveTextContent(
      '?range=1h&cluster=prod-us',
    );
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'Cluster' }),
      '',
    );
    expect(screen.getByTestId('address').textContent).toBe('?range=1h');
  });

  it('fall back to all clusters where the address names one that it is not in', async () => {
    await show(twoClusters, { path: '/?cluster=prod-mars' });
    expect(screen.getByRole('combobox', { name: 'Cluster' })).toHaveValue('');
  });

  it('are scrolled to where the address names one', async () => {
    const scrolled: string[] = [];
    const original = Element.prototype.scrollIntoView;
    Element.prototype.scrollIntoView = function scroll() {
      scrolled.push(this.id);
    };
    try {
      await show(zeroTrust, { path: '/#mesh-features' });
      await waitFor(() => expect(scrolled).toContain('mesh-features'));
    } finally {
      Element.prototype.scrollIntoView = original;
    }
  });

  it.each(['{Enter}', ' '])(
    'open a workload with the key "%s", and close it again',
    async key => {
      await show(zeroTrust);
      const opener = screen.getByRole('button', {
        name: 'Details of payments',
      });
      while (document.activeElement !== opener) await userEvent.tab();
      await userEvent.keyboard(key);
      expect(opener).toHaveAttribute('aria-expanded', 'true');
      expect(screen.getByTestId('address')).toHaveTextContent(
        '?workload=prod-eu%2Fshop%2FDeployment%2Fpayments',
      );
      await userEvent.keyboard(key);
      expect(opener).toHaveAttribute('aria-expanded', 'false');
      expect(screen.getByTestId('address').textContent).toBe('');
    },
  );

  it('name the row of a workload by the workload', async () => {
    await show(zeroTrust);
    expect(
      within(section('Workloads')!).getByRole('rowheader', {
        name: 'payments',
      }),
    ).toBeInTheDocument();
  });

  it('give every table a name', async () => {
    await show(zeroTrust);
    await screen.findByRole('table', { name: 'Callers' });
    for (const table of screen.getAllByRole('table')) {
      expect(table).toHaveAccessibleName();
    }
  });
});
