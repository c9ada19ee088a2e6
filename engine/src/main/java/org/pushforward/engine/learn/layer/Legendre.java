package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A layer of a Legendre–Kolmogorov–Arnold network (Hu, Jin & Li 2025, arXiv:2504.05022): yⱼ = Σᵢ Σₙ W_jin Pₙ(tanh xᵢ), n ≤ degree, on {@link Jets}.
 * The polynomials are formed of powers of t. The start of the weights is ours.
 *
 * @param size deviation of the outputs at the start, about
 */
public record Legendre(String name, int inputs, int outputs, int degree, double size) implements Owner {

    @Override
    public List<Part> parts() {
        return List.of(new Part(name + ".legendre", Start.normal(size / Math.sqrt(inputs * (degree + 1.0))), outputs, inputs * (degree + 1)));
    }

    /** Batch × K × inputs → batch × K × outputs. */
    public Value apply(Theta w, Value jets) {
        Value t = jets.at(1, 0).tanh();
        Value[] powers = new Value[degree + 1];
        powers[0] = t.times(0).plus(1);
        for (int n = 1; n <= degree; n++) {
            powers[n] = n == 1 ? t : powers[n - 1].times(t);
        }
        Value monomials = Value.stack(2, powers);
        Value f = monomials.matmul(coefficients(w, 0));
        if (jets.size(1) == 1) {
            return mixed(w, f.unsqueeze(1));
        }
        Value s = t.square().from(1).unsqueeze(2);
        Value f1 = monomials.matmul(coefficients(w, 1)).times(s);
        Value f2 = monomials.matmul(coefficients(w, 2)).times(s).minus(monomials.matmul(coefficients(w, 1)).times(t.unsqueeze(2)).times(2)).times(s);
        return mixed(w, Jets.then(jets, f, f1, f2));
    }

    /** Monomials × polynomials: the coefficients of a derivative of Pₙ, by (n+1)P_{n+1} = (2n+1) t Pₙ − n P_{n−1}. */
    private Value coefficients(Theta w, int derivative) {
        int m = degree + 1;
        double[][] p = new double[m][m];
        p[0][0] = 1;
        for (int n = 0; n + 1 < m; n++) {
            for (int k = 0; k < m; k++) {
                p[n + 1][k] = ((2 * n + 1) * (k > 0 ? p[n][k - 1] : 0) - n * (n > 0 ? p[n - 1][k] : 0)) / (n + 1);
            }
        }
        double[] c = new double[m * m];
        for (int n = 0; n < m; n++) {
            for (int k = derivative; k < m; k++) {
                c[(k - derivative) * m + n] = p[n][k] * (derivative > 0 ? k : 1) * (derivative > 1 ? k - 1 : 1);
            }
        }
        return w.tape().of(c, m, m);
    }

    /** Batch × K × inputs × terms → batch × K × outputs. */
    private Value mixed(Theta w, Value basis) {
        return basis.reshape(basis.size(0), basis.size(1), inputs * (degree + 1)).matmul(w.get(name + ".legendre").transposed());
    }
}
