package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A noise schedule γ(t) = −ln SNR(t), falling from noise at t = 0 to signal at t = 1, with ᾱ = 1/(1 + e^γ) (Li, Teh & Pascanu 2025,
 * NoProp-CT, after Kingma et al. 2021, arXiv:2107.00630): the line from 5 to its end, or learned from there on,
 * γ = γ(0) + (γ(1) − γ(0)) (γ̃(t) − γ̃(0))/(γ̃(1) − γ̃(0)) with γ̃ = c t + Σ v_k σ(a_k t + b_k), whose c, v, a are positive, so that it rises.
 * Immutable.
 *
 * @param end γ(1), where it starts if it is learned
 */
record LogNoise(boolean isLearned, double end) implements Weights.Owner {

    private static final double START = 5;
    private static final int UNITS = 16;

    /** At some times, n × 1: γ and dγ/dt. */
    record At(Value gamma, Value slope) {

        /** ᾱ. */
        Value signal() {
            return gamma.negated().sigmoid();
        }

        /** 1 − ᾱ. */
        Value noise() {
            return gamma.sigmoid();
        }

        /** d SNR/dt = −γ′ e^{−γ}. */
        Value snrSlope() {
            return gamma.negated().exp().times(slope).negated();
        }
    }

    @Override
    public List<Part> parts() {
        // As it starts γ̃ is nearly a line: the sum has a twentieth of each unit.
        return isLearned ? List.of(new Part("noise.ends", ends -> {
            ends[0] = START;
            ends[1] = end;
        }, 2), new Part("noise.line", Start.constant(0.5), 1), new Part("noise.out", Start.constant(-3), UNITS),
                new Part("noise.in", Start.constant(2), UNITS), new Part("noise.shift", Start.uniform(3), UNITS)) : List.of();
    }

    At at(Theta w, double... t) {
        int n = t.length;
        if (!isLearned) {
            double[] line = new double[n];
            Arrays.setAll(line, k -> START + (end - START) * t[k]);
            return new At(w.tape().of(line, n, 1), w.tape().of(new double[] {end - START}, 1, 1));
        }
        At raw = rising(w, t);
        At ends = rising(w, 0, 1);
        Value first = ends.gamma.slice(0, 0, 1);
        Value range = ends.gamma.slice(0, 1, 2).minus(first);
        Value from = w.get("noise.ends").slice(0, 0, 1).reshape(1, 1);
        Value per = w.get("noise.ends").slice(0, 1, 2).reshape(1, 1).minus(from).over(range);
        return new At(from.plus(raw.gamma.minus(first).times(per)), raw.slope.times(per));
    }

    /** γ̃ and its slope. */
    private static At rising(Theta w, double... t) {
        Value time = w.tape().of(t, t.length, 1);
        Value line = w.get("noise.line").softplus().reshape(1, 1);
        Value out = w.get("noise.out").softplus().reshape(1, UNITS);
        Value in = w.get("noise.in").softplus().reshape(1, UNITS);
        Value unit = time.times(in).plus(w.get("noise.shift").reshape(1, UNITS)).sigmoid();
        Value steep = unit.times(unit.from(1)).times(in);
        return new At(time.times(line).plus(unit.times(out).sum(1).unsqueeze(1)), line.plus(steep.times(out).sum(1).unsqueeze(1)));
    }
}
