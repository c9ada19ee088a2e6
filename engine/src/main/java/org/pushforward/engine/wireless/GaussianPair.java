package org.pushforward.engine.wireless;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.Matrix;

/**
 * n pairs of standard normal numbers with correlation ρ in n uses of an adding channel: x_i = A_i s_i with ‖A_i‖² = n, y = x₁ + x₂ + √N z, ŝ_i = B_i y. What
 * is expected to be wrong is a quadratic function of the matrices, so nothing is sampled. Uncoded sending has
 * D = (P(1 − ρ²) + N)/(2P(1 + ρ) + N) a number, with P = 1.
 */
record GaussianPair(int uses) implements Owner {

    @Override
    public List<Part> parts() {
        // With a single use an encoder is a sign, which nothing can turn later.
        Start encoder = uses == 1 ? Start.ONE : Start.normal(1 / Math.sqrt(uses));
        Start decoder = Start.normal(0.3 / Math.sqrt(uses));
        return List.of(new Part("a1", encoder, uses, uses), new Part("a2", encoder, uses, uses), new Part("b1", decoder, uses, uses), new Part("b2", decoder, uses, uses));
    }

    /** With its power. */
    private Value encoder(Theta w, String name) {
        Value a = w.get(name);
        return a.times(Math.sqrt(uses)).over(a.square().sum().root());
    }

    /** D, the mean of both sides. */
    Value distortion(Theta w, double correlation, double noise) {
        Value a1 = encoder(w, "a1");
        Value a2 = encoder(w, "a2");
        return side(w, w.get("b1"), a1, a2, correlation, noise).plus(side(w, w.get("b2"), a2, a1, correlation, noise)).times(0.5 / uses);
    }

    /** E‖s − B(A s + C t) − √N B z‖² for a pair s, t. */
    private Value side(Theta w, Value b, Value a, Value c, double correlation, double noise) {
        Value own = w.tape().of(Matrix.identity(uses).toArray(), uses, uses).minus(b.matmul(a));
        Value other = b.matmul(c);
        return own.square().sum().plus(other.square().sum()).minus(own.times(other).sum().times(2 * correlation)).plus(b.square().sum().times(noise));
    }

    static double exact(double correlation, double noise) {
        return (1 - correlation * correlation + noise) / (2 * (1 + correlation) + noise);
    }

    /**
     * Orthogonally, without codes: of two pairs in two uses one side sends its first number, the other its second one, each with power two; what is not sent is
     * estimated from the other side.
     */
    static double orthogonal(double correlation, double noise) {
        double n = 0.5 * noise;
        return 0.5 * (n / (1 + n) + 1 - correlation * correlation / (1 + n));
    }
}
