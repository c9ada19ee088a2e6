package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.data.PointCloud;

/**
 * Where points are drawn, and in which order rows and columns are: the plane as it is; beyond it the first two principal axes of both
 * clouds together; on the line, source and target on two lines one above the other. Immutable.
 *
 * @param source interleaved (x, y)
 * @param sourceOrder points along the first principal axis
 */
record CloudView(double[] source, double[] target, int[] sourceOrder, int[] targetOrder) {

    private static final int POWER_STEPS = 60;

    static CloudView of(SinkhornProblem problem, CancelToken cancel) {
        double[] first = axis(problem, new double[0], cancel);
        double[] along = project(problem.source(), problem.centre(), first);
        double[] targetAlong = project(problem.target(), problem.centre(), first);
        int d = problem.source().dimension();
        double[] second = d > 2 ? axis(problem, first, cancel) : new double[0];
        cancel.throwIfCancelled();
        return new CloudView(places(problem, problem.source(), along, second, true), places(problem, problem.target(), targetAlong, second, false),
                order(along), order(targetAlong));
    }

    private static double[] places(SinkhornProblem problem, PointCloud cloud, double[] along, double[] second, boolean isSource) {
        int n = cloud.size();
        if (cloud.dimension() == 2) {
            return cloud.coordinates();
        }
        double[] across = second.length > 0 ? project(cloud, problem.centre(), second) : new double[n];
        double level = second.length > 0 ? 0 : (isSource ? 0.25 : -0.25) * Math.sqrt(problem.costBound() / problem.kappa());
        double[] xy = new double[2 * n];
        for (int i = 0; i < n; i++) {
            xy[2 * i] = second.length > 0 ? along[i] : cloud.coordinates()[i];
            xy[2 * i + 1] = across[i] + level;
        }
        return xy;
    }

    private static int[] order(double[] along) {
        return IntStream.range(0, along.length).boxed().sorted(Comparator.comparingDouble(i -> along[i])).mapToInt(i -> i).toArray();
    }

    /** Projections on an axis. */
    static double[] project(PointCloud cloud, double[] centre, double[] axis) {
        int d = axis.length;
        double[] along = new double[cloud.size()];
        for (int i = 0; i < along.length; i++) {
            for (int k = 0; k < d; k++) {
                along[i] += (cloud.coordinates()[i * d + k] - centre[k]) * axis[k];
            }
        }
        return along;
    }

    /** The leading axis of both clouds, orthogonal to another: power iteration, whose accuracy only decides on the picture. */
    private static double[] axis(SinkhornProblem problem, double[] other, CancelToken cancel) {
        int d = problem.centre().length;
        double[] v = new double[d];
        Arrays.setAll(v, k -> 1 + 0.1 * Math.cos(k));
        for (int step = 0; step < POWER_STEPS; step++) {
            cancel.throwIfCancelled();
            orthogonalise(v, other);
            double[] next = new double[d];
            add(problem.source(), problem.centre(), v, next);
            add(problem.target(), problem.centre(), v, next);
            double norm = Math.sqrt(Arrays.stream(next).map(c -> c * c).sum());
            if (!(norm > 0)) {
                break;
            }
            v = Arrays.stream(next).map(c -> c / norm).toArray();
        }
        orthogonalise(v, other);
        double norm = Math.sqrt(Arrays.stream(v).map(c -> c * c).sum());
        return Arrays.stream(v).map(c -> norm > 0 ? c / norm : 0).toArray();
    }

    private static void orthogonalise(double[] v, double[] other) {
        double dot = 0;
        for (int k = 0; k < other.length; k++) {
            dot += v[k] * other[k];
        }
        for (int k = 0; k < other.length; k++) {
            v[k] -= dot * other[k];
        }
    }

    private static void add(PointCloud cloud, double[] centre, double[] v, double[] sum) {
        double[] along = project(cloud, centre, v);
        int d = v.length;
        for (int i = 0; i < along.length; i++) {
            for (int k = 0; k < d; k++) {
                sum[k] += cloud.weights()[i] * along[i] * (cloud.coordinates()[i * d + k] - centre[k]);
            }
        }
    }
}
