package org.pushforward.engine.learn;

/** A loss as a function of a network's outputs. */
@FunctionalInterface
public interface Loss {

    /**
     * @param outputs batch × outputs, row-major
     * @param derivative of the value by every output; zero on entry, to be filled
     * @return the value
     */
    double of(double[] outputs, double[] derivative);

    /** Σ |f − target|² / batch: the squared error of a row, averaged over the rows. */
    static Loss squaredError(double[] target, int outputs) {
        return (f, derivative) -> {
            double scale = (double) outputs / f.length;
            double sum = 0;
            for (int k = 0; k < f.length; k++) {
                double r = f[k] - target[k];
                sum += r * r;
                derivative[k] = 2 * scale * r;
            }
            return scale * sum;
        };
    }

    /** A loss as a function of the outputs and their derivatives in a direction. */
    @FunctionalInterface
    interface WithTangent {

        /**
         * @param tangents ∂f/∂x · dx, laid out as the outputs
         * @param byOutput derivative of the value by every output; zero on entry
         * @param byTangent derivative of the value by every tangent; zero on entry
         */
        double of(double[] outputs, double[] tangents, double[] byOutput, double[] byTangent);
    }
}
