package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Particles of equal mass, in the order of their birth: coordinates, velocities and accelerations an array an axis, densities, pressures, and
 * the stroke that poured each (0: it was there), and a color in [0, 1]. {@code shift} is the acceleration by which the transport velocity leaves the velocity.
 * Nobody writes to the arrays.
 */
record Fluid(double[][] x, double[][] v, double[][] a, double[][] shift, double[] density, double[] pressure, long[] stroke, double[] paint) {

    int size() {
        return density.length;
    }

    int dimension() {
        return x.length;
    }

    /** The same particles after a step. */
    Fluid moved(double[][] newX, double[][] newV, double[][] newA, double[][] newShift, double[] newDensity, double[] newPressure) {
        return new Fluid(newX, newV, newA, newShift, newDensity, newPressure, stroke, paint);
    }

    /** The same particles with other velocities. */
    Fluid at(double[][] newV) {
        return new Fluid(x, newV, a, shift, density, pressure, stroke, paint);
    }

    /** Speed of a particle. */
    double speed(int i) {
        double sum = 0;
        for (double[] axis : v) {
            sum += axis[i] * axis[i];
        }
        return Math.sqrt(sum);
    }

    /** Those for which {@code keep} holds. */
    Fluid only(boolean[] keep) {
        int[] which = IntStream.range(0, size()).filter(i -> keep[i]).toArray();
        return new Fluid(pick(x, which), pick(v, which), pick(a, which), pick(shift, which), pick(density, which), pick(pressure, which),
                Arrays.stream(which).mapToLong(i -> stroke[i]).toArray(), pick(paint, which));
    }

    /** These and others after them. */
    Fluid and(Fluid more) {
        return new Fluid(join(x, more.x), join(v, more.v), join(a, more.a), join(shift, more.shift), join(density, more.density), join(pressure, more.pressure),
                join(stroke, more.stroke), join(paint, more.paint));
    }

    /** At rest at these places. */
    static Fluid atRest(double[][] x, double density, long stroke, double[] paint) {
        int n = x[0].length;
        double[][] zero = new double[x.length][n];
        double[] rho = new double[n];
        long[] born = new long[n];
        Arrays.fill(rho, density);
        Arrays.fill(born, stroke);
        return new Fluid(x, zero, zero, zero, rho, new double[n], born, paint);
    }

    private static double[][] pick(double[][] from, int[] which) {
        return Arrays.stream(from).map(axis -> pick(axis, which)).toArray(double[][]::new);
    }

    private static double[] pick(double[] from, int[] which) {
        return Arrays.stream(which).mapToDouble(i -> from[i]).toArray();
    }

    private static double[][] join(double[][] a, double[][] b) {
        double[][] all = new double[a.length][];
        Arrays.setAll(all, k -> join(a[k], b[k]));
        return all;
    }

    private static double[] join(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static long[] join(long[] a, long[] b) {
        long[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
