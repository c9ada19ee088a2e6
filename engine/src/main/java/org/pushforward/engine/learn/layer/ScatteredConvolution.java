package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A convolution on a torus of side 1, ∫ κ(x − y) f(y) dy, of functions that are known at scattered points only: the integral is the mean over the points, and κ a
 * trigonometric polynomial, so that sums go to Fourier coefficients and back, y_i = (1/N) Σ_k κ̂_k e^{2πik·x_i} Σ_j e^{−2πik·x_j} f_j (Wang & Golland 2023,
 * arXiv:2206.01178, with other bases). Coefficients are weights over 1 + |k|², so that kernels start smooth. O(N modes² (inputs + outputs)).
 *
 * @param modes wave numbers up to this along both axes
 */
public record ScatteredConvolution(String name, int inputs, int outputs, int modes) implements Owner {

    /** Wave vectors of a half plane, without 0. */
    private static int half(int modes) {
        return 2 * modes * (modes + 1);
    }

    @Override
    public List<Part> parts() {
        Start start = Start.uniform(1 / Math.sqrt(inputs));
        return List.of(new Part(name + ".mean", start, inputs, outputs), new Part(name + ".real", start, half(modes), inputs, outputs), new Part(name + ".imaginary", start, half(modes), inputs, outputs),
                new Part(name + ".bias", Start.ZERO, outputs));
    }

    /** What {@link #apply} needs of the points: 1, √2 cos 2πk·x for all wave vectors, √2 sin 2πk·x; points × functions. */
    public static double[] functions(double[] points, int modes) {
        int h = half(modes);
        int n = points.length / 2;
        double[] f = new double[n * (1 + 2 * h)];
        double r = Math.sqrt(2);
        for (int i = 0; i < n; i++) {
            int at = i * (1 + 2 * h);
            f[at] = 1;
            int k = 1;
            // Powers of e^{2πix} and e^{2πiy}.
            double[] x = powers(points[2 * i], modes);
            double[] y = powers(points[2 * i + 1], modes);
            for (int p = 0; p <= modes; p++) {
                for (int q = p == 0 ? 1 : -modes; q <= modes; q++) {
                    double c = y[2 * Math.abs(q)];
                    double s = q < 0 ? -y[-2 * q + 1] : y[2 * q + 1];
                    f[at + k] = r * (x[2 * p] * c - x[2 * p + 1] * s);
                    f[at + h + k] = r * (x[2 * p] * s + x[2 * p + 1] * c);
                    k++;
                }
            }
        }
        return f;
    }

    /** 1/(1 + |k|²), in the order of the functions. */
    private static double[] smoothness(int modes) {
        double[] f = new double[half(modes)];
        int k = 0;
        for (int p = 0; p <= modes; p++) {
            for (int q = p == 0 ? 1 : -modes; q <= modes; q++) {
                f[k++] = 1.0 / (1 + p * p + q * q);
            }
        }
        return f;
    }

    private static double[] powers(double t, int modes) {
        double[] z = new double[2 * modes + 2];
        double c = Math.cos(2 * Math.PI * t);
        double s = Math.sin(2 * Math.PI * t);
        z[0] = 1;
        for (int k = 1; k <= modes; k++) {
            z[2 * k] = z[2 * k - 2] * c - z[2 * k - 1] * s;
            z[2 * k + 1] = z[2 * k - 2] * s + z[2 * k - 1] * c;
        }
        return z;
    }

    /**
     * Batch × N × inputs → batch × N × outputs.
     *
     * @param functions N × …, at the points
     */
    public Value apply(Theta w, Value f, Value functions) {
        int h = half(modes);
        Value c = functions.transposed().matmul(f).times(1.0 / f.size(1));
        // Wave vectors first, so that each has a product of its own.
        Value cos = c.slice(1, 1, 1 + h).permute(1, 0, 2);
        Value sin = c.slice(1, 1 + h, 1 + 2 * h).permute(1, 0, 2);
        Value smooth = w.tape().of(smoothness(modes), h, 1, 1);
        Value real = w.get(name + ".real").times(smooth);
        Value imaginary = w.get(name + ".imaginary").times(smooth);
        Value cosOut = cos.matmul(real).plus(sin.matmul(imaginary)).permute(1, 0, 2);
        Value sinOut = sin.matmul(real).minus(cos.matmul(imaginary)).permute(1, 0, 2);
        Value mean = c.slice(1, 0, 1).matmul(w.get(name + ".mean"));
        return functions.matmul(Value.cat(1, mean, cosOut, sinOut)).plus(w.get(name + ".bias"));
    }
}
