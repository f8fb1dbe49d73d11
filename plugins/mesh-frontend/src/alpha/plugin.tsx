import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import MeshIcon from '@material-ui/icons/DeviceHub';
import { entityMeshRouteRef, meshRouteRef } from '../routes';
import { meshApi } from './apis';
import { entityMeshCard } from './entityCards';
import { entityMeshContent } from './entityContents';
import { meshPage } from './pages';

/**
 * Service mesh card, entity tab and page.
 *
 * @alpha
 */
export default createFrontendPlugin({
  pluginId: 'mesh',
  title: 'Service mesh',
  icon: <MeshIcon fontSize="inherit" />,
  info: { packageJson: () => import('../../package.json') },
  routes: {
    root: meshRouteRef,
    entity: entityMeshRouteRef,
  },
  extensions: [meshApi, entityMeshCard, entityMeshContent, meshPage],
});
