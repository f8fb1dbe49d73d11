import { placesOf } from './places';

const eu = ['eu/shop/Deployment/cart', 'eu/shop/Deployment/cart-canary'];
const us = ['us/shop/Deployment/cart'];

describe('placesOf', () => {
  it.each([
    ['nothing where it holds for all', [...eu, ...us], []],
    ['a cluster where it holds for all that is there', us, ['us']],
    ['workloads where it holds for some', [eu[1]], [eu[1]]],
    ['both, each for what it is', [eu[0], ...us], [eu[0], 'us']],
  ])('says %s', (_, keys, expected) => {
    expect(placesOf(keys, [...eu, ...us])).toEqual(expected);
  });
});
