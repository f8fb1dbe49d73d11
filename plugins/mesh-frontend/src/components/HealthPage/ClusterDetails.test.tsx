import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import { detailed, undetailed } from '../../fixtures/clusters';
import { renderForEntity } from '../../__testUtils__/render';
import { ClusterDetails } from './ClusterDetails';

const show = (...clusters: ClusterStatus[]) =>
  renderForEntity(<ClusterDetails clusters={clusters} />, { api: {} });

const mesh = () =>
  within(screen.getByRole('region', { name: 'Istio, Production, Europe' }));

const cells = (table: string) =>
  within(mesh().getByRole('table', { name: table }))
    .getAllByRole('row')
    .slice(1)
    .map(row => [...row.children].map(cell => cell.textContent));

describe('details of a mesh in a cluster', () => {
  it('say which part is down; a part without pods is down too', async () => {
    await show(detailed);
    expect(cells('Parts of the mesh')).toEqual([
      ['istiod-canary', 'istio-system', '1 of 2 pods ready'],
      ['istio-cni-node', 'kube-system', '6 of 6 pods ready'],
      ['ztunnel', 'istio-system', '0 of 0 pods ready'],
    ]);
    const looks = within(
      mesh().getByRole('table', { name: 'Parts of the mesh' }),
    )
      .getAllByText(/pods ready/)
      .map(word => word.parentElement!.querySelector('svg')!.innerHTML);
    expect(looks[0]).toBe(looks[2]);
    expect(looks[1]).not.toBe(looks[0]);
  });

  it('say whether an injector answers, and what becomes of pods meanwhile; not seen is not no', async () => {
    await show(detailed);
    expect(cells('Injectors')).toEqual([
      [
        'istio-sidecar-injector-canary',
        'canary',
        'Yes',
        'new pods are refused',
      ],
      [
        'istio-revision-tag-default',
        '–',
        'No',
        'new pods come without a proxy, and nothing says so',
      ],
      [
        'istio-sidecar-injector',
        'default',
        'Not known',
        'new pods are refused',
      ],
    ]);
  });

  it('put proxies against their control plane', async () => {
    await show(detailed);
    const [[name, cluster, version, controlPlane, pods, skew]] =
      cells('Proxies');
    expect([name, cluster, version, controlPlane, pods]).toEqual([
      'Istio, sidecar',
      'prod-eu',
      '1.31.0 · canary',
      '1.30.1',
      '3',
    ]);
    expect(skew).toMatch(/^Newer than its control plane/);
    expect(skew).toMatch(/No control plane is made for newer proxies/);
  });

  it.each(['{Enter}', ' '])(
    'open the worst finding first, with the key "%s"',
    async key => {
      await show(detailed);
      const [worst, other] = mesh().getAllByRole('button', { expanded: false });
      expect(worst).toHaveTextContent('Part of the control plane is down');
      expect(worst).toHaveTextContent('Critical');
      expect(other).toHaveTextContent('A proxy is one version behind');
      while (document.activeElement !== worst) await userEvent.tab();
      await userEvent.keyboard(key);
      expect(worst).toHaveAttribute('aria-expanded', 'true');
      expect(
        mesh().getByText(
          'Deployment istio-system/istiod-canary has 1 of 2 pods',
        ),
      ).toBeInTheDocument();
      expect(mesh().getByText('Same as: IST0139')).toBeInTheDocument();
    },
  );

  it('say what could not be looked for, and why', async () => {
    await show(detailed);
    expect(mesh().getByText('Could not be checked')).toBeInTheDocument();
    expect(mesh().getByRole('listitem')).toHaveTextContent(
      'gateways.networking.istio.io: forbidden',
    );
  });

  it('leave out what an older backend does not tell', async () => {
    await show(undetailed);
    const region = screen.getByRole('region', { name: 'Linkerd, prod-eu' });
    expect(region).toHaveTextContent('2.20.1');
    expect(within(region).queryByRole('table')).not.toBeInTheDocument();
    expect(region).not.toHaveTextContent('Could not be checked');
  });

  it('say so where a mesh is known by its marks alone', async () => {
    const [own] = undetailed.meshes;
    const bare = { ...own, mesh: 'cilium', versions: [], revisions: [] };
    await show({ ...undetailed, meshes: [bare] });
    expect(
      screen.getByRole('region', { name: 'Cilium, prod-eu' }),
    ).toHaveTextContent('Known by its marks');
  });

  it('have an anchor for each mesh of each cluster, and none twice', async () => {
    await show(detailed, undetailed, { ...undetailed, name: 'prod-us' });
    const ids = screen.getAllByRole('region').map(({ id }) => id);
    expect(ids).toEqual([
      'mesh-prod-eu-istio',
      'mesh-prod-eu-linkerd',
      'mesh-prod-us-linkerd',
    ]);
  });

  it('are nothing where no mesh was found', async () => {
    await show({ ...undetailed, meshes: [] });
    expect(screen.queryByRole('region')).not.toBeInTheDocument();
  });
});
