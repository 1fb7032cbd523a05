/**
 * The inverse of the standard normal distribution, by the rational approximation of P. J. Acklam; its relative error is
 * below 1.2e-9. One number of the generator gives one amount, and a larger number a larger amount.
 */
const A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const B = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1];
const C = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];
const TAIL = 0.02425;
/** The ends of the open interval, so that no draw is infinite. */
const LEAST = 2 ** -54;

export function normalQuantile(share: number): number {
  const p = Math.min(Math.max(share, LEAST), 1 - 2 ** -53);
  if (p < TAIL) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - TAIL) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(A, r) * q) / (polynomial(B, r) * r + 1);
}

const tail = (q: number): number => polynomial(C, q) / (polynomial(D, q) * q + 1);
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
