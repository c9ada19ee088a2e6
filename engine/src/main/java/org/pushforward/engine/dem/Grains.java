package org.pushforward.engine.dem;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.study.Look;

/**
 * Discs of density 4/π, so that one of diameter 1 has mass 1: centers, velocities, radii and spins, a number for each that it keeps, and the
 * springs of its contacts: partners (−1: none) and stretch, {@value #SLOTS} a grain, and stretch on each of {@value #WALLS} walls. Nobody
 * writes to the arrays.
 */
record Grains(double[] x, double[] y, double[] u, double[] v, double[] r, double[] spin, int[] id, int[] partner, double[] shear, double[] wallShear) {

    static final int SLOTS = 12;
    static final int WALLS = 5;

    int size() {
        return x.length;
    }

    static double mass(double r) {
        return 4 * r * r;
    }

    double kinetic() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            double m = mass(r[i]);
            sum += 0.5 * m * (u[i] * u[i] + v[i] * v[i]) + 0.25 * m * r[i] * r[i] * spin[i] * spin[i];
        }
        return sum;
    }

    /** Of all, where gravity is 1. */
    double weight() {
        return Arrays.stream(r).map(Grains::mass).sum();
    }

    /** The first of them that is not where grains may be, as a failure. @param what has happened to it */
    Optional<Status.Failure> strayed(IntPredicate mayBe, String what) {
        return IntStream.range(0, size()).filter(mayBe.negate()).mapToObj(i -> new Status.Failure(Status.Kind.DIVERGED, "grains", "grain " + id[i], what + ", since the time step is too large for its contacts",
                List.of(new Status.Remedy("60 steps a contact", "steps-per-contact", 60)))).findFirst();
    }

    /** Discs with their layers, four diameters thick by the height at which each was born, and speeds. */
    void draw(IntToDoubleFunction birthHeight, double speedUnit, String unit, Look to) {
        double[] xy = new double[2 * size()];
        Arrays.setAll(xy, k -> (k % 2 == 0 ? x : y)[k / 2]);
        double[] layer = new double[size()];
        Arrays.setAll(layer, i -> Math.floor(birthHeight.applyAsDouble(id[i]) / 4));
        double[] speed = new double[size()];
        Arrays.setAll(speed, i -> Math.hypot(u[i], v[i]) * speedUnit);
        to.points("grains", 2, xy, r, new Layer.Field("layer", "layer", "", layer), new Layer.Field("speed", "speed", unit, speed));
    }

    static Grains atRest(double[] x, double[] y, double[] r) {
        int n = x.length;
        int[] none = new int[n * SLOTS];
        Arrays.fill(none, -1);
        return new Grains(x, y, new double[n], new double[n], r, new double[n], IntStream.range(0, n).toArray(), none, new double[n * SLOTS], new double[n * WALLS]);
    }

    Grains only(boolean[] keep) {
        int[] which = IntStream.range(0, size()).filter(i -> keep[i]).toArray();
        if (which.length == size()) {
            return this;
        }
        int[] partners = new int[which.length * SLOTS];
        double[] shears = new double[which.length * SLOTS];
        double[] walls = new double[which.length * WALLS];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(partner, which[k] * SLOTS, partners, k * SLOTS, SLOTS);
            System.arraycopy(shear, which[k] * SLOTS, shears, k * SLOTS, SLOTS);
            System.arraycopy(wallShear, which[k] * WALLS, walls, k * WALLS, WALLS);
        }
        return new Grains(pick(x, which), pick(y, which), pick(u, which), pick(v, which), pick(r, which), pick(spin, which), Arrays.stream(which).map(i -> id[i]).toArray(),
                partners, shears, walls);
    }

    private static double[] pick(double[] from, int[] which) {
        return Arrays.stream(which).mapToDouble(i -> from[i]).toArray();
    }
}
