package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A kernel with few taps on a circle of length 1, read in one of three ways when the grid is not the one it was trained on (Liu-Schiaffini et al. 2024,
 * arXiv:2402.16845; Berner et al. 2025, arXiv:2506.10973). With taps θ_m, m = −r … r, spacing h and the spacing h₀ of the reference grid:
 * <ul>
 *   <li>PIXELS: y_i = Σ θ_m x_{i+m}, whatever h: a convolutional layer;
 *   <li>DIFFERENTIAL: the mean of θ is taken off and y_i = (h₀/h) Σ θ_m x_{i+m}: as h → 0 a first derivative, h₀ Σ m θ_m · x′;
 *   <li>LOCAL: an integral: κ is the piecewise linear function through θ_m at m h₀ and through 0 at ±(r + 1) h₀, y_i = (h/h₀) Σ_k κ(k h) x_{i+k}.
 * </ul>
 * All three are one on the reference grid, but for the mean. Batch × channels × n. O(taps) a value.
 *
 * @param radius r
 * @param reference cells of the reference grid, 1/h₀
 */
public record LineKernel(String name, int channels, int radius, int reference, Reading reading) implements OperatorNetwork.Mixing {

    /** What a kernel becomes on another grid. */
    public enum Reading { PIXELS, DIFFERENTIAL, LOCAL }

    @Override
    public List<Part> parts() {
        int side = 2 * radius + 1;
        double bound = 1 / Math.sqrt(channels * side);
        // A derivative at first, and of second order in h: odd.
        Start odd = u -> {
            for (int k = 0; k < u.length; k += side) {
                for (int m = 1; m <= radius; m++) {
                    u[k + radius + m] = bound * (2 * u[k + radius + m] - 1);
                    u[k + radius - m] = -u[k + radius + m];
                }
                u[k + radius] = 0;
            }
        };
        return List.of(new Part(name + ".taps", reading == Reading.DIFFERENTIAL ? odd : Start.uniform(bound), channels, channels, side));
    }

    @Override
    public Value apply(Theta w, Value x) {
        Value kernel = kernel(w, x.size(2));
        return x.paddedAround(kernel.size(2) / 2).conv(kernel, 1, 0);
    }

    /** The taps on a circle of n cells: outputs × inputs × an odd number. */
    public Value kernel(Theta w, int n) {
        Value taps = w.get(name + ".taps");
        return switch (reading) {
            case PIXELS -> taps;
            case DIFFERENTIAL -> taps.minus(taps.mean(2).unsqueeze(2)).times((double) n / reference);
            case LOCAL -> taps.matmul(hats(w.tape(), n));
        };
    }

    /** Cells to both sides that the kernel reaches. */
    public int reach(int n) {
        return reading == Reading.LOCAL ? (int) Math.ceil((radius + 1.0) * n / reference - 1e-9) - 1 : radius;
    }

    private Value hats(Tape tape, int n) {
        int side = 2 * radius + 1;
        int r = reach(n);
        int wide = 2 * r + 1;
        double[] a = new double[side * wide];
        double ratio = (double) reference / n;
        for (int m = 0; m < side; m++) {
            for (int k = 0; k < wide; k++) {
                a[m * wide + k] = ratio * Math.max(0, 1 - Math.abs((k - r) * ratio - (m - radius)));
            }
        }
        return tape.of(a, side, wide);
    }
}
