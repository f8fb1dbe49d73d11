import { NotFoundError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import * as fixtures from '../../fixtures/status';
import { renderForEntity } from '../../__testUtils__/render';
import { EntityMeshCard } from './EntityMeshCard';

async function show(status: EntityMeshStatus) {
  await renderForEntity(<EntityMeshCard />, {
    api: { getEntityStatus: async () => status },
  });
  await waitFor(() =>
    expect(screen.queryByRole('status')).not.toBeInTheDocument(),
  );
}

function fact(term: string) {
  return screen.getByText(term, { selector: 'dt' })
    .nextElementSibling as HTMLElement;
}

describe('EntityMeshCard', () => {
  it('shows a skeleton while it loads', async () => {
    await renderForEntity(<EntityMeshCard />, {
      api: { getEntityStatus: () => new Promise(() => {}) },
    });
    expect(
      screen.getByRole('status', { name: 'Loading mesh status' }),
    ).toBeInTheDocument();
  });

  it('shows stage, mesh, pods, mTLS configured and observed, and signals', async () => {
    await show(fixtures.strict);
    expect(screen.getByText('Strict')).toBeInTheDocument();
    expect(screen.getByText('Linkerd 2.20.1 · sidecar')).toBeInTheDocument();
    expect(screen.getByText('12 of 12 pods')).toBeInTheDocument();
    expect(fact('mTLS')).toHaveTextContent(
      'required on every port100 % of traffic encrypted',
    );
    expect(fact('Success')).toHaveTextContent('99.97 %objective 99.9 %Healthy');
    expect(fact('Traffic')).toHaveTextContent(
      '148 rpsP50 4 ms · P95 21 ms · P99 64 ms',
    );
  });

  it('shows the worst finding, with what to type and how many more there are', async () => {
    await show(fixtures.strict);
    expect(
      screen.getByText(/Trust anchor expires in 41 days/),
    ).toHaveTextContent('Warning');
    expect(
      screen.getByText('linkerd check --proxy -n linkerd'),
    ).toBeInTheDocument();
    expect(screen.getByText('1 more finding')).toBeInTheDocument();
    expect(screen.queryByText(/one version behind/)).not.toBeInTheDocument();
  });

  it('says why it recommends what it does', async () => {
    await show(fixtures.strict);
    expect(screen.getByText('Keep Linkerd (sidecar)')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Why?' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Why this recommendation',
    });
    expect(
      within(dialog).getByRole('row', {
        name: 'JWT checks Istio -1 meshboard.io/requires names jwt declared in the catalog',
      }),
    ).toBeInTheDocument();
  });

  it('says why pods are left out, with a command to copy', async () => {
    await show(fixtures.partial);
    expect(screen.getByText('9 of 12 pods')).toBeInTheDocument();
    expect(
      screen.getByText('3 pods are older than the label of the namespace.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('kubectl rollout restart deployment/payments -n shop'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Copy command' }),
    ).toBeInTheDocument();
  });

  it('puts the recommendation before the facts of what is not meshed', async () => {
    await show(fixtures.notMeshed);
    const advice = screen.getByText('Adopt Istio (ambient)');
    expect(
      advice.compareDocumentPosition(fact('mTLS')) &
        Node.DOCUMENT_POSITION_FOLLOWING,
    ).toBeTruthy();
    expect(
      screen.getByText('kubectl label ns shop istio.io/dataplane-mode=ambient'),
    ).toBeInTheDocument();
    expect(fact('Success')).toHaveTextContent('no metrics source covers it');
    expect(fact('mTLS')).toHaveTextContent('not measured');
  });

  it('names what does where no mesh is needed', async () => {
    await show(fixtures.notNeeded);
    expect(screen.getByText('No mesh needed here')).toBeInTheDocument();
    expect(screen.getByText(/limits who may connect/)).toHaveTextContent(
      'NetworkPolicy',
    );
    // no way into a mesh where none is advised
    expect(screen.queryByText(/kubectl label/)).not.toBeInTheDocument();
  });

  it('calls the proxies of a mesh what they are, never not meshed', async () => {
    await show(fixtures.infrastructure);
    expect(screen.getByText('Not applicable')).toBeInTheDocument();
    expect(screen.getByText('Istio 1.30.1 · gateway')).toBeInTheDocument();
    expect(screen.getByText(/a proxy is their job/)).toBeInTheDocument();
    expect(
      screen.queryByText(/Not meshed|of 2 pods|Recommended/),
    ).not.toBeInTheDocument();
  });

  it('names the metrics that could not be read', async () => {
    await show(fixtures.metricsAway);
    expect(fact('Success')).toHaveTextContent(
      'not known: thanos could not be read',
    );
    expect(screen.queryByText(/no metrics source/)).not.toBeInTheDocument();
  });

  it('shows nothing as seen then where it is unknown now', async () => {
    await show({
      ...fixtures.unknown,
      sources: fixtures.stale.sources,
    });
    expect(
      screen.getByText(/prod-eu has not answered since/),
    ).toHaveTextContent('10:35 UTC');
    expect(screen.queryByText(/shown is what/)).not.toBeInTheDocument();
  });

  it('never shows a number for what is unknown', async () => {
    await show(fixtures.unknown);
    expect(screen.getByText('Unknown')).toBeInTheDocument();
    expect(screen.getByText('Pods not known')).toBeInTheDocument();
    expect(
      screen.getByText(/prod-us has not answered since/),
    ).toHaveTextContent('connect ECONNREFUSED');
    expect(screen.getByText(/Last seen/)).toHaveTextContent(
      'Strict, 12 of 12 pods',
    );
    expect(
      screen.queryByText(/Not meshed|No workload/),
    ).not.toBeInTheDocument();
    expect(screen.queryByText(/ %/)).not.toBeInTheDocument();
  });

  it('says where it looked for workloads and which annotation to add', async () => {
    await show(fixtures.noWorkload);
    expect(screen.getByText('No workload found')).toBeInTheDocument();
    expect(
      screen.getByText(
        'Looked for the labels app=payments in namespace shop of cluster prod-eu.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/backstage.io\/kubernetes-label-selector/),
    ).toBeInTheDocument();
    expect(screen.queryByText('Not meshed')).not.toBeInTheDocument();
  });

  it('says what is wrong with the annotations', async () => {
    await show({
      ...fixtures.noWorkload,
      lookup: { selector: null, error: '"a==" is no selector' },
    });
    expect(
      screen.getByText('The annotations cannot be read: "a==" is no selector'),
    ).toBeInTheDocument();
  });

  it('says that there was no request, and never 0 %', async () => {
    await show(fixtures.noTraffic);
    expect(fact('Success')).toHaveTextContent('no requests in 5 min');
    expect(fact('Traffic')).toHaveTextContent('no requests in 5 min');
    expect(fact('mTLS')).toHaveTextContent('no traffic seen');
    expect(screen.queryByText(/^0 %/)).not.toBeInTheDocument();
  });

  it('says that only connections are seen, where there can be no rate', async () => {
    const reasons = [{ code: 'l4-only', message: 'It sees no requests.' }];
    await show({
      ...fixtures.noTraffic,
      traffic: {
        ...fixtures.noTraffic.traffic!,
        requestsPerSecond: null,
        reasons,
      },
    });
    const words = 'not measured: only connections are seen';
    expect(fact('Success')).toHaveTextContent(words);
    expect(fact('Traffic')).toHaveTextContent(words);
  });

  it('marks an exempt entity with reason, approver and end', async () => {
    await show(fixtures.exempt);
    expect(
      screen.getByText(
        'Exempt: moves to a function · approved by user:default/ada · until 2026-06-30',
      ),
    ).toBeInTheDocument();
  });

  it('says when what it shows is old', async () => {
    await show(fixtures.stale);
    expect(screen.getByText(/prod-eu did not answer/)).toHaveTextContent(
      '10:35 UTC',
    );
    expect(screen.getByText('Strict')).toBeInTheDocument();
  });

  it('says what failed and what to do, and tries again', async () => {
    const getEntityStatus = jest
      .fn()
      .mockRejectedValueOnce(new NotFoundError('no such entity'))
      .mockResolvedValue(fixtures.strict);
    await renderForEntity(<EntityMeshCard />, { api: { getEntityStatus } });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Mesh status could not be loaded');
    expect(alert).toHaveTextContent('no such entity');

    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Strict')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('reads again on request, and keeps what it had when that fails', async () => {
    const refreshEntity = jest
      .fn()
      .mockResolvedValueOnce(fixtures.partial)
      .mockRejectedValue(new Error('cluster is away'));
    await renderForEntity(<EntityMeshCard />, {
      api: { getEntityStatus: async () => fixtures.strict, refreshEntity },
    });
    const button = await screen.findByRole('button', {
      name: 'Read again now',
    });
    await userEvent.click(button);
    expect(await screen.findByText('9 of 12 pods')).toBeInTheDocument();
    expect(refreshEntity).toHaveBeenCalledWith('component:default/payments');

    await userEvent.click(button);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Reading again failed; what is shown is from before',
    );
    expect(screen.getByText('9 of 12 pods')).toBeInTheDocument();
  });
});
