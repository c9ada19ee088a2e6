package org.pushforward.engine.learn.layer;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A continuous kernel made of points that move while they learn (S. Kim and E. Park 2023, SMPConv, arXiv:2304.02330, eq. 3):
 * K_c(x) = Σᵢ w_ic max(0, 1 − |x − pᵢ|₁/rᵢ), divided by the number of points within reach of x, plus 1e-6, unless told otherwise. Places pᵢ, weights and
 * radii are learned, radii at a tenth of the rate. Evenly spaced points on a line with radii of their spacing, not divided, are the hats of linear
 * interpolation. O(n · points · (d + channels)). Immutable.
 *
 * @param places where the points start, points × dimension
 * @param radius at the start
 * @param moves else they stay
 */
public record PointKernel(String name, int dimension, double[] places, int channels, double radius, boolean isDivided, boolean moves, Start start) implements Owner {

    private static final double SLOWER = 0.1;
    private static final double LEAST = 1e-4;

    public int points() {
        return places.length / dimension;
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(List.of(new Part(name + ".weight", start, points(), channels), new Part(name + ".radius", Start.ZERO, points())));
        if (moves) {
            parts.add(new Part(name + ".place", u -> System.arraycopy(places, 0, u, 0, u.length), points(), dimension));
        }
        return parts;
    }

    /** Places, points × dimension. */
    public Value places(Theta w) {
        return moves ? w.get(name + ".place") : w.tape().of(places, points(), dimension);
    }

    public Value radii(Theta w) {
        return w.get(name + ".radius").times(SLOWER).plus(radius).clamped(LEAST, 1e3);
    }

    /** n × dimension → n × channels. */
    public Value at(Theta w, Value x) {
        Value far = x.unsqueeze(1).minus(places(w)).abs().sum(2);
        Value hats = far.over(radii(w)).from(1).relu();
        Value sum = hats.matmul(w.get(name + ".weight"));
        return isDivided ? sum.over(hats.above(0).sum(1).plus(1e-6).unsqueeze(1)) : sum;
    }
}
