package org.pushforward.engine.bridge.resolution;

/**
 * Wind between buildings as a flow through a porous plane on a torus: u = −K ∇p, ∇·u = 0 with a given mean of −∇p, and K = 1 on the
 * ground, {@value #BUILT} where a building stands (harmonic mean at a face). A stand-in for a flow solver: it runs along streets, keeps
 * off buildings and conserves mass, but makes no eddies. Finite volumes, solved by conjugate gradients (Hestenes & Stiefel 1952) with the
 * diagonal as preconditioner to a relative residual of 1e-8. Sums run in the order of the cells. Immutable.
 *
 * @param east velocity through the face from (i, j) to (i+1, j), in units of the free wind
 * @param north through the face from (i, j) to (i, j+1)
 */
record StreetWind(int cells, double[] east, double[] north) {

    static final double BUILT = 1e-3;
    private static final double TOLERANCE = 1e-8;
    private static final int MOST = 2000;

    /** @param wx direction of the wind, a unit vector */
    static StreetWind of(City city, double wx, double wy) {
        return new Flow(city).solve(wx, wy);
    }

    /** Sum of the velocities out of a cell: what is left of ∇·u. */
    double outflow(int i, int j) {
        int n = cells;
        return east[i * n + j] - east[(i + n - 1) % n * n + j] + north[i * n + j] - north[i * n + (j + n - 1) % n];
    }

    private static final class Flow {
        private final int n;
        private final double[] east;
        private final double[] north;
        private final double[] diagonal;

        Flow(City city) {
            n = city.cells();
            east = new double[n * n];
            north = new double[n * n];
            diagonal = new double[n * n];
            for (int k = 0; k < n * n; k++) {
                double here = conductance(city, k);
                east[k] = mean(here, conductance(city, east(k)));
                north[k] = mean(here, conductance(city, north(k)));
            }
            for (int k = 0; k < n * n; k++) {
                diagonal[k] = east[k] + east[west(k)] + north[k] + north[south(k)];
            }
        }

        private static double conductance(City city, int cell) {
            return city.isRoof(cell) ? BUILT : 1;
        }

        private static double mean(double a, double b) {
            return 2 * a * b / (a + b);
        }

        private int east(int k) {
            return k < n * (n - 1) ? k + n : k - n * (n - 1);
        }

        private int west(int k) {
            return k >= n ? k - n : k + n * (n - 1);
        }

        private int north(int k) {
            return k % n < n - 1 ? k + 1 : k - n + 1;
        }

        private int south(int k) {
            return k % n > 0 ? k - 1 : k + n - 1;
        }

        StreetWind solve(double wx, double wy) {
            int m = n * n;
            double[] r = new double[m];
            for (int k = 0; k < m; k++) {
                r[k] = wx * (east[west(k)] - east[k]) + wy * (north[south(k)] - north[k]);
            }
            double[] p = new double[m];
            descend(p, r);
            double[] u = new double[m];
            double[] v = new double[m];
            for (int k = 0; k < m; k++) {
                u[k] = east[k] * (wx - p[east(k)] + p[k]);
                v[k] = north[k] * (wy - p[north(k)] + p[k]);
            }
            return new StreetWind(n, u, v);
        }

        /** −∇·K∇p = r; r is overwritten. */
        private void descend(double[] p, double[] r) {
            double[] z = new double[r.length];
            double[] q = new double[r.length];
            double rz = precondition(r, z);
            double[] d = z.clone();
            double enough = TOLERANCE * TOLERANCE * rz;
            for (int it = 0; it < MOST && rz > enough; it++) {
                double step = rz / apply(d, q);
                for (int k = 0; k < d.length; k++) {
                    p[k] += step * d[k];
                    r[k] -= step * q[k];
                }
                double next = precondition(r, z);
                for (int k = 0; k < d.length; k++) {
                    d[k] = z[k] + next / rz * d[k];
                }
                rz = next;
            }
        }

        private double precondition(double[] r, double[] z) {
            double sum = 0;
            for (int k = 0; k < r.length; k++) {
                z[k] = r[k] / diagonal[k];
                sum += r[k] * z[k];
            }
            return sum;
        }

        private double apply(double[] x, double[] y) {
            double sum = 0;
            for (int k = 0; k < x.length; k++) {
                y[k] = diagonal[k] * x[k] - east[k] * x[east(k)] - east[west(k)] * x[west(k)] - north[k] * x[north(k)]
                        - north[south(k)] * x[south(k)];
                sum += x[k] * y[k];
            }
            return sum;
        }
    }
}
