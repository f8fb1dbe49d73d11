import FormControl from '@material-ui/core/FormControl';
import InputLabel from '@material-ui/core/InputLabel';
import NativeSelect from '@material-ui/core/NativeSelect';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useMeshTranslation } from '../shared';

const useStyles = makeStyles((theme: Theme) => ({
  label: { color: theme.palette.text.primary },
}));

/** Narrows the lists to one cluster. Empty: all of them. */
export function ClusterSwitch(props: {
  clusters: string[];
  selected: string;
  onSelect: (cluster: string) => void;
}) {
  const { clusters, selected, onSelect } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  return (
    <FormControl>
      <InputLabel shrink className={classes.label} htmlFor="mesh-cluster">
        {t('tab.cluster')}
      </InputLabel>
      <NativeSelect
        id="mesh-cluster"
        value={selected}
        onChange={event => onSelect(event.target.value)}
      >
        <option value="">{t('tab.allClusters')}</option>
        {clusters.map(cluster => (
          <option key={cluster} value={cluster}>
            {cluster}
          </option>
        ))}
      </NativeSelect>
    </FormControl>
  );
}
