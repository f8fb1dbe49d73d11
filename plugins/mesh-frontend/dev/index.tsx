/* The plugin in the old frontend system, in every state. */
import { Content, Header, Page } from '@backstage/core-components';
import { createApiFactory } from '@backstage/core-plugin-api';
import { createDevApp } from '@backstage/dev-utils';
import { CatalogEntityPage, catalogPlugin } from '@backstage/plugin-catalog';
import { catalogApiRef, EntityProvider } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import Grid from '@material-ui/core/Grid';
import { ReactNode } from 'react';
import { useParams } from 'react-router-dom';
import { EntityMeshCard, meshApiRef, MeshPage, meshPlugin } from '../src';
// Not the extension: that one may stand in one place only.
import { EntityMeshContent } from '../src/components/EntityMeshContent';
import { componentOf } from './entities';
import { fixtureApi, STATES } from './fixtureApi';

const CARDS = [...STATES, 'loading', 'gone'];

function Frame(props: { title: string; children: ReactNode }) {
  return (
    <Page themeId="tool">
      <Header title={props.title} />
      <Content>{props.children}</Content>
    </Page>
  );
}

/** The card in each state. */
function Cards() {
  return (
    <Frame title="Card">
      <Grid container spacing={3}>
        {CARDS.map(state => (
          <Grid item xs={12} md={6} key={state} id={`card-${state}`}>
            <EntityProvider entity={componentOf(state)}>
              <EntityMeshCard />
            </EntityProvider>
          </Grid>
        ))}
      </Grid>
    </Frame>
  );
}

/** The tab in the state that the address names. */
function Tab() {
  const { state = 'strict' } = useParams();
  return (
    <Frame title={`Tab: ${state}`}>
      <EntityProvider entity={componentOf(state)}>
        <EntityMeshContent />
      </EntityProvider>
    </Frame>
  );
}

createDevApp()
  .registerPlugin(meshPlugin, catalogPlugin)
  .registerApi(
    createApiFactory({ api: meshApiRef, deps: {}, factory: () => fixtureApi }),
  )
  .registerApi(
    createApiFactory({
      api: catalogApiRef,
      deps: {},
      factory: () => catalogApiMock({ entities: CARDS.map(componentOf) }),
    }),
  )
  .addPage({ path: '/cards', title: 'Card', element: <Cards /> })
  .addPage({ path: '/tab/:state', element: <Tab /> })
  .addPage({ path: '/tab', title: 'Tab', element: <Tab /> })
  .addPage({ path: '/mesh', title: 'Page', element: <MeshPage /> })
  .addPage({
    path: '/catalog/:namespace/:kind/:name',
    element: <CatalogEntityPage />,
  })
  .render();
