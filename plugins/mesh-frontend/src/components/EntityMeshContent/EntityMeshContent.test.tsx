import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  EntityMeshStatus,
  Reason,
} from '@meshboard/backstage-plugin-mesh-common';
import * as fixtures from '../../fixtures/status';
import { renderForEntity } from '../../__testUtils__/render';
import { EntityMeshContent } from './EntityMeshContent';
import { SECTIONS } from './Section';

async function show(status: EntityMeshStatus, path?: string) {
  await renderForEntity(<EntityMeshContent />, {
    api: { getEntityStatus: async () => status },
    path,
  });
  await screen.findByRole('region', { name: 'Verdict' });
}

const section = (name: string) => within(screen.getByRole('region', { name }));

describe('EntityMeshContent', () => {
  it('gives every section an anchor that links to itself', async () => {
    await show({
      ...fixtures.strict,
      access: { verdict: 'open', allowed: [], summary: 'Others too.' },
      features: [],
      compliance: [],
    });
    for (const id of Object.values(SECTIONS)) {
      const region = document.getElementById(id)!;
      expect(
        within(region).getByRole('link', { name: /Link to this section/ }),
      ).toHaveAttribute('href', `#${id}`);
    }
  });

  it('fills the ladder to the stage and says what the next step takes', async () => {
    await show(fixtures.strict);
    const steps = section('Verdict').getAllByRole('listitem');
    expect(steps.map(({ textContent }) => textContent)).toEqual([
      'Not meshed reached',
      'Meshed reached',
      'Encrypted reached',
      'Strict reached',
      'Zero trust not reached',
    ]);
    expect(steps[3]).toHaveAttribute('aria-current', 'step');
    expect(
      screen.getByText('Next: Zero trust. Let only named identities in.'),
    ).toBeInTheDocument();
  });

  it('fills no step where the stage is not known', async () => {
    await show(fixtures.unknown);
    for (const step of section('Verdict').getAllByRole('listitem')) {
      expect(step).toHaveTextContent('not reached');
    }
    expect(
      section('Verdict').getByText(/prod-us has not answered since/),
    ).toBeInTheDocument();
  });

  it('opens a finding to its evidence and codes of other tools', async () => {
    await show(fixtures.strict);
    const todo = section('What to do');
    expect(todo.getByText(/linkerd-identity-trust-roots/)).toBeVisible();
    expect(todo.getByText('Same as: l5d-identity')).toBeInTheDocument();
  });

  it('says why pods are out, which, and what to type', async () => {
    await show(fixtures.partial);
    const todo = section('What to do');
    expect(
      todo.getByText('Pods: payments-1, payments-2, payments-3'),
    ).toBeInTheDocument();
    expect(
      todo.getByText('kubectl rollout restart deployment/payments -n shop'),
    ).toBeInTheDocument();
  });

  it('opens a workload to its ports with the object that decides, and keeps that in the URL', async () => {
    await show(
      fixtures.twoClusters,
      '/?cluster=prod-us&workload=prod-us/shop/Deployment/payments',
    );
    const workloads = section('Workloads');
    expect(
      workloads.getByRole('row', {
        name: '9090 accepted, not required PeerAuthentication/shop-default',
      }),
    ).toBeInTheDocument();
    const opener = workloads.getByRole('button', {
      name: 'Details of payments',
    });
    expect(opener).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(opener);
    expect(opener).toHaveAttribute('aria-expanded', 'false');
    expect(workloads.queryByText(/PeerAuthentication/)).not.toBeInTheDocument();
  });

  it('narrows its lists to a cluster', async () => {
    await show(fixtures.twoClusters);
    const rows = () =>
      section('Workloads').getAllByRole('button', {
        name: 'Details of payments',
      });
    expect(rows()).toHaveLength(2);
    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: 'Cluster' }),
      'prod-us',
    );
    expect(rows()).toHaveLength(1);
    expect(
      screen.getByText(/the lists below are of prod-us/),
    ).toBeInTheDocument();
  });

  it('has no cluster switch where there is one cluster', async () => {
    await show(fixtures.strict);
    expect(screen.queryByRole('combobox')).not.toBeInTheDocument();
  });

  it('shows plaintext callers, with hidden ones counted and not named', async () => {
    await show(fixtures.twoClusters);
    const mtls = section('mTLS');
    expect(
      mtls.getByText('differs between ports or workloads'),
    ).toBeInTheDocument();
    expect(mtls.getByText('99.96 % of traffic encrypted')).toBeInTheDocument();
    expect(mtls.getByRole('link', { name: 'billing' })).toHaveAttribute(
      'href',
      '/catalog/default/component/billing',
    );
    expect(
      mtls.getByText('2 callers that the catalog does not show you'),
    ).toBeInTheDocument();
    expect(mtls.getByText('No')).toBeInTheDocument();
    expect(
      mtls.getByText('billing still calls in plaintext.'),
    ).toBeInTheDocument();
  });

  it('tells pods that are out from those that may be in, and from those that are', async () => {
    const reason = (podsAre: Reason['podsAre'], message: string) => ({
      code: 'some-code',
      message,
      podsAre,
    });
    await show({
      ...fixtures.strict,
      findings: [],
      membership: {
        ...fixtures.strict.membership,
        reasons: [
          reason('in', 'Its proxy is not ready.'),
          reason(undefined, 'Nothing runs.'),
          reason('unknown', 'No trace is left.'),
          reason('out', 'Nobody asks.'),
        ],
      },
    });
    const todo = section('What to do');
    const items = todo.getAllByRole('listitem').map(li => li.textContent);
    expect(items).toEqual([
      'Nobody asks.',
      'No trace is left.',
      'Nothing runs.',
      'Its proxy is not ready.',
    ]);
    expect(todo.getAllByRole('heading').map(h => h.textContent)).toEqual(
      expect.arrayContaining([
        'Pods not in the mesh',
        'Pods that may be in a mesh or not',
        'What is known of its pods',
        'Pods in the mesh whose proxy needs a look',
      ]),
    );
  });

  it('shows signals against the objective, and no number without traffic', async () => {
    await show(fixtures.noTraffic);
    const signals = section('Golden signals');
    expect(signals.getAllByText('no requests in 5 min')).toHaveLength(2);
    expect(signals.getAllByText('not measured')).toHaveLength(3);
    expect(signals.getByText('objective 99.9 %')).toBeInTheDocument();
  });

  it('weighs the reasons of the recommendation, heaviest first', async () => {
    await show(fixtures.strict);
    const rows = section('Recommendation').getAllByRole('row');
    expect(rows[1]).toHaveTextContent('Running already');
    expect(rows[1]).toHaveTextContent('+3');
    expect(rows[2]).toHaveTextContent('declared in the catalog');
  });

  it('names the sources and how reading them goes', async () => {
    await show(fixtures.unknown);
    const sources = section('Sources');
    expect(sources.getByText('Failed')).toBeInTheDocument();
    expect(sources.getByText('connect ECONNREFUSED')).toBeInTheDocument();
  });

  it('says what failed', async () => {
    await renderForEntity(<EntityMeshContent />, {
      api: {
        getEntityStatus: async () => {
          throw new Error('backend is away');
        },
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'backend is away',
    );
  });
});
