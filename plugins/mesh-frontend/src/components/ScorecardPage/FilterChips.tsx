import Button from '@material-ui/core/Button';
import Chip from '@material-ui/core/Chip';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { FilterName, useScorecardParams } from '../../hooks/useScorecardParams';
import { useMeshTranslation } from '../shared';
import { useValueText } from './useValueText';

const useStyles = makeStyles((theme: Theme) => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
  chip: { margin: 0 },
}));

/** What narrows the page by these filters, each with a way out. */
export function FilterChips(props: {
  names: readonly FilterName[];
  label: string;
}) {
  const { names, label } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const valueText = useValueText();
  const { params, update } = useScorecardParams();
  const { filters } = params;
  const active = names.flatMap(name =>
    (filters[name] ?? []).map(value => ({ name, value })),
  );
  if (active.length === 0) return null;

  const clear = () => {
    const kept = Object.entries(filters).filter(
      ([name]) => !names.includes(name as FilterName),
    );
    update({ filters: Object.fromEntries(kept) });
  };
  return (
    <div className={classes.row} role="group" aria-label={label}>
      {active.map(({ name, value }) => {
        const text = valueText(name, value);
        const filter = t(`scorecard.filter.${name}`);
        const rest = filters[name]?.filter(other => other !== value);
        const remove = () =>
          update({
            filters: { ...filters, [name]: rest?.length ? rest : undefined },
          });
        return (
          <Chip
            key={`${name} ${value}`}
            className={classes.chip}
            size="small"
            variant="outlined"
            label={`${filter}: ${text}`}
            aria-label={t('scorecard.filter.remove', {
              name: filter,
              value: text,
            })}
            onDelete={remove}
            onClick={remove}
          />
        );
      })}
      <Button size="small" onClick={clear}>
        {t('scorecard.filter.clear')}
      </Button>
    </div>
  );
}
