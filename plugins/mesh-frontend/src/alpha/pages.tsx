import { PageBlueprint } from '@backstage/frontend-plugin-api';
import MeshIcon from '@material-ui/icons/DeviceHub';
import { meshRouteRef } from '../routes';

export const meshPage = PageBlueprint.make({
  params: {
    path: '/mesh',
    title: 'Service mesh',
    icon: <MeshIcon fontSize="inherit" />,
    routeRef: meshRouteRef,
    loader: () =>
      import('../components/MeshPage').then(m => <m.MeshPageContent />),
  },
});
