package org.pushforward.engine.sph;

import java.util.Arrays;

/** What convolutions of the plane must do exactly, on the shaken lattice of a sample at its start. Stateless. */
final class PlaneChecks {

    private PlaneChecks() { }

    /** Places and velocities that are in no order. */
    static double[][] places(int side) {
        double[] x = new double[2 * side * side];
        double[] u = new double[x.length];
        Arrays.setAll(x, k -> ((k % 2 == 0 ? k / 2 / side : k / 2 % side) + 0.5 + 0.3 * Math.sin(7.3 * k)) / side);
        Arrays.setAll(u, k -> Math.cos(3.1 * k));
        return new double[][] {x, u};
    }

    /** Greatest distance from the number of particles within reach, itself included, over it. */
    static double ones(FluidInBox box) {
        PlaneGasConvolution layer = box.layer("linear", 5, "none", "cartesian");
        double[][] s = places(box.side());
        double[] w = new double[2 * layer.columns()];
        for (int k = 0; k < layer.terms(); k++) {
            w[layer.features() * k] = 1;
        }
        double[] out = layer.apply(w, s[0], s[1]);
        double worst = 0;
        for (int i = 0; i < out.length; i += 2) {
            int count = 0;
            for (int j = 0; j < out.length; j += 2) {
                double dx = s[0][j] - s[0][i];
                double dy = s[0][j + 1] - s[0][i + 1];
                count += Math.hypot(dx - Math.rint(dx), dy - Math.rint(dy)) < layer.reach() ? 1 : 0;
            }
            worst = Math.max(worst, Math.abs(out[i] / count - 1));
        }
        return worst;
    }

    /** Sum of what is pushed by all odd products of cosines and sines, over the sum of sizes. */
    static double odd(FluidInBox box) {
        PlaneGasConvolution layer = box.layer("ffourier", 4, "mueller", "cartesian");
        double[][] s = places(box.side());
        double[] w = new double[2 * layer.columns()];
        for (int k = 0; k < layer.terms(); k++) {
            // Of the terms 1, cos, sin, cos the third is odd.
            if (k / 4 == 2 != (k % 4 == 2)) {
                w[layer.features() * k] = 1 + k;
                w[layer.columns() + layer.features() * k] = 2 - k;
            }
        }
        double[] out = layer.apply(w, s[0], s[1]);
        double sizes = Arrays.stream(out).map(Math::abs).sum();
        double x = 0;
        double y = 0;
        for (int i = 0; i < out.length; i += 2) {
            x += out[i];
            y += out[i + 1];
        }
        return Math.hypot(x, y) / sizes;
    }

    /** Greatest distance of the determinant of the preserving map from 4/π, by differences, over it. */
    static double area() {
        double step = 1e-5;
        double worst = 0;
        for (double[] at : new double[][] {{0.3, 0.1}, {-0.5, 0.4}, {0.2, -0.7}, {-0.1, 0.9}}) {
            double[] east = PlaneGasConvolution.mapped("preserving", at[0] + step, at[1]);
            double[] west = PlaneGasConvolution.mapped("preserving", at[0] - step, at[1]);
            double[] north = PlaneGasConvolution.mapped("preserving", at[0], at[1] + step);
            double[] south = PlaneGasConvolution.mapped("preserving", at[0], at[1] - step);
            double area = ((east[0] - west[0]) * (north[1] - south[1]) - (east[1] - west[1]) * (north[0] - south[0])) / (4 * step * step);
            worst = Math.max(worst, Math.abs(area * Math.PI / 4 - 1));
        }
        return worst;
    }
}
