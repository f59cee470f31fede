/** Against a simple random sample of the same size, without and with replacement (METHODS §4). */
export interface DesignEffect {
  readonly deff: number | null;
  readonly deffReplace: number | null;
}

export const NO_EFFECT: DesignEffect = { deff: null, deffReplace: null };

/** `squares` is Σw(y − ȳ)² over the n valid rows, `weight` Ŵ = Σw over them; deff = V / [S²(Ŵ−n)/(Ŵn)], V/[S²/n]. */
export function designEffect(of: { variance: number; squares: number; weight: number; n: number }): DesignEffect {
  const { variance, squares, weight, n } = of;
  if (n < 2) return NO_EFFECT;
  const elementVariance = ((n / (n - 1)) * squares) / weight;
  if (elementVariance < 1e-20) return NO_EFFECT;
  const isCensus = weight <= n;
  return {
    deff: isCensus ? null : variance / ((elementVariance * (weight - n)) / (weight * n)),
    deffReplace: variance / (elementVariance / n)
  };
}
