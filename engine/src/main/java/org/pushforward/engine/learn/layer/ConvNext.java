package org.pushforward.engine.learn.layer;

import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A ConvNeXt block in space (Liu et al. 2022, arXiv:2201.03545) with channels last, batch × n × n × n × width: every channel with a kernel of 3³ of its own, zeros
 * beyond the ends, a normalisation, and a layer of two widths with GELU, added to what there was. The kernels are applied in the plane, three layers beside each other as
 * channels and zeros between channels that have nothing to do with each other, which here is many times as fast as convolutions in space. O(27 n³ width²).
 */
public record ConvNext(String name, int width) implements Owner {

    private static final int SIDE = 3;

    @Override
    public List<Part> parts() {
        Start start = Start.uniform(1 / Math.sqrt(SIDE * SIDE * SIDE));
        return Stream.concat(Stream.of(new Part(name + ".kernel", start, SIDE, width, SIDE, SIDE)), Stream.of(norm(), up(), down()).flatMap(o -> o.parts().stream())).toList();
    }

    private LayerNorm norm() {
        return new LayerNorm(name + ".norm", width);
    }

    private Dense up() {
        return new Dense(name + ".up", width, 2 * width);
    }

    private Dense down() {
        return new Dense(name + ".down", 2 * width, width);
    }

    public Value apply(Theta w, Value x) {
        return x.plus(down().apply(w, up().apply(w, norm().apply(w, depthwise(w, x))).gelu()));
    }

    /** Every channel with its own kernel, a cross-correlation. */
    public Value depthwise(Theta w, Value x) {
        int b = x.size(0);
        int n = x.size(1);
        Value layers = x.permute(0, 1, 4, 2, 3).padded(0, 0, 0, 1);
        Value beside = Value.cat(2, layers.slice(1, 0, n), layers.slice(1, 1, n + 1), layers.slice(1, 2, n + 2)).reshape(b * n, SIDE * width, n, n);
        Value kernel = w.get(name + ".kernel").reshape(1, SIDE * width, SIDE, SIDE).times(own(w));
        return beside.conv(kernel, 1, SIDE / 2).reshape(b, n, width, n, n).permute(0, 1, 3, 4, 2);
    }

    /** 1 where what comes in and what goes out are one channel. */
    private Value own(Theta w) {
        double[] mask = new double[width * SIDE * width];
        for (int k = 0; k < SIDE * width; k++) {
            mask[k % width * SIDE * width + k] = 1;
        }
        return w.tape().of(mask, width, SIDE * width, 1, 1);
    }
}
