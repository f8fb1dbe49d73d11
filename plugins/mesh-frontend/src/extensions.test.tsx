import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { EntityMeshCard, EntityMeshContent, MeshPage, meshPlugin } from '.';
import { renderForEntity } from './__testUtils__/render';
import { strict } from './fixtures/status';

function onEntityPage(element: JSX.Element) {
  return renderForEntity(
    <Routes>
      <Route path="/" element={element} />
    </Routes>,
    { api: { getEntityStatus: async () => strict } },
  );
}

describe('the plugin in the old frontend system', () => {
  it('brings its API', () => {
    const [factory] = [...meshPlugin.getApis()];
    expect(factory.api.id).toBe('plugin.mesh.service');
  });

  it('shows the card', async () => {
    await onEntityPage(<EntityMeshCard />);
    expect(await screen.findByText('12 of 12 pods')).toBeInTheDocument();
  });

  it('shows the tab', async () => {
    await onEntityPage(<EntityMeshContent />);
    expect(
      await screen.findByRole('region', { name: 'Workloads' }),
    ).toBeInTheDocument();
  });

  it('shows the page with its header', async () => {
    await renderForEntity(
      <Routes>
        <Route path="/*" element={<MeshPage />} />
      </Routes>,
      {
        api: new Proxy({}, { get: () => () => new Promise(() => {}) }),
      },
    );
    expect(
      await screen.findByRole('heading', { name: 'Service mesh' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Health' })).toBeInTheDocument();
  });
});
