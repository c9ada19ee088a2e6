package org.pushforward.engine.bridge.resolution;

import org.pushforward.engine.numerics.Philox;

/** {@link GaussianFields} as pairs: what a network should learn from them is known. Nothing is known of a cell but y. */
record GaussianPairs(GaussianFields fields, Philox random) implements FieldPairs {

    @Override
    public int cells() {
        return fields.size();
    }

    @Override
    public double residual() {
        double sum = 0;
        for (int k = 0; k < fields.modes(); k++) {
            // x₁ given y is N(Wy, V), so x₁ − y has the variance V + (1 − W)² Var y.
            double off = 1 - fields.wiener(k);
            sum += fields.posteriorVariance(k) + off * off * fields.coarseVariance(k);
        }
        return Math.sqrt(sum / fields.modes());
    }

    @Override
    public double scale() {
        return 1;
    }

    @Override
    public String unit() {
        return "";
    }

    @Override
    public Pair example(long number) {
        return pair(random.stream(1), Math.toIntExact(number));
    }

    @Override
    public Pair heldOut(int number) {
        return pair(random.stream(2), number);
    }

    private Pair pair(Philox r, int number) {
        double[] x = fields.fine(r, number);
        return new Pair(x, fields.coarse(x, r, number), new double[x.length], 0);
    }

    @Override
    public boolean givesMeans() {
        return false;
    }

    @Override
    public int block() {
        return 0;
    }
}
