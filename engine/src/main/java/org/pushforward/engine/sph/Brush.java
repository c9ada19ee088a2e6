package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.InputException;

/**
 * What a brush does to a fluid in a box: pours, builds walls, stirs or takes away along a path of the plane of width and height; in space, in a
 * tube about that path half way through the depth. What is new stands on the lattice of the scene, where nothing else is.
 *
 * @param dx spacing
 * @param rest density of what is poured
 * @param speed at which it stirs
 */
record Brush(double[] box, double dx, double rest, double speed) {

    private static final double FREE = 0.85;
    private static final int MOST = 400_000;
    private static final double GOLDEN = 0.618033988749895;

    /** Fluid and walls. */
    record Scene(Fluid fluid, Walls walls) { }

    /** @param path x0, y0, x1, y1 …, with the end of the part before, if there was one */
    Scene apply(String kind, Stroke stroke, double[] path, Scene s) {
        if (kind.equals("wall") && stroke.radius() < dx / 2) {
            throw new InputException(String.format(Locale.ROOT, "a wall of radius %.3g is thinner than the spacing %.3g; take a wider brush", stroke.radius(), dx));
        }
        return switch (erases(kind, stroke) ? "erase" : kind) {
            case "pour" -> poured(stroke, path, s);
            case "wall" -> new Scene(s.fluid, s.walls.and(Walls.of(free(path, Math.max(stroke.radius(), 1.5 * dx), s), box.length, stroke.id(), new double[box.length])));
            case "stir" -> new Scene(stirred(stroke, path, s.fluid), s.walls);
            // The obstacle takes its time to go there.
            case "move" -> s;
            default -> parted(stroke, path, s, false);
        };
    }

    private Scene poured(Stroke stroke, double[] path, Scene s) {
        List<double[]> places = free(path, stroke.radius(), s);
        if (s.fluid.size() + places.size() > MOST) {
            throw new InputException("there would be more than " + MOST + " particles; erase some first, or take a smaller brush");
        }
        double[][] x = new double[box.length][places.size()];
        for (int k = 0; k < places.size(); k++) {
            for (int a = 0; a < box.length; a++) {
                x[a][k] = places.get(k)[a];
            }
        }
        double[] paint = new double[places.size()];
        double turn = stroke.id() * GOLDEN;
        Arrays.fill(paint, 0.65 + 0.35 * (turn - Math.floor(turn)));
        return new Scene(s.fluid.and(Fluid.atRest(x, rest, stroke.id(), paint)), s.walls);
    }

    /** Places of the lattice within the box and near the path, where neither fluid nor wall is. */
    private List<double[]> free(double[] path, double radius, Scene s) {
        int d = box.length;
        double[] low = {Double.POSITIVE_INFINITY, box.length > 2 ? box[1] / 2 : 0, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, low[1], Double.NEGATIVE_INFINITY};
        for (int k = 0; k < path.length; k++) {
            int axis = k % 2 == 0 ? 0 : d - 1;
            low[axis] = k < 2 ? path[k] : Math.min(low[axis], path[k]);
            high[axis] = k < 2 ? path[k] : Math.max(high[axis], path[k]);
        }
        List<double[]> places = new ArrayList<>();
        int[] from = new int[d];
        int[] to = new int[d];
        for (int a = 0; a < d; a++) {
            from[a] = (int) Math.max(0, Math.floor((low[a] - radius) / dx));
            to[a] = (int) Math.min(Math.rint(box[a] / dx) - 1, Math.ceil((high[a] + radius) / dx));
        }
        collect(new int[d], 0, from, to, path, radius, places);
        List<double[]> near = new ArrayList<>();
        add(s.fluid.x(), from, to, near);
        add(s.walls.x(), from, to, near);
        places.removeIf(q -> near.stream().anyMatch(o -> distance2(q, o) < FREE * FREE * dx * dx));
        return places;
    }

    private void collect(int[] at, int axis, int[] from, int[] to, double[] path, double radius, List<double[]> places) {
        if (axis == at.length) {
            double[] q = Arrays.stream(at).mapToDouble(k -> (k + 0.5) * dx).toArray();
            if (distance(q, path) <= radius) {
                places.add(q);
            }
            return;
        }
        for (int k = from[axis]; k <= to[axis]; k++) {
            at[axis] = k;
            collect(at, axis + 1, from, to, path, radius, places);
        }
    }

    /** Those within the lattice from–to and one place around it. */
    private void add(double[][] x, int[] from, int[] to, List<double[]> near) {
        for (int i = 0; i < x[0].length; i++) {
            boolean inside = true;
            for (int a = 0; a < x.length; a++) {
                inside &= x[a][i] > (from[a] - 1) * dx && x[a][i] < (to[a] + 2) * dx;
            }
            if (inside) {
                int k = i;
                near.add(Arrays.stream(x).mapToDouble(axis -> axis[k]).toArray());
            }
        }
    }

    private static double distance2(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    /** From a place to the path; in space the path lies half way through the depth. */
    private double distance(double[] q, double[] path) {
        double deep = box.length > 2 ? q[1] - box[1] / 2 : 0;
        double up = q[q.length - 1];
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k + 1 < path.length; k += 2) {
            int m = Math.min(k + 2, path.length - 2);
            double ex = path[m] - path[k];
            double ey = path[m + 1] - path[k + 1];
            double length2 = ex * ex + ey * ey;
            double t = length2 > 0 ? Math.clamp(((q[0] - path[k]) * ex + (up - path[k + 1]) * ey) / length2, 0, 1) : 0;
            double x = q[0] - path[k] - t * ex;
            double y = up - path[k + 1] - t * ey;
            least = Math.min(least, Math.sqrt(x * x + y * y + deep * deep));
        }
        return least;
    }

    private double[] place(double[][] x, int i) {
        return Arrays.stream(x).mapToDouble(axis -> axis[i]).toArray();
    }

    /** The fluid near the path moves the way the brush went. */
    private Fluid stirred(Stroke stroke, double[] path, Fluid f) {
        int d = box.length;
        double ex = path[path.length - 2] - path[0];
        double ey = path[path.length - 1] - path[1];
        double length = Math.hypot(ex, ey);
        if (length == 0) {
            return f;
        }
        double[][] v = Arrays.stream(f.v()).map(double[]::clone).toArray(double[][]::new);
        for (int i = 0; i < f.size(); i++) {
            double r = distance(place(f.x(), i), path) / stroke.radius();
            if (r < 1) {
                double share = (1 - r * r) * (1 - r * r);
                v[0][i] += share * (speed * ex / length - v[0][i]);
                v[d - 1][i] += share * (speed * ey / length - v[d - 1][i]);
            }
        }
        return f.at(v);
    }

    /** What the stroke erases, or what it leaves. */
    private Scene parted(Stroke stroke, double[] path, Scene s, boolean inside) {
        boolean[] fluid = new boolean[s.fluid.size()];
        for (int i = 0; i < fluid.length; i++) {
            fluid[i] = distance(place(s.fluid.x(), i), path) <= stroke.radius() == inside;
        }
        boolean[] walls = new boolean[s.walls.size()];
        for (int i = 0; i < walls.length; i++) {
            walls[i] = (s.walls.owner()[i] > Walls.BOX && distance(place(s.walls.x(), i), path) <= stroke.radius()) == inside;
        }
        return new Scene(s.fluid.only(fluid), s.walls.only(walls));
    }

    static boolean erases(String kind, Stroke stroke) {
        return stroke.strength() < 0 || kind.equals("erase");
    }

    /** What a stroke that erases takes away. */
    Scene taken(Stroke stroke, double[] path, Scene s) {
        return parted(stroke, path, s, true);
    }

    /** What was taken away, back where nothing else is by now. */
    Scene back(Scene s, Scene taken) {
        boolean[] fluid = free(taken.fluid.x(), s);
        boolean[] walls = free(taken.walls.x(), s);
        return new Scene(s.fluid.and(taken.fluid.only(fluid)), s.walls.and(taken.walls.only(walls)));
    }

    private boolean[] free(double[][] x, Scene s) {
        boolean[] free = new boolean[x[0].length];
        List<double[]> there = new ArrayList<>();
        int[] from = new int[box.length];
        int[] to = Arrays.stream(box).mapToInt(l -> (int) Math.rint(l / dx)).toArray();
        add(s.fluid.x(), from, to, there);
        add(s.walls.x(), from, to, there);
        for (int i = 0; i < free.length; i++) {
            double[] q = place(x, i);
            free[i] = there.stream().noneMatch(o -> distance2(q, o) < FREE * FREE * dx * dx);
        }
        return free;
    }

    /** Without what some strokes poured or built. */
    static Scene without(Scene s, Set<Long> strokes) {
        boolean[] fluid = new boolean[s.fluid.size()];
        for (int i = 0; i < fluid.length; i++) {
            fluid[i] = !strokes.contains(s.fluid.stroke()[i]);
        }
        boolean[] walls = new boolean[s.walls.size()];
        for (int i = 0; i < walls.length; i++) {
            walls[i] = s.walls.owner()[i] <= Walls.BOX || !strokes.contains(s.walls.owner()[i]);
        }
        return new Scene(s.fluid.only(fluid), s.walls.only(walls));
    }
}
