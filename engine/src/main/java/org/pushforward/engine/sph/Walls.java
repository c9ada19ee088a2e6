package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Particles that do not flow: places and velocities an array an axis, and what each belongs to: {@link #BOX}, {@link #OBSTACLE}, or the stroke that
 * built it. Nobody writes to the arrays.
 */
record Walls(double[][] x, double[][] v, long[] owner) {

    static final long BOX = 0;
    static final long OBSTACLE = -1;
    /** Layers of a wall; the kernels reach no further. */
    static final int LAYERS = 3;

    int size() {
        return owner.length;
    }

    static Walls none(int dimension) {
        return new Walls(new double[dimension][0], new double[dimension][0], new long[0]);
    }

    /** Of one owner, moving alike. */
    static Walls of(List<double[]> places, int dimension, long owner, double[] velocity) {
        double[][] x = new double[dimension][places.size()];
        double[][] v = new double[dimension][places.size()];
        long[] owners = new long[places.size()];
        Arrays.fill(owners, owner);
        for (int k = 0; k < places.size(); k++) {
            for (int a = 0; a < dimension; a++) {
                x[a][k] = places.get(k)[a];
                v[a][k] = velocity[a];
            }
        }
        return new Walls(x, v, owners);
    }

    /** The walls of a scene's box: layers of a lattice around it, except along periods. */
    static Walls ofBox(FluidScene scene, double[] box, double dx) {
        int d = box.length;
        if (scene.kind() == FluidScene.Kind.FREE) {
            return none(d);
        }
        double[] periods = scene.periods(box);
        int[] count = new int[d];
        Arrays.setAll(count, a -> (int) Math.rint(box[a] / dx));
        int[] margin = new int[d];
        Arrays.setAll(margin, a -> periods[a] > 0 ? 0 : LAYERS);
        List<double[]> places = new ArrayList<>();
        lattice(new int[d], 0, count, margin, dx, places);
        Walls walls = of(places, d, BOX, new double[d]);
        for (int k = 0; k < walls.size(); k++) {
            walls.v[0][k] = scene.wallSpeed(places.get(k));
        }
        return walls;
    }

    private static void lattice(int[] at, int axis, int[] count, int[] margin, double dx, List<double[]> to) {
        if (axis == at.length) {
            boolean inside = true;
            for (int a = 0; a < at.length; a++) {
                inside &= at[a] >= 0 && at[a] < count[a];
            }
            if (!inside) {
                to.add(Arrays.stream(at).mapToDouble(k -> (k + 0.5) * dx).toArray());
            }
            return;
        }
        for (int k = -margin[axis]; k < count[axis] + margin[axis]; k++) {
            at[axis] = k;
            lattice(at, axis + 1, count, margin, dx, to);
        }
    }

    Walls and(Walls more) {
        double[][] allX = new double[x.length][];
        double[][] allV = new double[x.length][];
        for (int a = 0; a < x.length; a++) {
            allX[a] = Arrays.copyOf(x[a], size() + more.size());
            System.arraycopy(more.x[a], 0, allX[a], size(), more.size());
            allV[a] = Arrays.copyOf(v[a], size() + more.size());
            System.arraycopy(more.v[a], 0, allV[a], size(), more.size());
        }
        long[] owners = Arrays.copyOf(owner, size() + more.size());
        System.arraycopy(more.owner, 0, owners, size(), more.size());
        return new Walls(allX, allV, owners);
    }

    Walls only(boolean[] keep) {
        int[] which = IntStream.range(0, size()).filter(i -> keep[i]).toArray();
        double[][] keptX = new double[x.length][which.length];
        double[][] keptV = new double[x.length][which.length];
        for (int a = 0; a < x.length; a++) {
            for (int k = 0; k < which.length; k++) {
                keptX[a][k] = x[a][which[k]];
                keptV[a][k] = v[a][which[k]];
            }
        }
        return new Walls(keptX, keptV, Arrays.stream(which).mapToLong(i -> owner[i]).toArray());
    }

    /** With the obstacle moved and at this velocity. */
    Walls movedObstacle(double[] by, double[] velocity) {
        double[][] newX = new double[x.length][];
        double[][] newV = new double[x.length][];
        for (int a = 0; a < x.length; a++) {
            newX[a] = x[a].clone();
            newV[a] = v[a].clone();
            for (int k = 0; k < size(); k++) {
                if (owner[k] == OBSTACLE) {
                    newX[a][k] += by[a];
                    newV[a][k] = velocity[a];
                }
            }
        }
        return new Walls(newX, newV, owner);
    }
}
