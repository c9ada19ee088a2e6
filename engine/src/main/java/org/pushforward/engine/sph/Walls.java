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
        return ofBox(scene, box, dx, LAYERS);
    }

    /** The same with so many layers. */
    static Walls ofBox(FluidScene scene, double[] box, double dx, int layers) {
        int d = box.length;
        if (scene.kind() == FluidScene.Kind.FREE) {
            return none(d);
        }
        double[] periods = scene.periods(box);
        int[] count = new int[d];
        Arrays.setAll(count, a -> (int) Math.rint(box[a] / dx));
        int[] margin = new int[d];
        Arrays.setAll(margin, a -> periods[a] > 0 ? 0 : layers);
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

    /** Those in or beside a cell of width {@code reach} that has fluid: none of the others is within {@code reach} of any. O(walls + fluid). */
    Walls near(double[][] fluid, double reach) {
        int d = x.length;
        double[] low = new double[d];
        int[] cells = new int[d];
        long total = 1;
        for (int a = 0; a < d; a++) {
            double least = Arrays.stream(fluid[a]).min().orElse(0);
            double most = Arrays.stream(fluid[a]).max().orElse(0);
            low[a] = least - reach;
            cells[a] = (int) Math.min(10_000, (most - least) / reach + 3);
            total *= cells[a];
        }
        if (total > 10_000_000) {
            return this;
        }
        boolean[] wet = new boolean[(int) total];
        for (int i = 0; i < fluid[0].length; i++) {
            mark(fluid, i, low, cells, reach, wet);
        }
        boolean[] keep = new boolean[size()];
        for (int k = 0; k < keep.length; k++) {
            int cell = 0;
            for (int a = 0; a < d; a++) {
                int c = (int) Math.floor((x[a][k] - low[a]) / reach);
                cell = c < 0 || c >= cells[a] || cell < 0 ? -1 : cell * cells[a] + c;
            }
            keep[k] = cell >= 0 && wet[cell];
        }
        return only(keep);
    }

    private static void mark(double[][] fluid, int i, double[] low, int[] cells, double reach, boolean[] wet) {
        int d = fluid.length;
        int x = (int) ((fluid[0][i] - low[0]) / reach);
        int y = (int) ((fluid[1][i] - low[1]) / reach);
        int z = d > 2 ? (int) ((fluid[2][i] - low[2]) / reach) : 0;
        for (int a = Math.max(0, x - 1); a <= Math.min(cells[0] - 1, x + 1); a++) {
            for (int b = Math.max(0, y - 1); b <= Math.min(cells[1] - 1, y + 1); b++) {
                for (int c = d > 2 ? Math.max(0, z - 1) : 0; c <= (d > 2 ? Math.min(cells[2] - 1, z + 1) : 0); c++) {
                    wet[d > 2 ? (a * cells[1] + b) * cells[2] + c : a * cells[1] + b] = true;
                }
            }
        }
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
