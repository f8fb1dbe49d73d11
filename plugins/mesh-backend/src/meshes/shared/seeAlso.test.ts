import { seeAlsoIn } from './seeAlso';

const CODES = [
  'IST0139',
  'KIA0207',
  'l5d-api-control-ready',
  'cni-plugin-ready',
];

it.each([
  ['istio', ['IST0139', 'KIA0207']],
  ['linkerd', ['l5d-api-control-ready', 'cni-plugin-ready']],
  ['consul', []],
])('a finding of %s cites the tools that know it', (mesh, expected) => {
  expect(seeAlsoIn(mesh, CODES)).toEqual(expected);
});
