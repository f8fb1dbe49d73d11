import TextField from '@material-ui/core/TextField';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import {
  FILTER_NAMES,
  SCOPE_NAMES,
  useScorecardParams,
} from '../../hooks/useScorecardParams';
import { useMeshTranslation } from '../shared';
import { FilterChips } from './FilterChips';
import { ChoiceName, CHOICES, useValueText } from './useValueText';

const useStyles = makeStyles((theme: Theme) => ({
  bar: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(1.5),
  },
  row: {
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fill, minmax(160px, 1fr))',
  },
}));

const CHOICE_NAMES = Object.keys(CHOICES) as ChoiceName[];
const LIST_NAMES = FILTER_NAMES.filter(
  name => !(SCOPE_NAMES as readonly string[]).includes(name),
);

function SearchField() {
  const { t } = useMeshTranslation();
  const { params, update } = useScorecardParams();
  const current = params.filters.text?.[0] ?? '';
  const [text, setText] = useState(current);
  useEffect(() => setText(current), [current]);
  useDebounce(
    () => {
      if (text !== current) {
        update({
          filters: { ...params.filters, text: text ? [text] : undefined },
        });
      }
    },
    300,
    [text],
  );
  return (
    <TextField
      id="mesh-search"
      label={t('scorecard.filter.text')}
      type="search"
      size="small"
      variant="outlined"
      value={text}
      onChange={event => setText(event.target.value)}
    />
  );
}

function ChoiceField(props: { name: ChoiceName }) {
  const { name } = props;
  const { t } = useMeshTranslation();
  const valueText = useValueText();
  const { params, update } = useScorecardParams();
  const { filters } = params;
  const chosen = filters[name] ?? [];
  const known = CHOICES[name].some(value => value === chosen[0]);
  const one = chosen.length === 1 && known;
  const id = `mesh-filter-${name}`;
  const choose = (value: string) =>
    update({ filters: { ...filters, [name]: value ? [value] : undefined } });
  return (
    <TextField
      select
      id={id}
      label={t(`scorecard.filter.${name}`)}
      size="small"
      variant="outlined"
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true, htmlFor: id }}
      value={one ? chosen[0] : ''}
      onChange={event => choose(event.target.value)}
    >
      <option value="">
        {chosen.length > 0 && !one
          ? chosen.map(value => valueText(name, value)).join(', ')
          : t('scorecard.filter.any')}
      </option>
      {CHOICES[name].map(value => (
        <option key={value} value={value}>
          {valueText(name, value)}
        </option>
      ))}
    </TextField>
  );
}

/** Picks services from the part of the estate that is looked at. */
export function FilterBar() {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  return (
    <div className={classes.bar}>
      <div className={classes.row}>
        <SearchField />
        {CHOICE_NAMES.map(name => (
          <ChoiceField key={name} name={name} />
        ))}
      </div>
      <FilterChips names={LIST_NAMES} label={t('scorecard.filter.active')} />
    </div>
  );
}
