package org.pushforward.engine.transport.points;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.data.PointCloud;

/**
 * The numbers of a plan whole and in the order of the input, for whoever computes with them: the points and their weights, the potentials
 * f and g in units of cost, the barycentric projection, the plan Pᵢⱼ = aᵢ bⱼ exp((fᵢ + gⱼ − cᵢⱼ)/ε). A point without weight has the potential
 * fᵢ = −ε log Σⱼ bⱼ exp((gⱼ − cᵢⱼ)/ε), which extends f to all of space, and is its own projection. Potentials are there at every
 * size; what costs O(n m) is left out while the run goes on unless it is small, and a plan too large is never made.
 */
final class SinkhornArrays {

    /** Entries of a plan that is published with every frame, and of one that is published at all. */
    private static final long SMALL_PLAN = 1_000_000;
    private static final long LARGEST_PLAN = 10_000_000;

    private final SinkhornProblem problem;
    private final SinkhornState state;
    private final PointCloud source;
    private final PointCloud target;

    /** @param source as given, points without weight included */
    SinkhornArrays(SinkhornProblem problem, SinkhornState state, PointCloud source, PointCloud target) {
        this.problem = problem;
        this.state = state;
        this.source = source;
        this.target = target;
    }

    private boolean isPublished(long largest) {
        return state.isSwept() && (long) source.size() * target.size() <= (state.status() instanceof Status.Running ? SMALL_PLAN : largest);
    }

    List<Layer> layers(CancelToken cancel) {
        List<Layer> all = new ArrayList<>(List.of(points("source", source), points("target", target), weights("source-weights", source),
                weights("target-weights", target)));
        if (!state.isSwept()) {
            return all;
        }
        all.add(ofPoints("potential-f", "Potential f", "cost", potential(source, problem.sourceRows(), state.sweep().f(),
                problem.target(), problem.b(), state.sweep().g())));
        all.add(ofPoints("potential-g", "Potential g", "cost", potential(target, problem.targetRows(), state.sweep().g(),
                problem.source(), problem.a(), state.sweep().f())));
        SinkhornPlan plan = new SinkhornPlan(problem, state, cancel);
        if (isPublished(Long.MAX_VALUE)) {
            all.add(new Layer.Matrix("projection", "Mean target of each source point", "", source.size(), source.dimension(), projection(plan)));
        }
        if (isPublished(LARGEST_PLAN)) {
            all.add(new Layer.Matrix("plan", "P", "", source.size(), target.size(), plan.matrix(source.size(), target.size())));
        }
        return all;
    }

    /** What is left out for good. */
    List<String> notes() {
        boolean tooLarge = (long) source.size() * target.size() > LARGEST_PLAN;
        return !tooLarge ? List.of() : List.of(String.format(Locale.ROOT, "the plan of %d × %d numbers is too large to be written (at most %d million); "
                + "it is a_i b_j exp((f_i + g_j − c_ij)/eps) with potential-f and potential-g", source.size(), target.size(), LARGEST_PLAN / 1_000_000));
    }

    private static Layer points(String id, PointCloud cloud) {
        return new Layer.Matrix(id, "Points as given", "", cloud.size(), cloud.dimension(), cloud.coordinates());
    }

    private static Layer weights(String id, PointCloud cloud) {
        return ofPoints(id, "Weights as given, with sum 1", "", cloud.weights());
    }

    private static Layer ofPoints(String id, String label, String unit, double[] values) {
        return new Layer.Series(id, label, unit, "point", IntStream.rangeClosed(1, values.length).asDoubleStream().toArray(), values);
    }

    /** Of the points given, from that of the points with weight, in bits. */
    private double[] potential(PointCloud given, int[] rows, double[] bits, PointCloud other, double[] masses, double[] otherBits) {
        double scale = state.level() * LogSumExp.LN2;
        double[] values = new double[given.size()];
        if (rows.length < values.length) {
            Arrays.fill(values, Double.NaN);
        }
        for (int i = 0; i < rows.length; i++) {
            values[rows[i]] = scale * bits[i];
        }
        for (int i = 0; rows.length < values.length && i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? extended(given, i, other, masses, otherBits) : values[i];
        }
        return values;
    }

    /** The soft minimum at a point without weight. */
    private double extended(PointCloud given, int i, PointCloud other, double[] masses, double[] bits) {
        double eps = state.level();
        double largest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int d = given.dimension();
        for (int j = 0; j < other.size(); j++) {
            double cost = 0;
            for (int k = 0; k < d; k++) {
                double delta = given.coordinates()[i * d + k] - other.coordinates()[j * d + k];
                cost += problem.kappa() * delta * delta;
            }
            double e = Math.log(masses[j]) + bits[j] * LogSumExp.LN2 - cost / eps;
            if (e > largest) {
                sum = sum * Math.exp(largest - e) + 1;
                largest = e;
            } else {
                sum += Math.exp(e - largest);
            }
        }
        return -eps * (largest + Math.log(sum));
    }

    private double[] projection(SinkhornPlan plan) {
        int d = source.dimension();
        double[] means = source.coordinates().clone();
        double[] y = problem.target().coordinates();
        for (int i = 0; i < problem.sourceRows().length; i++) {
            double[] p = plan.row(i);
            double[] mean = new double[d];
            double sum = 0;
            for (int j = 0; j < problem.target().size(); j++) {
                sum += p[j];
                for (int k = 0; k < d; k++) {
                    mean[k] += p[j] * y[j * d + k];
                }
            }
            for (int k = 0; k < d; k++) {
                means[problem.sourceRows()[i] * d + k] = mean[k] / Math.max(sum, Double.MIN_NORMAL);
            }
        }
        return means;
    }
}
