package org.pushforward.engine.transport.grid;

import org.pushforward.engine.transport.points.LogSumExp;

/** What it costs to carry a unit of mass between two points of the unit square. Immutable. */
sealed interface GridCost {

    /** Between opposite corners. */
    double largest();

    /** exp(−c/ε) between the centres of n × n cells. */
    GridKernel kernel(int n, double eps);

    /** An ε with which some dozen sweeps are enough and the plan keeps the shape of the densities. */
    double advisedEps();

    /** κ|x − y|², κ = ½ or 1: the plan mixes Brownian bridges. */
    record Squared(double kappa) implements GridCost {

        private static final double ADVISED = 0.002;

        @Override
        public double largest() {
            return 2 * kappa;
        }

        /** κ/ε of neighbouring cells, in bits. */
        double q(int n, double eps) {
            return kappa / (eps * LogSumExp.LN2 * n * n);
        }

        @Override
        public GridKernel kernel(int n, double eps) {
            return GridKernel.squared(n, q(n, eps));
        }

        @Override
        public double advisedEps() {
            return ADVISED * largest();
        }

        /** Variance a unit of time of the Brownian motion whose bridges the plan mixes, along each axis. */
        double diffusion(double eps) {
            return 0.5 * eps / kappa;
        }
    }

    /**
     * |x − y|, Monge's cost.
     *
     * @param accuracy largest error of a sum over the kernel, relative to it
     */
    record Distance(double accuracy) implements GridCost {

        private static final double ADVISED = 0.02;

        @Override
        public double largest() {
            return Math.sqrt(2);
        }

        @Override
        public GridKernel kernel(int n, double eps) {
            return new DistanceGridKernel(n, 1 / (eps * LogSumExp.LN2 * n), accuracy);
        }

        @Override
        public double advisedEps() {
            return ADVISED;
        }
    }
}
