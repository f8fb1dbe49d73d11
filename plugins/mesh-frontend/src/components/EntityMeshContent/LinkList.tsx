import { Link } from '@backstage/core-components';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { MeshLink } from '@meshboard/backstage-plugin-mesh-common';
import { useMeshTranslation } from '../shared';

const useStyles = makeStyles((theme: Theme) => ({
  list: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    margin: theme.spacing(1, 0, 0),
    padding: 0,
    listStyle: 'none',
  },
}));

/** Where other tools show the same. */
export function LinkList({ links }: { links: MeshLink[] }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  if (links.length === 0) return null;
  return (
    <Typography
      variant="body2"
      component="ul"
      className={classes.list}
      aria-label={t('links.title')}
    >
      {links.map(({ url, title }) => (
        <li key={url}>
          <Link to={url}>{title}</Link>
        </li>
      ))}
    </Typography>
  );
}
