package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;

/**
 * The loss of DLightSB-M as its authors' program forms it (catsbench): for X_n on a bridge of the reference to x₁, the divergences of the
 * bridge's next step from the model's, coordinate by coordinate,
 * <pre>
 *   L = E Σ_d KL(P_d ‖ π_d),   P_d(y) = Q[x_d, y] Qᵇ[y, x₁_d] / Qᵃ[x_d, x₁_d],   a = N+1−n, b = N−n
 *   π_d(y) = Q[x_d, y] Σ_k c_dk (QᵇR_d)[y, k] / Σ_k c_dk u_d(x_d, k),   c_dk = b_k Π_{e≠d} u_e(x_e, k),   u_e(x, k) = (QᵃR_e)[x, k]
 * </pre>
 * The step is averaged over y where the loss of the transition ({@link CpMatching}) draws it, so it is less noisy; but the model's
 * transitions are seen through their single coordinates only. With the shares p_k ∝ c_dk u_d and G_dk = Σ_y P_d(y) c_dk (QᵇR_d)[y, k] / φ_d(y),
 * φ_d(y) = Σ_k c_dk (QᵇR_d)[y, k], the gradient by log b_k is Σ_d (p_k − G_dk). O(D·S²·K + B·D·K·|supp P|). Used by one thread at a time.
 */
final class CoordinateMatching {

    /** Steps that are less likely are left out of sums. */
    private static final double NEGLIGIBLE = 1e-18;

    private final CpShape shape;
    private final ReferenceBridge bridge;
    private final CpPotential before;
    private final CpPotential after;
    private final double[] byStart;
    private final double[] byNext;
    private double[] steps = {};

    CoordinateMatching(CpShape shape, ReferenceBridge bridge) {
        this.shape = shape;
        this.bridge = bridge;
        before = new CpPotential(shape);
        after = new CpPotential(shape);
        byStart = new double[shape.cores()];
        byNext = new double[shape.cores()];
    }

    /** Points x_n at time n of bridges that end at x₁, batch × D. */
    record Bridges(int[] x, int[] end, int n) { }

    double value(double[] theta, Bridges b, StepContext context) {
        int points = b.x.length / shape.dimension();
        before.tabulate(theta, bridge.power(bridge.transitions() - b.n), context);
        after.tabulate(theta, bridge.power(bridge.transitions() - b.n - 1), context);
        before.evaluate(b.x, context);
        if (steps.length != points * shape.dimension() * shape.components()) {
            steps = new double[points * shape.dimension() * shape.components()];
        }
        double[] losses = new double[shape.dimension()];
        context.workers().forEach(shape.dimension(), d -> {
            context.cancel().throwIfCancelled();
            losses[d] = coordinate(b, d);
        });
        return Arrays.stream(losses).sum() / points;
    }

    /** The loss and its gradient at {@code gradient}, which is overwritten. */
    double gradient(double[] theta, Bridges b, double[] gradient, StepContext context) {
        double loss = value(theta, b, context);
        int points = b.x.length / shape.dimension();
        Arrays.fill(gradient, 0);
        double[] all = new double[points * shape.components()];
        for (int p = 0; p < points; p++) {
            for (int d = 0; d < shape.dimension(); d++) {
                for (int k = 0; k < shape.components(); k++) {
                    double g = steps[(p * shape.dimension() + d) * shape.components() + k];
                    all[p * shape.components() + k] += g;
                    gradient[k] += (before.share(p, k) - g) / points;
                }
            }
        }
        context.workers().forEach(shape.dimension(), d -> scatter(b, all, d));
        before.pullBackTable(1.0 / points, byStart, gradient, context);
        after.pullBackTable(-1.0 / points, byNext, gradient, context);
        return loss;
    }

    /** Σ_p KL of coordinate d; leaves G_dk of every point and their sums at every next category y. */
    private double coordinate(Bridges b, int d) {
        int k0 = shape.components();
        int s = shape.categories();
        Arrays.fill(byNext, shape.row(d, 0), shape.row(d, s), 0);
        double[] c = new double[k0];
        double[] law = new double[s];
        double sum = 0;
        for (int p = 0; p < b.x.length / shape.dimension(); p++) {
            int x = b.x[p * shape.dimension() + d];
            double z = others(p, d, x, c);
            truth(x, b.end[p * shape.dimension() + d], b.n, law);
            int at = (p * shape.dimension() + d) * k0;
            Arrays.fill(steps, at, at + k0, 0);
            for (int y = 0; y < s; y++) {
                if (law[y] > NEGLIGIBLE) {
                    double phi = 0;
                    for (int k = 0; k < k0; k++) {
                        phi += c[k] * after.relative(d, y, k);
                    }
                    sum += law[y] * (Math.log(law[y] / bridge.probability(1, x, y)) + Math.log(z / phi));
                    for (int k = 0; k < k0; k++) {
                        double g = law[y] * c[k] * after.relative(d, y, k) / phi;
                        steps[at + k] += g;
                        byNext[shape.row(d, y) + k] += g;
                    }
                }
            }
        }
        return sum;
    }

    /** c_dk times the largest core of its column, relative to the largest of them; returns Σ_k c_dk u_d. */
    private double others(int p, int d, int x, double[] c) {
        double z = 0;
        for (int k = 0; k < c.length; k++) {
            // p_k ∝ c_dk u_d: what the other coordinates and b say is what is left of it.
            c[k] = before.share(p, k) == 0 ? 0 : before.share(p, k) / before.relative(d, x, k);
            z += before.share(p, k);
        }
        return z;
    }

    /** P_d. */
    private void truth(int x, int end, int n, double[] law) {
        int rest = bridge.transitions() - n - 1;
        for (int y = 0; y < law.length; y++) {
            law[y] = bridge.probability(1, x, y) * bridge.probability(rest, y, end) / bridge.probability(rest + 1, x, end);
        }
    }

    /** D p_k − Σ_{e≠d} G_ek at the category where coordinate d is. */
    private void scatter(Bridges b, double[] all, int d) {
        int k0 = shape.components();
        Arrays.fill(byStart, shape.row(d, 0), shape.row(d, shape.categories()), 0);
        for (int p = 0; p < b.x.length / shape.dimension(); p++) {
            int row = shape.row(d, b.x[p * shape.dimension() + d]);
            for (int k = 0; k < k0; k++) {
                byStart[row + k] += shape.dimension() * before.share(p, k) - all[p * k0 + k]
                        + steps[(p * shape.dimension() + d) * k0 + k];
            }
        }
    }
}
