import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { makeStyles, Theme } from '@material-ui/core/styles';

const useStyles = makeStyles((theme: Theme) => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    height: 2 * sidebarConfig.logoHeight,
    paddingLeft: theme.spacing(3),
    fontSize: theme.typography.h6.fontSize,
    fontWeight: theme.typography.fontWeightBold as number,
    whiteSpace: 'nowrap',
  },
  link: {
    color: theme.palette.navigation.selectedColor,
  },
}));

/** The app's name; its first letter while the sidebar is closed. */
export function SidebarTitle() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  const title =
    useApi(configApiRef).getOptionalString('app.title') ?? 'Meshboard';
  return (
    <div className={classes.root}>
      <Link to="/" underline="none" className={classes.link} aria-label={title}>
        {isOpen ? title : title.charAt(0)}
      </Link>
    </div>
  );
}
