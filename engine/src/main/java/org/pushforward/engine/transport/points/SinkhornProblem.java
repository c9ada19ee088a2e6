package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.data.PointCloud;

/**
 * Two clouds and the cost κ|x − y|², κ = ½ or 1. Points without weight take no part: {@code sourceRows[i]} is the number of row i among
 * the points given. Immutable and thread-safe.
 *
 * @param a masses of the source's points: its weights times its mass, which is 1 where the masses of both clouds must be the same
 * @param b masses of the target's points
 * @param centre mean of the two clouds' means, which coordinates are taken about
 * @param meanCost ⟨C, a⊗b⟩
 * @param costBound at least the largest cost; at most four times as large when the clouds overlap
 */
record SinkhornProblem(PointCloud source, PointCloud target, double[] a, double[] b, int[] sourceRows, int[] targetRows, double kappa,
        double[] centre, double meanCost, double costBound) {

    static SinkhornProblem of(PointCloud source, PointCloud target, double kappa) {
        return of(source, target, 1, 1, kappa);
    }

    /** Between clouds of any masses. */
    static SinkhornProblem of(PointCloud source, PointCloud target, double sourceMass, double targetMass, double kappa) {
        if (source.dimension() != target.dimension()) {
            throw new InputException("target: its points have " + target.dimension() + " coordinates and those of source "
                    + source.dimension(), "give two sets of the same dimension");
        }
        int[] rows = weighted(source);
        int[] columns = weighted(target);
        PointCloud a = only(source, rows);
        PointCloud b = only(target, columns);
        double[] centre = mean(a);
        double[] other = mean(b);
        double shift = 0;
        for (int k = 0; k < centre.length; k++) {
            shift += (centre[k] - other[k]) * (centre[k] - other[k]);
            centre[k] = 0.5 * (centre[k] + other[k]);
        }
        double meanCost = kappa * (shift + spread(a, mean(a)) + spread(b, other));
        double reach = radius(a, centre) + radius(b, centre);
        if (!(kappa * reach * reach < Double.MAX_VALUE)) {
            throw new InputException("source and target: squared distances are beyond what a number can hold", "scale the coordinates down");
        }
        return new SinkhornProblem(a, b, masses(a, sourceMass), masses(b, targetMass), rows, columns, kappa, centre, meanCost,
                kappa * reach * reach);
    }

    private static double[] masses(PointCloud cloud, double mass) {
        return mass == 1 ? cloud.weights() : Arrays.stream(cloud.weights()).map(w -> w * mass).toArray();
    }

    /** From the target to the source. */
    SinkhornProblem swapped() {
        return new SinkhornProblem(target, source, b, a, targetRows, sourceRows, kappa, centre, meanCost, costBound);
    }

    double sourceMass() {
        return Arrays.stream(a).sum();
    }

    double targetMass() {
        return Arrays.stream(b).sum();
    }

    ScaledCloud scaledSource(double eps) {
        return scaled(source, a, eps);
    }

    ScaledCloud scaledTarget(double eps) {
        return scaled(target, b, eps);
    }

    /** A cloud in units in which cost/ε in bits is a squared distance. */
    ScaledCloud scaled(PointCloud cloud, double[] masses, double eps) {
        return new ScaledCloud(cloud, masses, centre, Math.sqrt(kappa / (eps * LogSumExp.LN2)));
    }

    /** Largest exponent there is, in bits. */
    double bits(double eps) {
        return costBound / (eps * LogSumExp.LN2);
    }

    /** A twentieth of the mean cost, to two digits: the plan keeps the shape of the clouds, and some dozen sweeps are enough. */
    double advisedEps() {
        return Double.parseDouble(String.format(Locale.ROOT, "%.1e", 0.05 * meanCost));
    }

    double cost(int i, int j) {
        int d = source.dimension();
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double delta = source.coordinates()[i * d + k] - target.coordinates()[j * d + k];
            sum += delta * delta;
        }
        return kappa * sum;
    }

    private static int[] weighted(PointCloud cloud) {
        return IntStream.range(0, cloud.size()).filter(i -> cloud.weights()[i] > 0).toArray();
    }

    private static PointCloud only(PointCloud cloud, int[] rows) {
        if (rows.length == cloud.size()) {
            return cloud;
        }
        int d = cloud.dimension();
        double[] x = new double[rows.length * d];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(cloud.coordinates(), rows[i] * d, x, i * d, d);
        }
        return new PointCloud(d, x, Arrays.stream(rows).mapToDouble(i -> cloud.weights()[i]).toArray());
    }

    private static double[] mean(PointCloud cloud) {
        int d = cloud.dimension();
        double[] m = new double[d];
        for (int i = 0; i < cloud.size(); i++) {
            for (int k = 0; k < d; k++) {
                m[k] += cloud.weights()[i] * cloud.coordinates()[i * d + k];
            }
        }
        return m;
    }

    private static double spread(PointCloud cloud, double[] about) {
        double sum = 0;
        for (int i = 0; i < cloud.size(); i++) {
            sum += cloud.weights()[i] * squaredDistance(cloud, i, about);
        }
        return sum;
    }

    private static double radius(PointCloud cloud, double[] about) {
        return Math.sqrt(IntStream.range(0, cloud.size()).mapToDouble(i -> squaredDistance(cloud, i, about)).max().orElse(0));
    }

    private static double squaredDistance(PointCloud cloud, int i, double[] about) {
        double sum = 0;
        for (int k = 0; k < about.length; k++) {
            double delta = cloud.coordinates()[i * about.length + k] - about[k];
            sum += delta * delta;
        }
        return sum;
    }
}
