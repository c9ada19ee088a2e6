package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;

/**
 * The loss of a bridge whose potential v is in CP form, with its gradient in closed form:
 * <pre>
 *   E log (Qᵃv)(X) − E log (Qᵇv)(Y)
 * </pre>
 * DLightSB has a = N+1 with X ~ p₀ and b = 0 with Y ~ p₁: KL(q* ‖ q) up to a constant. DLightSB-M has a = N+1−n, b = N−n with
 * (X, Y) = (X_n, X_{n+1}) on a bridge of the reference: up to what does not depend on v, minus the logarithm of the model's transition
 * Q(X, Y) (Qᵇv)(Y) / (Qᵃv)(X), hence the divergence of the bridge's transition from the model's. Added over n these telescope to the
 * first. {@link CoordinateMatching} is the form of the authors' program. O(D·S²·K + B·D·K). Used by one thread at a time.
 */
final class CpMatching {

    private final CpPotential before;
    private final CpPotential after;

    CpMatching(CpShape shape) {
        before = new CpPotential(shape);
        after = new CpPotential(shape);
    }

    CpShape shape() {
        return before.shape();
    }

    /** A point of the reference's time: batch × D categories and Qⁿ from there to the end, empty for the end itself. */
    record Side(int[] x, double[] kernel) { }

    /** The loss and its gradient at {@code gradient}, which is overwritten. */
    double gradient(double[] theta, Side from, Side to, double[] gradient, StepContext context) {
        Arrays.fill(gradient, 0);
        double loss = value(theta, from, to, context);
        before.pullBack(1, from.x, gradient, context);
        after.pullBack(-1, to.x, gradient, context);
        return loss;
    }

    double value(double[] theta, Side from, Side to, StepContext context) {
        before.tabulate(theta, from.kernel, context);
        after.tabulate(theta, to.kernel, context);
        return before.mean(from.x, context) - after.mean(to.x, context);
    }
}
