package org.pushforward.engine.learn.layer;

import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;

/**
 * The waves of {@link PlaneWaves} at scattered points of a torus of side 1, which may depend on what is learned: sums over N points in place of transforms over
 * n × n places, ŷ_k = (n²/N) Σ_j f_j e^(−2πi k·x_j), and back y_j = n⁻² Re Σ_k c_k ŷ_k e^(2πi k·x_j), c = 1 where the second wave number is 0 and 2 elsewhere (Li et
 * al. 2023, arXiv:2207.05209, eq. 9 and 10). On the places of an even grid both are those of {@link PlaneWaves}. O(N modes² channels).
 *
 * @param waves of the grid
 */
public record ScatteredWaves(PlaneWaves waves) {

    /** Cosines and sines of all waves at some points, batch × N × waves each. */
    public record Basis(Value cos, Value sin) { }

    /** @param points batch × N × 2; the first number runs along the first axis */
    public Basis basis(Value points) {
        Tape tape = points.tape();
        int m = waves.modes();
        double[] first = new double[2 * m];
        double[] second = new double[m];
        for (int k = 0; k < 2 * m; k++) {
            first[k] = 2 * Math.PI * waves.first(k * m);
        }
        for (int k = 0; k < m; k++) {
            second[k] = 2 * Math.PI * k;
        }
        Value a = points.slice(2, 0, 1).times(tape.of(first, 2 * m)).unsqueeze(3);
        Value b = points.slice(2, 1, 2).times(tape.of(second, m)).unsqueeze(2);
        Value ca = a.cos();
        Value sa = a.sin();
        Value cb = b.cos();
        Value sb = b.sin();
        int[] shape = {points.size(0), points.size(1), waves.count()};
        return new Basis(ca.times(cb).minus(sa.times(sb)).reshape(shape), sa.times(cb).plus(ca.times(sb)).reshape(shape));
    }

    /** Batch × N × channels to batch × (real, imaginary) × waves × channels. */
    public Value forward(Basis basis, Value f) {
        double scale = (double) waves.n() * waves.n() / f.size(1);
        Value re = basis.cos.transposed().matmul(f).times(scale);
        Value im = basis.sin.transposed().matmul(f).times(-scale);
        return Value.stack(1, re, im);
    }

    /** The values at the points, batch × N × channels. */
    public Value backward(Basis basis, Value coefficients) {
        double[] c = new double[waves.count()];
        for (int k = 0; k < c.length; k++) {
            c[k] = (waves.second(k) == 0 ? 1.0 : 2.0) / waves.n() / waves.n();
        }
        Value scaled = coefficients.times(coefficients.tape().of(c, 1, 1, c.length, 1));
        return basis.cos.matmul(scaled.at(1, 0)).minus(basis.sin.matmul(scaled.at(1, 1)));
    }
}
