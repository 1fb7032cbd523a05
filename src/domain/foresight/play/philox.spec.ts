import { normalQuantile } from './normal-quantile.js';
import { philox4x32 } from './philox.js';

describe('X1: the generator of a simulation', () => {
  test.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const)('X1: gives the published words for %p and %p', (counter, key, words) => {
    const found = philox4x32(counter as [number, number, number, number], key as [number, number]);
    expect(found.map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(words);
  });

  test.each([
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.001, -3.090232306167813],
  ])('X1: the normal quantile of %p is %p', (share, quantile) => {
    expect(normalQuantile(share)).toBeCloseTo(quantile, 7);
  });
});
