package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A layer of a Kolmogorov–Arnold network (Liu et al. 2024, arXiv:2404.19756, eq. 2.10): every output is a sum of functions of one input each,
 * φ(x) = w silu(x) + Σ cᵢ Bᵢ(x), with B-splines on a uniform grid of {@code cells} cells over [low, high].
 *
 * @param degree of the splines; cells + degree of them
 */
public record Kan(String name, int inputs, int outputs, int cells, int degree, double low, double high) implements Owner {

    @Override
    public List<Part> parts() {
        return List.of(new Part(name + ".base", Start.uniform(1 / Math.sqrt(inputs)), outputs, inputs),
                new Part(name + ".spline", Start.normal(0.1 / cells), outputs, inputs, cells + degree));
    }

    /** Batch × inputs → batch × outputs. */
    public Value apply(Theta w, Value x) {
        Value base = x.silu().matmul(w.get(name + ".base").transposed());
        return base.plus(Value.einsum("bik,oik->bo", splines(x), w.get(name + ".spline")));
    }

    /** Bᵢ(x) by the recursion of Cox and de Boor: batch × inputs × (cells + degree). */
    public Value splines(Value x) {
        Tape tape = x.tape();
        double h = (high - low) / cells;
        int knots = cells + 2 * degree + 1;
        Value at = x.unsqueeze(2);
        double[] t = new double[knots];
        Arrays.setAll(t, k -> low + (k - degree) * h);
        Value knot = tape.of(t, 1, 1, knots);
        Value beyond = at.minus(knot).above(0);
        Value b = beyond.slice(2, 0, knots - 1).minus(beyond.slice(2, 1, knots));
        for (int d = 1; d <= degree; d++) {
            int n = knots - 1 - d;
            Value rising = at.minus(knot.slice(2, 0, n)).over(d * h).times(b.slice(2, 0, n));
            Value falling = knot.slice(2, d + 1, knots).minus(at).over(d * h).times(b.slice(2, 1, n + 1));
            b = rising.plus(falling);
        }
        return b;
    }
}
